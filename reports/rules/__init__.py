"""What decides about returns: when they are due and when they may be submitted."""
