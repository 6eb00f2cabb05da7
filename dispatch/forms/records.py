"""What is filled in beside the reports: notes and 支援会議."""

from datetime import datetime
from typing import Any

from django import forms

from dispatch.enums_records import ClientPart, Counterpart, NoteKind, NoteMedium
from dispatch.facts_records import MeetingFacts, NoteFacts
from dispatch.forms.supporter import STRAIN, ClockField
from foundation.clock import JST
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm, PublicForm

OFFICE_MEDIA = [one for one in NoteMedium.choices if one[0] != NoteMedium.PAGE.value]


class NoteForm(HouseForm):
    """A 報告・連絡・相談 that reached the office by telephone, at the counter or on a visit."""

    kind = choices.RadioField(label="種類", choices=NoteKind.choices)
    medium = choices.RadioField(label="方法", choices=OFFICE_MEDIA)
    counterpart = choices.RadioField(label="相手", choices=Counterpart.choices)
    day = dates.WarekiDateField(label="日にち")
    at = ClockField(label="時刻")
    text = fields.LongTextField(label="内容", limit=4000, rows=6)

    def facts(self) -> NoteFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return NoteFacts(
            kind=NoteKind(data["kind"]),
            medium=NoteMedium(data["medium"]),
            counterpart=Counterpart(data["counterpart"]),
            happened_at=datetime.combine(data["day"], data["at"], JST),
            text=data["text"],
        )


class OwnNoteForm(PublicForm):
    """A supporter's note on the phone."""

    kind = choices.RadioField(label="種類", choices=NoteKind.choices)
    text = fields.LongTextField(
        label="内容",
        limit=4000,
        rows=6,
        help_text="お名前や住所は書かないでください。急ぐことは、お電話でお知らせください。",
    )
    submit_label = "担当に送る"
    submit_step = "send"


class NoteAnswerForm(HouseForm):
    """The answer to a supporter's note."""

    text = fields.LongTextField(
        label="返事", required=False, limit=4000, rows=5,
        help_text="空欄のときは、読んだことだけを記録します（サポーターには知らせません）。",
    )  # fmt: skip


class MeetingForm(HouseForm):
    """A 支援会議, planned or held."""

    held_on = dates.WarekiDateField(label="開催日")
    place = fields.LineField(label="場所", required=False, limit=120)
    people = fields.LongTextField(
        label="出席者", required=False, limit=1000, rows=3,
        help_text="1行に1人、所属と立場がわかるように書きます。",
    )  # fmt: skip
    client_part = choices.RadioField(
        label="本人の参加", choices=ClientPart.choices, required=False,
        open_label="まだ決まっていない",
    )  # fmt: skip
    wishes = fields.LongTextField(label="本人の希望", required=False, limit=2000, rows=3)
    decisions = fields.LongTextField(
        label="話し合ったこと・決めたこと", required=False, limit=4000, rows=6,
        help_text="予定だけを入力するときは空欄にします。",
    )  # fmt: skip
    next_on = dates.WarekiDateField(label="次回の開催日", required=False)

    def facts(self) -> MeetingFacts:
        """Return what was typed."""
        data: dict[str, Any] = self.cleaned_data
        return MeetingFacts(**{name: data[name] for name in MeetingFacts.__dataclass_fields__})


class TalkForm(HouseForm):
    """A talk with a supporter about how the visits weigh."""

    day = dates.WarekiDateField(label="話をした日")
    note = fields.LongTextField(label="話したこと", required=False, limit=2000, rows=4)


class CareForm(HouseForm):
    """How the visit weighed, asked after it."""

    strain = choices.RadioField(label="今回の活動の負担", choices=STRAIN)
    wants_talk = forms.BooleanField(label="担当と話したい", required=False)
    submit_label = "答える"
    submit_step = "care"
