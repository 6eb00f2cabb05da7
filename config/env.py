"""Reads the environment; the only place that does."""

import os
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """Return the variable `name`, or `default` when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether the variable `name` says yes (1, true, yes, on)."""
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated variable `name` as a list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def number(name: str, default: int) -> int:
    """Return the variable `name` as a whole number."""
    return int(text(name, str(default)))


def folder(name: str, default: Path) -> Path:
    """Return the variable `name` as a folder path."""
    return Path(text(name, str(default))).expanduser()
