"""Two people edit one record: notice it, and name the colleague and the field (ux 10)."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import models

from foundation.adminsite.columns import date_text
from foundation.organizations.models import StaffUser

FIELD = "_version"
SALT = "sasae.record-version"


@dataclass(frozen=True)
class Change:
    """What happened to the record since the page was opened."""

    who: str
    when: str
    fields: list[tuple[str, str]]  # label and present value

    @property
    def sentence(self) -> str:
        """Return what the second person reads."""
        names = "、".join(
            f"「{label}」（いまの値：{value or '空欄'}）" for label, value in self.fields
        )
        what = f"{names}を変更しました" if names else "内容を変更しました"
        return (
            f"この画面を開いたあとに、{self.who}が{self.when}{what}。"
            "まだ保存していません。内容を確かめて、よろしければもう一度保存してください。"
        )


def event_model(model: Any) -> Any:
    """Return the table of the model's history, or None where it has none."""
    return getattr(model, "pgh_event_model", None)


def version_of(row: Any) -> str:
    """Return a signed mark of the stored state of `row`. One query."""
    return signing.dumps([row._meta.label, row.pk, _state(row)], salt=SALT)


def _state(row: Any) -> str:
    events = event_model(type(row))
    if events is not None:
        latest = events.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id").first()
        if latest is not None:
            return f"e{latest.pgh_id}"
    stored = type(row)._base_manager.filter(pk=row.pk).values_list().first()
    return hashlib.sha256(repr(stored).encode()).hexdigest()


def change_since(row: Any, version: str) -> Change | None:
    """Return what changed since `version` was made; None when nothing did.

    Locks the row until the end of the transaction, so that nobody slips in between. A mark that
    was tampered with or belongs to another row counts as a change.
    """
    type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    try:
        label, pk, state = signing.loads(version, salt=SALT)
    except (signing.BadSignature, ValueError):
        label, pk, state = "", 0, ""
    if (label, pk) == (row._meta.label, row.pk) and state == _state(row):
        return None
    return _describe(row, state)


def _describe(row: Any, state: str) -> Change:
    unknown = Change("ほかの人", "", [])
    events = event_model(type(row))
    if events is None:
        return unknown
    mine = events.objects.filter(pgh_obj_id=row.pk)
    latest = mine.select_related("pgh_context").order_by("-pgh_id").first()
    if latest is None:
        return unknown
    before = mine.filter(pgh_id=int(state[1:])).first() if state[:1] == "e" else None
    return Change(_who(latest), f"{date_text(latest.pgh_created_at)}に", _fields(before, latest))


def _who(event: Any) -> str:
    kind, _, key = str(
        (event.pgh_context.metadata if event.pgh_context else {}).get("actor", "")
    ).partition(":")
    if kind == "staff" and key.isdigit():
        user = StaffUser.objects.filter(pk=key).first()
        return f"{user.name}さん" if user else "ほかの職員"
    return {"resident": "ご本人", "supporter": "サポーター"}.get(kind, "ほかの処理")


def _fields(before: Any, after: Any) -> list[tuple[str, str]]:
    if before is None:
        return []
    changed = []
    for field in after._meta.concrete_fields:
        if field.name.startswith("pgh_") or not field.editable:
            continue
        if getattr(before, field.attname) != getattr(after, field.attname):
            changed.append((str(field.verbose_name), _shown(after, field)))
    return changed


def _shown(event: Any, field: Any) -> str:
    if field.choices:
        return str(getattr(event, f"get_{field.name}_display")())
    if isinstance(field, models.DateField):
        return date_text(getattr(event, field.name))
    value = getattr(event, field.attname)
    return "" if value is None else str(value)
