"""What was typed when the session ended is kept and offered again after sign-in (ux 10)."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from foundation.adminsite.access import MEMBER
from foundation.adminsite.organization_token import FIELD
from foundation.adminsite.session_keys import PENDING
from foundation.adminsite.staff_pages import StaffPage, page_named, staff_page
from foundation.organizations.middleware import SESSION_KEY

SENT = "_pending"  # marks the kept form when it is sent at last
LIMIT = 1_000_000  # characters; a longer form is not kept
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", FIELD, SENT})


@dataclass(frozen=True)
class Pending:
    """A form that was sent too late."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool
    user_id: int
    membership_id: int | None


def capture(request: Any) -> Pending | None:
    """Return the form of a POST, without its keys and passwords; None when it is too long."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER_KEPT and "password" not in name
    ]
    if sum(len(name) + len(value) for name, value in fields) > LIMIT:
        return None
    return Pending(
        request.get_full_path(),
        fields,
        bool(request.FILES),
        request.user.pk,
        request.session.get(SESSION_KEY),
    )


def typed(request: Any) -> list[str]:
    """Return the sentences of a POST that cannot be kept, so that they can be copied by hand."""
    kept = capture(request)
    values = (
        [value.strip() for name, value in kept.fields if not name.startswith("_")] if kept else []
    )
    return [value for value in dict.fromkeys(values) if not value.isascii()]


def store(request: Any, pending: Pending) -> None:
    """Keep a form in the session of the request."""
    request.session[PENDING] = {**vars(pending)}


def keep(request: Any) -> None:
    """Keep the form of this POST in the session, as before a password is asked again."""
    pending = capture(request)
    if pending is not None:
        store(request, pending)


def waiting(request: Any) -> Pending | None:
    """Return the form kept for this person; one of somebody else is thrown away."""
    kept = request.session.get(PENDING)
    if kept is None:
        return None
    pending = Pending(**{**kept, "fields": [tuple(pair) for pair in kept["fields"]]})
    if pending.user_id != request.user.pk:
        del request.session[PENDING]
        return None
    return pending


def waiting_for_page(request: Any) -> Pending | None:
    """Return the form kept for this person, when it was sent to the page of the request."""
    kept = waiting(request)
    return kept if kept is not None and kept.path.split("?")[0] == request.path else None


def address_after_sign_in(kept: Pending) -> str:
    """Return where a kept form is offered: on its own page where that can, else on ours."""
    try:
        page = page_named(resolve(kept.path.split("?")[0]).url_name)
    except Resolver404:
        page = None
    in_place = page is not None and page.offers_kept_form
    return kept.path if in_place else reverse("admin:pending_form")


@staff_page
class PendingForm(StaffPage):
    """Offers the kept form: send it now, or throw it away. GET changes nothing."""

    path = "unsent/"
    name = "pending_form"
    title = "送信されていない入力があります"
    permission = MEMBER
    template_name = "adminsite/pending_form.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the kept form with the labels it can tell."""
        pending = waiting(self.request)
        return {"pending": pending, "visible": _in_words(pending) if pending else []}

    def post(self, request: Any) -> HttpResponseBase:
        """Throw the kept form away."""
        pending = waiting(request)
        request.session.pop(PENDING, None)
        messages.info(request, "送信していなかった入力を破棄しました。")
        return HttpResponseRedirect(_page_of(pending) or reverse("admin:index"))


def _in_words(kept: Pending) -> list[tuple[str, str]]:
    return [
        (_label(kept.path, name), value)
        for name, value in kept.fields
        if name[0] != "_" and not value.isascii()
    ]


def _label(path: str, name: str) -> str:
    """Return the label of a field on a model's own page; elsewhere none, rather than a code."""
    try:
        app, model = str(resolve(path.split("?")[0]).url_name).split("_")[:2]
        field = apps.get_model(app, model)._meta.get_field(name)
    except (Resolver404, LookupError, FieldDoesNotExist, ValueError):
        return ""
    return str(getattr(field, "verbose_name", ""))


def _page_of(pending: Pending | None) -> str:
    if pending is None:
        return ""
    try:
        resolve(pending.path.split("?")[0])
    except Resolver404:
        return ""
    return pending.path
