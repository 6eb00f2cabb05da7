"""May this happen now? Pure functions that return a refusal or None."""
