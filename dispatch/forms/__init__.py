"""Shapes of input: the supporter's answers and reports, the public request, staff forms."""
