"""What may happen to a case: pure functions that return a refusal or None."""
