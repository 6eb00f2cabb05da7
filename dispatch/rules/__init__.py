"""What may happen in dispatching: pure functions that return a refusal or None."""
