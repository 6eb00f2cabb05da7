"""Mailed links: issue, open, revoke; a link opens a session and never acts by itself (D13)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation.notices.models import MailedLink
from foundation.organizations.storing import store
from foundation.references import random_token, token_hash
from foundation.refusals import Refused

SESSION_KEY = "opened_links"
_KEY = re.compile(r"(/l/)[\w-]{16,}/?")


@dataclass(frozen=True)
class LinkPurpose:
    """What a link is for: the row it opens (`app.Model`), the clean address, and its renewal."""

    code: str
    target: str
    url_name: str
    # Sends a fresh link to the address already on file (ux 8); None where there is no such way.
    renew: Callable[..., None] | None = None


_purposes: dict[str, LinkPurpose] = {}


def register_purpose(purpose: LinkPurpose) -> None:
    """Make a purpose known; `url_name` takes the slug and the target's id."""
    _purposes[purpose.code] = purpose


def known_purposes() -> list[str]:
    """Return the code of every purpose the apps made known."""
    return sorted(_purposes)


def purposes_by_target() -> dict[str, list[str]]:
    """Return the codes of the purposes that open rows of a model, by its label."""
    found: dict[str, list[str]] = {}
    for purpose in _purposes.values():
        found.setdefault(purpose.target, []).append(purpose.code)
    return found


def issue_link(purpose: str, target: models.Model, *, expires_at: datetime) -> str:
    """Make a link for `target` and return its full address; only its hash is kept."""
    token = random_token()
    store(
        MailedLink(
            purpose=_purposes[purpose].code,
            target_id=target.pk,
            token_hash=token_hash(token),
            expires_at=expires_at,
        )
    )
    slug = target.organization.slug  # type: ignore[attr-defined]
    return settings.SITE_URL.rstrip("/") + reverse("open-link", args=[slug, token])


def hide_keys(text: str) -> str:
    """Return a message as anybody but its recipient may read it: its links open nothing.

    Whoever reads a message in the office, or its printout, could otherwise answer an offer or
    withdraw in the place of the person it went to. The mail and a second sending keep the links.
    """
    return _KEY.sub(r"\1…（本人だけに届くリンク）", text)


def find_link(token: str) -> MailedLink | None:
    """Return the open organization's link of that token, whatever its state."""
    return MailedLink.objects.filter(token_hash=token_hash(token)).first()


def open_link(token: str, *, session: Any, now: datetime) -> str:
    """Remember in the session what the link opens and return the clean address.

    Refuses an unknown, expired or revoked link with the same sentence.
    """
    link = find_link(token)
    if link is None or link.revoked_at is not None or link.expires_at < now:
        raise Refused("link_closed", "このリンクは使えません。期限が切れている可能性があります。")
    if link.first_opened_at is None:
        MailedLink.objects.filter(pk=link.pk).update(first_opened_at=now)
    remember(session, link.purpose, link.target_id, link.organization_id)
    slug = link.organization.slug
    return reverse(_purposes[link.purpose].url_name, args=[slug, link.target_id])


def remember(session: Any, purpose: str, target_id: int, organization_id: int | None) -> None:
    """Let this session open the target for the purpose."""
    opened = session.get(SESSION_KEY, {})
    ids = opened.setdefault(f"{organization_id}:{purpose}", [])
    if target_id not in ids:
        ids.append(target_id)
    session[SESSION_KEY] = opened


def has_opened(session: Any, purpose: str, target_id: int, organization_id: int | None) -> bool:
    """Return whether this session came through a link that opens the target."""
    return target_id in session.get(SESSION_KEY, {}).get(f"{organization_id}:{purpose}", [])


def revoke_links(purpose: str, target_id: int, *, now: datetime) -> int:
    """Close every link of the target for the purpose; returns how many were open."""
    return MailedLink.objects.filter(
        purpose=purpose, target_id=target_id, revoked_at__isnull=True
    ).update(revoked_at=now)


def has_live_link(purpose: str, target_id: int, *, now: datetime) -> bool:
    """Return whether the target can still be opened through some link."""
    return MailedLink.objects.filter(
        purpose=purpose, target_id=target_id, revoked_at__isnull=True, expires_at__gte=now
    ).exists()


def renew_link(token: str, *, now: datetime) -> bool:
    """Send a new link to the address on file for an expired one; False when that is not possible.

    A revoked link is never renewed: whoever lost access asks the office.
    """
    link = find_link(token)
    if link is None or link.revoked_at is not None:
        return False
    renew = _purposes[link.purpose].renew
    if renew is None:
        return False
    renew(link.target_id, now=now)
    return True
