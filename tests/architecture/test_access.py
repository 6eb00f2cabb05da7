"""Every URL says who may open it: a permission, or `public` (design D9)."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Pages of the sign-in library, which decide for themselves.
LIBRARY_PREFIXES = ("accounts/",)


def leaves(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for item in resolver.url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from leaves(item, route)
        else:
            yield route, item


def declares_access(callback: Any) -> bool:
    return bool(getattr(callback, "permission", None) or getattr(callback, "public", False))


def test_every_url_declares_who_may_open_it():
    silent = [
        route
        for route, pattern in leaves(get_resolver())
        if not route.startswith(LIBRARY_PREFIXES) and not declares_access(pattern.callback)
    ]

    assert silent == []
