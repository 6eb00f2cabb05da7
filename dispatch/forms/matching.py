"""What the coordinator looks for on the matching page; all of it may stay open."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from dispatch.forms.supporter import ClockField
from dispatch.notices import moment_text
from dispatch.rules.matching import MatchWishes
from dispatch.rules.visits import Slot
from foundation.clock import JST
from foundation.people.models import Sex
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm
from supporters.enums import ActivityKind, TimeBand, Weekday


class InForce(NamedTuple):
    """A filter that counts: what it asks for, and the query that asks for the rest only."""

    label: str
    value: str
    without: str


SLOT = ("day", "starts", "ends")


class WishesForm(HouseForm):
    """Filters, sent by GET. The area of the request counts until another, or none, is asked for."""

    area = fields.LineField(label="地区", required=False, limit=60)
    weekday = choices.SelectField(label="曜日", choices=Weekday.choices, required=False)
    time_band = choices.SelectField(label="時間帯", choices=TimeBand.choices, required=False)
    activity = choices.SelectField(label="活動", choices=ActivityKind.choices, required=False)
    sex = choices.SelectField(
        label="性別の希望", choices=[c for c in Sex.choices if c[0] in ("male", "female")],
        required=False,
    )  # fmt: skip
    language = fields.LineField(label="言葉・手話", required=False, limit=30)
    skill = fields.LineField(label="資格・特技", required=False, limit=30)
    day = dates.WarekiDateField(label="予定する日", required=False)
    starts = ClockField(label="開始", required=False)
    ends = ClockField(label="終了", required=False)

    @classmethod
    def of(cls, area: str, query: QueryDict) -> "WishesForm":
        """Return the filters of an address; one that says nothing of the area means `area`."""
        data = query.copy()
        data.setdefault("area", area)
        # Ids of their own: the invitation on the same page asks for an area too.
        form = cls(data, auto_id="filter_%s")
        form.is_valid()
        return form

    def in_force(self) -> list[InForce]:
        """Return the filters that count, each with the address that takes it away."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value and name not in SLOT:
                shown: Any = getattr(field, "shown", str)
                found.append(InForce(str(field.label), shown(value), self._without(name)))
        if slot := self.wishes().slot:
            times = moment_text(slot.starts_at, slot.ends_at)
            found.append(InForce("日時", times, self._without(*SLOT)))
        return found

    def _without(self, *names: str) -> str:
        rest: Any = {name: self.data.get(name, "") for name in self.fields}
        rest = {name: value for name, value in rest.items() if value and name not in names}
        # Said even when empty: silence would bring the area of the request back.
        return "?" + urlencode({"area": "", **rest})

    def wishes(self) -> MatchWishes:
        """Return what was typed; what could not be read does not count."""
        data = self.cleaned_data
        slot = None
        if data.get("day") and data.get("starts") and data.get("ends"):
            starts_at = datetime.combine(data["day"], data["starts"], JST)
            ends_at = datetime.combine(data["day"], data["ends"], JST)
            slot = Slot(starts_at, ends_at) if starts_at < ends_at else None
        return MatchWishes(
            area=data.get("area", ""),
            weekday=int(data["weekday"]) if data.get("weekday") else None,
            time_band=data.get("time_band", ""),
            activity=data.get("activity", ""),
            sex=data.get("sex", ""),
            language=data.get("language", ""),
            skill=data.get("skill", ""),
            slot=slot,
        )
