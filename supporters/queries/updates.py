"""Notices from senders in words."""

from datetime import date
from typing import Any

from foundation import text
from foundation.people.models import Sex
from foundation.wareki import format_date
from supporters.enums import UpdateKind
from supporters.models import ReceivedUpdate
from supporters.rules.provisions import PROVIDABLE


def update_text(update: ReceivedUpdate) -> str:
    """Return what changed, a line a fact; empty where the kind says everything."""
    if update.kind == UpdateKind.TERM:
        ends = update.changes["valid_through"]
        through = f"{_day(ends)}まで" if ends else "期限の定めなし"
        since = _day(update.changes["valid_from"])
        return f"登録番号 {update.changes['number']}　{since}から{through}"
    return "\n".join(f"{label}　{change}" for label, change in changed_facts(update.changes))


def changed_facts(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """Return each changed fact as staff call it, with what it was and what it becomes."""
    return [
        (PROVIDABLE.get(name, name),
         f"{_shown(name, change['old'])} → {_shown(name, change['new'])}")
        for name, change in changes.items()
    ]  # fmt: skip


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso))


def _shown(name: str, value: Any) -> str:
    if not value:
        return "（なし）"
    if name == "birth_date":
        return _day(value)
    if name == "sex":
        return str(dict(Sex.choices).get(value, value))
    if name == "postcode":
        return text.format_postcode(value)
    return text.format_phone(value) if name in ("phone", "mobile") else str(value)
