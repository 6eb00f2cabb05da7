"""Pytest plugins loaded before Django."""
