"""Wordings of notices: defaults from the apps, an organization's own where staff wrote one.

Placeholders are plain `{name}` substitution, never a template engine (design D11).
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection

from foundation.organizations.storing import asked_once
from foundation.organizations.tenancy import require_organization_id
from foundation.refusals import Refused

_OWN_TEXTS = """
SELECT program_id, body FROM notices_noticetext WHERE organization_id = %s AND kind = %s
"""
PLACEHOLDER = re.compile(r"\{([^{}\n]{1,30})\}")


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: what staff call it, its default body and the names it may use."""

    code: str
    label: str
    body: str

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the placeholders of the default body: the ones an own wording may use."""
        return frozenset(PLACEHOLDER.findall(self.body))


_kinds: dict[str, NoticeKind] = {}
_standings: dict[str, frozenset[str]] = {}


def register_kind(code: str, label: str, body: str) -> NoticeKind:
    """Make a kind of notice known; called by the apps' notices modules at import."""
    kind = _kinds[code] = NoticeKind(code, label, body.strip() + "\n")
    return kind


def register_standing(*kinds: NoticeKind) -> frozenset[str]:
    """Make kinds known that say how one row stands: the latest is true, the others no longer are.

    Returns their codes.
    """
    codes = frozenset(kind.code for kind in kinds)
    _standings.update(dict.fromkeys(codes, codes))
    return codes


def standing_with(kind_code: str) -> frozenset[str]:
    """Return the kinds whose latest word alone is true, this one among them; most have none."""
    return _standings.get(kind_code, frozenset())


def all_kinds() -> list[NoticeKind]:
    """Return every known kind, for the settings page."""
    return sorted(_kinds.values(), key=lambda kind: kind.code)


def kind_of(kind_code: str) -> NoticeKind | None:
    """Return a kind by its code; None for one that is not (or no longer) known."""
    return _kinds.get(kind_code)


def label_of(kind_code: str) -> str:
    """Return what staff call a kind, also of one that is no longer known."""
    kind = _kinds.get(kind_code)
    return kind.label if kind else kind_code


def fill(body: str, values: dict[str, Any]) -> str:
    """Put the values into the text; a placeholder without a value becomes empty."""
    return PLACEHOLDER.sub(lambda match: str(values.get(match[1], "")), body)


def refuse_unknown_placeholders(kind_code: str, body: str) -> None:
    """Refuse an own wording that uses a name its kind does not offer."""
    known = _kinds[kind_code].placeholders
    for name in PLACEHOLDER.findall(body):
        if name not in known:
            offered = "、".join(f"{{{item}}}" for item in sorted(known))
            raise Refused(
                "unknown_placeholder",
                f"「{{{name}}}」はこの文面では使えません。使える項目：{offered}",
            )


def body_of(kind_code: str, values: dict[str, Any], program: Any = None) -> str:
    """Return the text of a notice: the programme's wording, else the organization's, else ours."""
    own = asked_once(("notice texts", kind_code), lambda: _own_texts(kind_code))
    body = own.get(getattr(program, "pk", None)) or own.get(None) or _kinds[kind_code].body
    return fill(body, values)


def _own_texts(kind_code: str) -> dict[int | None, str]:
    """Return the organization's own wordings by programme; None is the one for all of them.

    Written out: putting the same words together anew for every mail takes longer than they do.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OWN_TEXTS, [require_organization_id("NoticeText"), kind_code])
        return dict(cursor.fetchall())
