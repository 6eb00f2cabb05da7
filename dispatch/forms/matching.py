"""What the coordinator looks for on the matching page; all of it may stay open."""

from datetime import datetime

from dispatch.forms.supporter import ClockField
from dispatch.rules.matching import MatchWishes
from dispatch.rules.visits import Slot
from foundation.clock import JST
from foundation.people.models import Sex
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm
from supporters.enums import ActivityKind, TimeBand, Weekday


class WishesForm(HouseForm):
    """Filters, sent by GET."""

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
