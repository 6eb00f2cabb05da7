"""Tables of others, staged, looked at and taken over in one transaction (design D16)."""
