"""Every figure once more, in plain Python over seeded records."""
