"""Counting, building tables, and the rows behind a figure."""
