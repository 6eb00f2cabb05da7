"""Every URL says who may open it: a permission, or `public` (design D9)."""

from collections.abc import Iterator
from typing import Any

from django.forms import BaseForm
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


def test_nothing_about_people_is_taken_out_without_a_purpose():
    """Rules I: an export or printout asks what it is for, and an empty answer is none."""
    get_resolver().url_patterns  # noqa: B018 - every form is loaded with its page
    asked = {
        f"{form.__module__}.{form.__name__}": form.base_fields["purpose"].required
        for form in _forms(BaseForm)
        if "purpose" in getattr(form, "base_fields", {})
        and any(word in str(form.base_fields["purpose"].label) for word in ("目的", "使いみち"))
    }

    assert [name for name, required in asked.items() if not required] == []
    assert {
        "foundation.adminsite.own_data.PurposeForm",
        "supporters.admin.roster.RosterForm",
        "trainings.admin.application_export.ExportForm",
        "trainings.admin.ledger.ExportForm",
    } <= set(asked)


def _forms(base: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)
