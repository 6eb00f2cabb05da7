"""Workbooks and papers of the tables."""
