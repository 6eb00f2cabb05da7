"""What staff fill in about requests, invitations, assignments and visits."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from dispatch.cases.enums import DispatchKind
from dispatch.cases.models import Case
from dispatch.enums import AnswerChannel, RequestChannel, RequestedBy
from dispatch.facts import InvitationFacts, RequestFacts
from dispatch.forms.cases import CASE_KIND_CHOICES
from dispatch.forms.supporter import ClockField
from dispatch.rules.visits import Permits, Slot, weekly
from foundation.clock import JST
from foundation.organizations.models import Body
from foundation.programs.models import Program
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm

BODY_KIND_CHOICES = [
    (kind.value, kind.label) for kind in (DispatchKind.PLACE, DispatchKind.ACCOMPANY)
]
STAFF_CHANNELS = [c for c in RequestChannel.choices if c[0] != RequestChannel.WEB.value]


class RequestForm(HouseForm):
    """What every request says; keyed from telephone, counter or paper."""

    channel = choices.RadioField(label="受付方法", choices=STAFF_CHANNELS)
    received_on = dates.WarekiDateField(label="受付日")
    received_time = ClockField(label="受付時刻")
    purpose = fields.LongTextField(label="目的・頼みたいこと", limit=2000, rows=4)
    place_area = fields.LineField(label="地区", required=False, limit=60)
    wished_times = fields.LineField(label="希望の曜日・時間", required=False)
    supporter_wishes = fields.LineField(label="サポーターへの希望", required=False)
    supporters_wanted = fields.WholeNumberField(
        label="お願いする人数", unit="人", min_value=1, max_value=20, initial=1
    )

    def facts(self) -> RequestFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return RequestFacts(
            kind=DispatchKind(data["kind"]),
            requested_by=RequestedBy(data["requested_by"]),
            channel=RequestChannel(data["channel"]),
            received_at=datetime.combine(data["received_on"], data["received_time"], JST),
            purpose=data["purpose"],
            place_area=data["place_area"],
            wished_times=data["wished_times"],
            supporter_wishes=data["supporter_wishes"],
            supporters_wanted=data["supporters_wanted"],
        )


class CaseRequestForm(RequestForm):
    """A request for a case."""

    kind = choices.RadioField(label="派遣の種類", choices=CASE_KIND_CHOICES)
    requested_by = choices.RadioField(
        label="申込者", choices=[c for c in RequestedBy.choices if c[0] != "office"]
    )
    family_member = choices.SelectField(
        label="支援を受ける家族",
        choices=[],
        required=False,
        help_text="家族への支援のときに選びます。",
    )
    field_order = ["kind", "requested_by", "family_member"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = {str(member.pk): member for member in case.family.all()}
        member: Any = self.fields["family_member"]
        member.choices = [("", "選んでください")] + [
            (pk, f"{row.get_relation_display()} {row.name}".strip())
            for pk, row in self.family.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Ask who is served when the family is."""
        cleaned = super().clean() or {}
        is_family = cleaned.get("kind") == DispatchKind.CASE_FAMILY
        if is_family and not cleaned.get("family_member"):
            self.add_error("family_member", "支援を受ける家族を選んでください。")
        return cleaned

    def member(self) -> Any:
        """Return the member of the family who is served."""
        if self.cleaned_data["kind"] != DispatchKind.CASE_FAMILY:
            return None
        return self.family.get(self.cleaned_data["family_member"])


class BodyRequestForm(RequestForm):
    """A request of a place or an agency, without any case."""

    program = forms.ModelChoiceField(label="事業", queryset=Program.objects.none())
    body = forms.ModelChoiceField(label="申込団体", queryset=Body.objects.none())
    kind = choices.RadioField(label="派遣の種類", choices=BODY_KIND_CHOICES)
    requested_by = choices.RadioField(
        label="申込者", choices=[c for c in RequestedBy.choices if c[0] in ("agency", "office")]
    )
    field_order = ["program", "body", "kind", "requested_by"]

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        program: Any = self.fields["program"]
        program.queryset = programs
        body: Any = self.fields["body"]
        body.queryset = Body.objects.all()


