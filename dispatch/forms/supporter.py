"""What a supporter fills in on a phone: an answer, a report, the answer to a question."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.functional import cached_property

from dispatch.enums import ActivityType, Policy
from dispatch.facts import ReportFacts
from dispatch.facts_records import CareAnswer
from dispatch.models import ActivityReport, Visit
from foundation.clock import JST, local
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm, StepButton

EVENING, MORNING = time(17, 0), time(9, 0)
STRAIN = [("1", "まったくない"), ("2", "あまりない"), ("3", "少しある"), ("4", "ある"),
          ("5", "とてもある")]  # fmt: skip
CARE = ("strain", "wants_talk")
# Which field a refusal of the report's rule belongs to.
FIELD_OF_REFUSAL = {
    "type_missing": "activity_types",
    "content_missing": "content",
    "policy_missing": "policy",
    "other_policy_missing": "other_policy",
    "ends_before_it_starts": "ends",
    "no_twin": "is_joint",
    "twin_reported": "is_joint",
    "report_in_future": "reported_on",
    "report_before_visit": "reported_on",
}


class ClockField(forms.TimeField):
    """A time of day in one box, with the phone's own picker where there is one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "width-8"})
        )
        super().__init__(**kwargs)

    def shown(self, value: time) -> str:
        """Return how the time is read back."""
        return f"{value:%H:%M}"


class AnswerForm(HouseForm):
    """Accept or decline an invitation, with a word if one likes."""

    note = fields.LineField(
        label="担当へのひとこと",
        required=False,
        limit=200,
        help_text="都合のよい時間や、断る理由など。書かなくてもかまいません。",
    )

    @cached_property
    def helper(self) -> FormHelper:
        """Print two buttons: yes first, no beside it."""
        helper = FormHelper()
        helper.layout = Layout(
            "note",
            FormActions(
                StepButton("引き受ける", name="answer", value="yes"),
                StepButton(
                    "今回は断る", name="answer", value="no", css_class="dads-button--outline"
                ),
            ),
        )
        return helper


class ExcuseForm(HouseForm):
    """「行けなくなりました」."""

    reason = fields.LineField(label="理由", required=False, limit=200)
    submit_label = "行けなくなったことを知らせる"
    submit_step = "excuse"


class QuestionForm(HouseForm):
    """The answer to the coordinator's question."""

    answer = fields.LongTextField(label="答え", limit=4000, rows=5)
    submit_label = "答えを送る"
    submit_step = "send"


