"""The workbook handed to an outside recipient of a roster: the agreed fields and nothing else."""

from typing import Any

from django.db.models import QuerySet

from foundation.spreadsheets import Column, Sheet, Shown, write_workbook
from foundation.text import format_phone, format_postcode
from supporters.enums import LIVE_REGISTRATIONS
from supporters.models import RosterProvision, RosterProvisionItem
from supporters.rules.provisions import PROVIDABLE

NOTE = (
    "本人の意向を確かめてから使ってください。同意が取り消されたときは、提供元からお知らせします。"
)


def provision_workbook(provision: RosterProvision) -> bytes:
    """Return the workbook of a provision. One query."""
    fields = [name for name in PROVIDABLE if name in provision.fields]
    items = provided_items(provision).select_related("supporter__person", "supporter__registration")
    sheet = Sheet(
        title="登録名簿",
        columns=[
            Column(PROVIDABLE[name], Shown.WAREKI if name == "birth_date" else Shown.TEXT)
            for name in fields
        ],
        rows=([_value(item.supporter, name) for name in fields] for item in items),
        caption=f"{provision.recipient}への提供（{provision.purpose}）",
        notes=[NOTE],
        header="取扱注意",
    )
    return write_workbook([sheet])


def provided_items(provision: RosterProvision) -> QuerySet[RosterProvisionItem]:
    """Return who is on the file: provided, and nothing has ended it since.

    Neither the consent was taken back nor the registration ended (but by moving there), and no
    stop of use stands.
    """
    items: QuerySet[RosterProvisionItem] = provision.items.filter(
        consent__isnull=False, consent__withdrawn_at__isnull=True,
        supporter__person__stop_use=False, supporter__person__purged_on__isnull=True,
    )  # fmt: skip
    if provision.moved_on is None:
        items = items.filter(supporter__registration__state__in=LIVE_REGISTRATIONS)
    return items


def _value(supporter: Any, name: str) -> Any:
    if name == "number":
        return supporter.registration.number_text
    value = getattr(supporter.person, name)
    if name in ("phone", "mobile"):
        return format_phone(value)
    if name == "sex":
        return supporter.person.get_sex_display()
    return format_postcode(value) if name == "postcode" else value
