"""Reads across the tables of supporters; each states how many queries it costs."""
