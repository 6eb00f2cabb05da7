"""Staff pages of visiting lectures: requests as they arrive, and what was decided (出前講座)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.adminsite.own_data import Disclose, ProposeErasure
from foundation.organizations.permissions import Permission
from foundation.wareki import format_date
from foundation.webforms.fields import EmailLineField, NameField, PhoneField
from trainings.actions.lectures import (
    LecturePlan,
    LectureWish,
    accept_lecture_request,
    decline_lecture_request,
    receive_lecture_request,
    withdraw_lecture_request,
)
from trainings.admin.course_forms import MomentField, ReasonForm
from trainings.enums import Channel, LectureState
from trainings.models import Instructor, LectureRequest
from trainings.models.headcount import Audience
from trainings.models.lecture import Equipment

SEE, PLAN = Permission.SEE_APPLICANTS, Permission.PLAN_COURSES


class PlanForm(forms.Form):
    """When, where, by whom."""

    title = forms.CharField(label="講座名", max_length=80)
    starts_at = MomentField(label="開始")
    ends_at = MomentField(label="終了")
    venue = forms.CharField(label="会場", max_length=80)
    venue_address = forms.CharField(label="会場の住所", max_length=120, required=False)
    instructor: Any = forms.ModelChoiceField(
        label="講師", queryset=None, help_text="この事業を担当できる講師から選びます。"
    )
    topic = forms.CharField(label="担当する内容", max_length=120, required=False)
    child_text = forms.BooleanField(label="子ども向けのテキストを使う", required=False)
    keeps_names = forms.BooleanField(
        label="受講する方の名簿を作る",
        required=False,
        help_text="作らないときは、人数だけを講師から報告してもらいます。",
    )

    def plan(self) -> LecturePlan:
        """Return what was decided."""
        return LecturePlan(**self.cleaned_data)


class Open:
    """Stand on requests that wait for a decision."""

    @classmethod
    def applies(cls, request: Any, row: LectureRequest) -> bool:
        """Return whether nothing was decided yet."""
        return row.state == LectureState.RECEIVED


class Accept(Open, ActionPage):
    """Make the internal course."""

    name, label, permission = "accept", "実施を決める", PLAN

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the programme's lecturers, or all; a school gets no list of names."""
        row = self.object
        initial = {
            "title": f"出前講座（{row.body_name}）"[:80],
            "venue": row.venue,
            "venue_address": row.venue_address,
            "child_text": False,
        }
        form = PlanForm(data, initial=initial)
        lecturers: Any = form.fields["instructor"]
        lecturers.queryset = _lecturers(row)
        if row.audience == Audience.SCHOOL:
            del form.fields["keeps_names"]
        else:
            del form.fields["child_text"]
        return form

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "庁内だけに見える研修を作り、申込の担当者に決定を知らせます。"
            "講師には、予定人数と実施の報告のリンクを送ります。"
        )

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show the wishes."""
        row = self.object
        days = [format_date(day, weekday=True) for day in (row.first_day, row.second_day) if day]
        return [
            ("団体", f"{row.body_name}（{row.get_audience_display()}）"),
            ("希望の日", "、".join(days) + f"　{row.hours}"),
            ("受講する方", f"{row.listeners}　{row.people}人　{row.minutes}分"),
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Accept."""
        course = accept_lecture_request(self.object, form.plan(), **self.doer)
        return f"実施を決め、研修「{course.title}」を作りました。担当者への連絡を準備しました。"


def _lecturers(row: LectureRequest) -> Any:
    active = Instructor.objects.filter(is_active=True)
    qualified = active.filter(qualifications__program=row.program_id).distinct()
    return qualified if qualified.exists() else active


class Decline(Open, ActionPage):
    """Say no."""

    name, label, permission = "decline", "お断りする", PLAN
    form_class = ReasonForm
    danger = True

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "申込の担当者に、理由を添えてお知らせします。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Decline."""
        decline_lecture_request(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "お断りの連絡を準備しました。"


class Withdraw(Open, ActionPage):
    """Record that the body takes it back."""

    name, label, permission = "withdraw", "取下げにする", PLAN
    form_class = ReasonForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Withdraw."""
        withdraw_lecture_request(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "取下げにしました。"


class LectureForm(forms.ModelForm[LectureRequest]):
    """A request heard on the telephone or read from a letter."""

    channel = forms.ChoiceField(
        label="経路",
        choices=[
            (one.value, one.label)
            for one in (Channel.PHONE, Channel.FAX, Channel.COUNTER, Channel.POST)
        ],
    )
    contact_name = NameField(label="担当者の氏名")
    contact_phone = PhoneField(label="電話番号")
    contact_email = EmailLineField(label="メール", required=False)
    equipment = forms.MultipleChoiceField(
        label="会場で使えるもの",
        choices=Equipment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = LectureRequest
        fields = (
            *("program", "channel", "audience", "body_name"),
            *("contact_name", "contact_role", "contact_phone", "contact_email"),
            *("listeners", "people", "minutes", "first_day", "second_day", "hours"),
            *("venue", "venue_address", "equipment", "purpose"),
        )


@admin.register(LectureRequest)
class LectureRequestAdmin(HouseAdmin):
    """Requests for visiting lectures."""

    see, work = SEE, PLAN
    program_path = "program"
    form = LectureForm
    list_display = (
        "body_name",
        "audience",
        date_column("first_day", "第1希望", weekday=True),
        "people",
        "state",
        date_column("received_at", "受付"),
    )
    list_filter = ("state", "audience", "program")
    search_fields = ("body_name", "reference")
    fields = (*LectureForm.Meta.fields, "reference", "state", "state_reason", "course")
    readonly_fields = ("reference", "state", "state_reason", "course")
    row_actions = (Accept,)
    detail_actions = (
        Accept,
        Decline,
        Withdraw,
        Link(
            "研修を開く",
            lambda row: reverse("admin:trainings_course_change", args=[row.course_id]),
            Permission.SEE_COURSES,
            applies=lambda request, row: row.course_id is not None,
        ),
        Disclose,
        ProposeErasure,
    )

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show the decision once there is a request."""
        return LectureForm.Meta.fields if obj is None else self.fields

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Keep what was asked for once it was decided."""
        if obj is None:
            return ()
        decided = obj.state != LectureState.RECEIVED
        fixed = LectureForm.Meta.fields if decided else ("program", "channel")
        return (*fixed, *self.readonly_fields)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Take a new request through the action."""
        if change:
            super().save_model(request, obj, form, change)
            return
        names = LectureWish.__dataclass_fields__
        made = receive_lecture_request(
            obj.program,
            LectureWish(**{name: form.cleaned_data[name] for name in names}),
            channel=form.cleaned_data["channel"],
            actor=actor_of(request),
            now=clock.now(),
        )
        obj.pk, obj.organization_id = made.pk, made.organization_id
