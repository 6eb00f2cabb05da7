"""What is filled in about an incident: on the phone, at the office, and up the line."""

from datetime import datetime
from typing import Any

from dispatch.enums_records import Harm, IncidentCategory, IncidentKind, IncidentStep
from dispatch.facts_records import IncidentFacts, StepFacts
from dispatch.forms.supporter import ClockField
from foundation.clock import JST
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm, PublicForm


class IncidentFieldsMixin:
    """The facts both forms ask for."""

    cleaned_data: dict[str, Any]

    def facts(self, known_at: datetime | None = None) -> IncidentFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return IncidentFacts(
            kind=IncidentKind(data["kind"]),
            category=IncidentCategory(data["category"]),
            harm=Harm(data["harm"]),
            occurred_at=datetime.combine(data["day"], data["at"], JST),
            account=data["account"],
            place=data["place"],
            response=data["response"],
            known_at=known_at,
        )


class OwnIncidentForm(IncidentFieldsMixin, PublicForm):
    """A supporter tells what happened, from the phone."""

    kind = choices.RadioField(
        label="区分",
        choices=IncidentKind.choices,
        help_text="事故には至らなかったが、危なかったことは「ヒヤリハット」です。",
    )
    category = choices.SelectField(label="どのようなこと", choices=IncidentCategory.choices)
    harm = choices.RadioField(label="けが・被害", choices=Harm.choices)
    day = dates.ThreeBoxDateField(label="起きた日")
    at = ClockField(label="起きた時刻")
    place = fields.LineField(label="場所", required=False, limit=120)
    account = fields.LongTextField(
        label="起きたこと", limit=4000, rows=6, help_text="お名前や住所は書かないでください。"
    )
    response = fields.LongTextField(
        label="その場の対応", required=False, limit=2000, rows=3,
        help_text="電話した先、手当てなど。",
    )  # fmt: skip
    submit_label = "担当に知らせる"
    submit_step = "send"


class OfficeIncidentForm(IncidentFieldsMixin, HouseForm):
    """An incident the office was told of."""

    kind = choices.RadioField(label="区分", choices=IncidentKind.choices)
    category = choices.SelectField(label="分類", choices=IncidentCategory.choices)
    harm = choices.RadioField(label="けが・被害", choices=Harm.choices)
    day = dates.WarekiDateField(label="起きた日")
    at = ClockField(label="起きた時刻")
    known_day = dates.WarekiDateField(label="知った日")
    known_time = ClockField(label="知った時刻")
    place = fields.LineField(label="場所", required=False, limit=120)
    account = fields.LongTextField(label="起きたこと", limit=4000, rows=6)
    response = fields.LongTextField(label="その場の対応", required=False, limit=2000, rows=3)

    def known_at(self) -> datetime:
        """Return when the office knew; the clocks count from there."""
        data = self.cleaned_data
        return datetime.combine(data["known_day"], data["known_time"], JST)


class StepForm(HouseForm):
    """A report up the line."""

    day = dates.WarekiDateField(label="報告した日")
    at = ClockField(label="報告した時刻")
    told = fields.LineField(label="報告先", limit=300)
    text = fields.LongTextField(label="報告の内容", limit=4000, rows=6)

    def facts(self, step: IncidentStep) -> StepFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return StepFacts(
            step=step,
            reported_at=datetime.combine(data["day"], data["at"], JST),
            told=data["told"],
            text=data["text"],
            cause=data.get("cause", ""),
            prevention=data.get("prevention", ""),
        )


class FullStepForm(StepForm):
    """The full report names cause and prevention."""

    cause = fields.LongTextField(label="原因", limit=2000, rows=4)
    prevention = fields.LongTextField(label="再発の防止", limit=2000, rows=4)


class MeasureForm(HouseForm):
    """A thing to be done."""

    text = fields.LineField(label="対策", limit=300)
    due_on = dates.WarekiDateField(label="期限")


class OutcomeForm(HouseForm):
    """What came of a measure."""

    day = dates.WarekiDateField(label="終えた日")
    outcome = fields.LineField(label="結果", limit=300)


class ClosingForm(HouseForm):
    """Why the work is over."""

    note = fields.LineField(label="対応を終えた理由", limit=300)