class InviteForm(HouseForm):
    """The coarse facts of an invitation, for one or several supporters at once."""

    area = fields.LineField(
        label="地区（おおよそ）", limit=60, help_text="番地や建物名は書きません。"
    )
    when = fields.LineField(label="曜日・時間帯", limit=120)
    outline = fields.LineField(
        label="内容（おおよそ）",
        limit=200,
        help_text="名前や事情は書きません。例：話し相手、散歩の付き添い",
    )
    days = fields.WholeNumberField(label="返事の期限", unit="日", min_value=1, max_value=60)

    def facts(self) -> InvitationFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return InvitationFacts(data["area"], data["when"], data["outline"])


class KeyedAnswerForm(HouseForm):
    """An answer that came by telephone or on the return slip."""

    through = choices.RadioField(
        label="返事の方法",
        choices=[c for c in AnswerChannel.choices if c[0] != AnswerChannel.WEB.value],
    )
    note = fields.LineField(label="返事のことば", required=False)


class PlanForm(HouseForm):
    """Purpose, plan and content."""

    plan = fields.LongTextField(label="目的・計画・内容", limit=2000, rows=8)


class DayForm(HouseForm):
    """One day."""

    day = dates.WarekiDateField(label="日付")


class HoldForm(HouseForm):
    """Why, and until when to decide."""

    reason = fields.LineField(label="理由", limit=200)
    resume_by = dates.WarekiDateField(label="再開を決める期限", required=False)


class PermitForm(HouseForm):
    """What the coordinator has seen and allows."""

    awaiting_renewal = forms.BooleanField(label="更新待ちとして予定する", required=False)
    short_gap = forms.BooleanField(label="移動時間が短くてもよい", required=False)
    over_cap = forms.BooleanField(label="1か月の上限を超えてもよい", required=False)

    def permits(self) -> Permits:
        """Return what was ticked."""
        data = self.cleaned_data
        return Permits(data["awaiting_renewal"], data["short_gap"], data["over_cap"])


class SlotForm(PermitForm):
    """One time and place; an end before the start is the next morning."""

    day = dates.WarekiDateField(label="日にち")
    starts = ClockField(label="開始")
    ends = ClockField(label="終了")
    place = fields.LineField(label="場所", required=False, limit=120)
    field_order = ["day", "starts", "ends", "place"]

    def slot(self) -> Slot:
        """Return the time and place."""
        data = self.cleaned_data
        starts_at = datetime.combine(data["day"], data["starts"], JST)
        ends_at = datetime.combine(data["day"], data["ends"], JST)
        if ends_at <= starts_at and data["starts"] >= time(17) and data["ends"] <= time(9):
            ends_at += timedelta(days=1)
        return Slot(starts_at, ends_at, data["place"])


class VisitsForm(SlotForm):
    """A time and place, once or repeating."""

    every_weeks = fields.WholeNumberField(
        label="くり返し", unit="週ごと", min_value=1, max_value=12, initial=1
    )
    count = fields.WholeNumberField(label="回数", unit="回", min_value=1, max_value=30, initial=1)
    field_order = ["day", "starts", "ends", "place", "every_weeks", "count"]

    def slots(self) -> list[Slot]:
        """Return the slots of the plan."""
        data = self.cleaned_data
        return list(weekly(self.slot(), every_weeks=data["every_weeks"], count=data["count"]))


class GuidanceForm(HouseForm):
    """Advice, a question or the reason of a return."""

    text = fields.LongTextField(label="内容", limit=4000, rows=6)


def today_and_now(now: datetime) -> tuple[date, time]:
    """Return the day and the minute for first values."""
    local = now.astimezone(JST)
    return local.date(), local.time().replace(second=0, microsecond=0)
