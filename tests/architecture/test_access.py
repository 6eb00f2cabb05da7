"""Every URL says who may open it: a permission, or `public` (design D9)."""

import inspect
from collections.abc import Iterator
from typing import Any

from django.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver

from foundation.adminsite.action_pages import ActionPage
from foundation.adminsite.staff_pages import StaffPage

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
        for form in _below(BaseForm)
        # The forms Django makes for a change page by itself take nothing out.
        if not form.__module__.startswith("django.")
        and "purpose" in getattr(form, "base_fields", {})
        and any(word in str(form.base_fields["purpose"].label) for word in ("目的", "使いみち"))
    }

    assert [name for name, required in asked.items() if not required] == []
    assert {
        "foundation.adminsite.own_data.PurposeForm",
        "supporters.admin.roster.RosterForm",
        "trainings.admin.application_export.ExportForm",
        "trainings.admin.ledger.ExportForm",
    } <= set(asked)


def test_no_page_takes_a_form_without_its_key():
    """Django's guard against forged forms holds for every address; nobody switches it off."""
    exempt = [
        route
        for route, pattern in leaves(get_resolver())
        if getattr(pattern.callback, "csrf_exempt", False)
    ]

    assert exempt == []


def test_whoever_takes_data_out_gave_the_password_lately():
    """Rules I: export asks for the password again after 15 minutes."""
    get_resolver().url_patterns  # noqa: B018 - every page is loaded
    pages: set[Any] = {*_below(ActionPage), *_below(StaffPage)}
    exporting = {page for page in pages if "AccessAction.EXPORT" in inspect.getsource(page)}

    assert {page.__name__ for page in exporting if not page.password_again} == set()
    assert len(exporting) >= 5


def _below(base: Any) -> Iterator[Any]:
    for page in base.__subclasses__():
        yield page
        yield from _below(page)
