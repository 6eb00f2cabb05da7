"""Deterministic test data: sequences and constants, states by traits, never an action."""
