"""Who looked at what, and what was changed by whom (design D7)."""
