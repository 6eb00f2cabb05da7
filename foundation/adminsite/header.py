"""What apps put beside the account on every staff page, such as a way to hide the screen (ux 9)."""

from collections.abc import Callable
from typing import Any

Part = Callable[[Any], str]
_parts: list[Part] = []


def register(part: Part) -> Part:
    """Register a part; it gets the request and returns its template, "" for whom it is nothing."""
    _parts.append(part)
    return part


def parts(request: Any) -> list[str]:
    """Return the templates to show this person, none to whom does not work anywhere here."""
    if getattr(request, "membership", None) is None:
        return []
    return [template for part in _parts if (template := part(request))]
