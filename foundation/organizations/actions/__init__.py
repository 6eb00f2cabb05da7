"""What makes or changes organizations."""