class ReportForm(HouseForm):
    """資料9 in its printed order; `draft` asks for nothing, so that everything typed is kept."""

    day = dates.ThreeBoxDateField(label="活動した日")
    starts = ClockField(label="開始の時刻")
    ends = ClockField(label="終了の時刻")
    place = fields.LineField(label="活動場所", required=False, limit=120)
    activity_types = choices.CheckboxesField(
        label="活動種別", choices=ActivityType.choices,
        help_text="あてはまるものを、1つ以上選んでください。",
    )  # fmt: skip
    other_type = fields.LineField(label="種別「その他」の内容", required=False, limit=60)
    content = fields.LongTextField(label="具体的活動内容", limit=4000, rows=5)
    record = fields.LongTextField(
        label="記録", required=False, limit=8000, rows=8,
        help_text="ご本人の様子、活動への反応、ご自分の感想など。",
    )  # fmt: skip
    next_plan = fields.LongTextField(
        label="次回", required=False, limit=2000, rows=3, help_text="次回の約束、ご本人の要望など。"
    )
    next_day = dates.ThreeBoxDateField(label="次回の日にち", required=False)
    next_time = ClockField(label="次回の時刻", required=False)
    future_content = fields.LongTextField(
        label="今後の活動内容", required=False, limit=2000, rows=3,
        help_text="担当者と確認・相談したこと。",
    )  # fmt: skip
    policy = choices.RadioField(label="今後の方針", choices=Policy.choices)
    other_policy = fields.LineField(label="方針「その他」の内容", required=False, limit=200)
    remarks = fields.LongTextField(label="備考", required=False, limit=2000, rows=3)
    is_joint = forms.BooleanField(label="ペアの相手と連名の報告にする", required=False)
    strain = choices.RadioField(
        label="活動の負担", choices=STRAIN, required=False,
        help_text="担当者だけが見ます。報告書には印刷されません。",
    )  # fmt: skip
    wants_talk = forms.BooleanField(label="担当と話したい", required=False)
    reported_on = dates.ThreeBoxDateField(label="報告日", required=False)

    def __init__(
        self, *args: Any, visit: Visit, draft: bool = False, keyed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        if keyed:
            # Asked of the supporter alone; the paper has no such field.
            for name in CARE:
                del self.fields[name]
        if visit.pair_id is None:
            del self.fields["is_joint"]
        if draft:
            for one in self.fields.values():
                one.required = False

    @cached_property
    def helper(self) -> FormHelper:
        """Print the form in the order of the paper, with a button to keep and one to check."""
        helper = FormHelper()
        names = [name for name in self.fields if name not in (*CARE, "reported_on")]
        helper.layout = Layout(
            *names,
            Fieldset("あなたについて", *CARE),
            "reported_on",
            FormActions(
                StepButton("確認へ進む", value="check"),
                StepButton("下書きを保存する", value="save", css_class="dads-button--outline"),
            ),
        )
        helper.attrs = {"data-draft": "1"}
        return helper

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start; a night visit may end the next morning.

        Whoever wrote what 「その他」 was need not tick it as well.
        """
        cleaned = super().clean() or {}
        if cleaned.get("other_type") and self.has_error("activity_types", "required"):
            del self.errors["activity_types"]
            cleaned["activity_types"] = [ActivityType.OTHER.value]
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts and not (starts >= EVENING and ends <= MORNING):
            self.add_error("ends", "終了の時刻は、開始より後にしてください。")
        if cleaned.get("next_time") and not cleaned.get("next_day"):
            self.add_error("next_day", "次回の時刻を入れたときは、日にちも入力してください。")
        return cleaned

    def facts(self) -> ReportFacts:
        """Return what was typed; where the times are missing, those of the visit."""
        data = self.cleaned_data
        starts_at, ends_at = self._times(data)
        return ReportFacts(
            starts_at=starts_at,
            ends_at=ends_at,
            place=data.get("place", ""),
            activity_types=tuple(data.get("activity_types") or ()),
            other_type=data.get("other_type", ""),
            content=data.get("content", ""),
            record=data.get("record", ""),
            next_plan=data.get("next_plan", ""),
            next_on=_moment(data.get("next_day"), data.get("next_time") or time(10, 0)),
            future_content=data.get("future_content", ""),
            policy=data.get("policy", ""),
            other_policy=data.get("other_policy", ""),
            remarks=data.get("remarks", ""),
            is_joint=data.get("is_joint", False),
        )

    def care(self) -> CareAnswer | None:
        """Return how the visit weighed, where the supporter said so."""
        data = self.cleaned_data
        if not data.get("strain"):
            return None
        return CareAnswer(int(data["strain"]), bool(data.get("wants_talk")))

    def _times(self, data: Mapping[str, Any]) -> tuple[datetime, datetime]:
        planned = local(self.visit.starts_at), local(self.visit.ends_at)
        day = data.get("day") or planned[0].date()
        starts_at = datetime.combine(day, data.get("starts") or planned[0].time(), JST)
        ends_at = datetime.combine(day, data.get("ends") or planned[1].time(), JST)
        return starts_at, ends_at if ends_at > starts_at else ends_at + timedelta(days=1)


def _moment(day: date | None, at: time) -> datetime | None:
    return datetime.combine(day, at, JST) if day else None


def report_initial(visit: Visit, report: ActivityReport | None, on: date) -> dict[str, Any]:
    """Return the first values: what was saved, else the plan of the visit."""
    source: Any = report or visit
    starts_at, ends_at = local(source.starts_at), local(source.ends_at)
    initial = {
        "day": starts_at.date(),
        "starts": starts_at.time().replace(second=0, microsecond=0),
        "ends": ends_at.time().replace(second=0, microsecond=0),
        "place": source.place,
        "reported_on": on,
    }
    if report is None:
        return initial
    names = ("activity_types", "other_type", "content", "record", "next_plan", "future_content",
             "policy", "other_policy", "remarks", "is_joint")  # fmt: skip
    initial |= {name: getattr(report, name) for name in names}
    if report.next_on:
        moment = local(report.next_on)
        initial |= {"next_day": moment.date(), "next_time": moment.time()}
    return initial
