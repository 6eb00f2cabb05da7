"""Applications to decide, and applications keyed from paper."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import Http404

from foundation import clock
from foundation.adminsite import reading
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin, Link
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from foundation.programs.models import Program
from foundation.references import random_token
from foundation.text import whole_number
from foundation.webforms.fields import NameField, PhoneField
from foundation.webforms.person import PersonFields
from supporters.actions.applications import submit_application
from supporters.admin.choices import ON_PAPER
from supporters.admin.deciding import (
    AddConsent,
    Approve,
    Match,
    Propose,
    Reject,
    Review,
    TakeBack,
)
from supporters.admin.fields import LinesField, SeveralField
from supporters.admin.pdfs import form_url
from supporters.enums import OPEN_APPLICATIONS, ActivityKind, IntakeChannel, TimeBand, Weekday
from supporters.facts import OF_PERSON, ApplicationFacts, Intake, WishFacts
from supporters.models import WISH_FIELDS, RegistrationApplication, SupporterSettings
from trainings.models import Completion

TYPED = (
    *OF_PERSON, "completion_number", "motive", "qualifications", "skills", "declared",
    "guardian_name", "guardian_phone", *WISH_FIELDS,
)  # fmt: skip


class KeyedForm(PersonFields, forms.ModelForm):
    """A 登録申込書 as it lies on the desk."""

    channel = forms.ChoiceField(label="受付方法", choices=ON_PAPER)
    guardian_name = NameField(label="保護者の氏名", required=False)
    guardian_phone = PhoneField(label="保護者の電話番号", required=False)
    areas = LinesField(label="希望する地区", limit=40, rows=2, required=False)
    weekdays = SeveralField(label="活動できる曜日", choices=Weekday.choices, coerce=int)
    time_bands = SeveralField(label="活動できる時間帯", choices=TimeBand.choices)
    activities = SeveralField(label="希望する活動", choices=ActivityKind.choices)
    received_at = forms.DateTimeField(
        label="受付日時", initial=clock.now, help_text="例：2026-09-30 10:00",
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M"),
    )  # fmt: skip
    declared_all = forms.BooleanField(label="約束の欄すべてにチェックがある", required=False)

    class Meta:
        model = RegistrationApplication
        fields = ("program", "channel", "received_at", *(n for n in TYPED if n != "declared"))

    def clean_received_at(self) -> Any:
        """Refuse a moment that lies ahead (rule B1)."""
        moment = self.cleaned_data["received_at"]
        if moment > clock.now():
            raise forms.ValidationError("受付日時に、これから先の日時は入力できません。")
        return moment

    def facts(self) -> ApplicationFacts:
        """Return what was keyed."""
        data = self.cleaned_data
        settings = SupporterSettings.objects.filter(program=data["program"]).first()
        wishes: dict[str, Any] = {name: data.get(name) for name in WISH_FIELDS}
        for name in ("areas", "weekdays", "time_bands", "activities"):
            wishes[name] = tuple(wishes[name] or ())
        declared = settings.declarations if settings and data["declared_all"] else ()
        return ApplicationFacts(
            person=PersonFacts(**{name: data[name] for name in OF_PERSON}),
            completion_number=data["completion_number"],
            motive=data["motive"],
            qualifications=data["qualifications"],
            skills=data["skills"],
            declared=tuple(declared),
            guardian_name=data["guardian_name"],
            guardian_phone=data["guardian_phone"],
            wishes=WishFacts(**wishes),
        )


@admin.register(RegistrationApplication)
class RegistrationApplicationAdmin(HouseAdmin):
    """What waits for a decision, and how it was decided."""

    see = Permission.SEE_SUPPORTERS
    work = Permission.DECIDE_REGISTRATIONS
    program_path = "program"
    empty_hint = (
        "ウェブの申込みは、届くとここに並びます。書面の申込みは「登録申込を追加」から入力します。"
    )
    form = KeyedForm
    list_display = (
        "reference", "name", "program", date_column("received_at", "受付日時"), "channel", "state",
        "suitability",
    )  # fmt: skip
    list_filter = ("state", "program")
    list_select_related = ("program__supporter_settings",)
    search_fields = ("reference", "name", "kana")
    # What waits comes first; what was decided is looked up, not worked on.
    ordering = (Case(When(state__in=OPEN_APPLICATIONS, then=0), default=1), "-received_at", "-id")
    row_actions = (Match, Review, Approve)
    detail_actions = (
        Match, AddConsent, Review, Propose, Approve, Reject, TakeBack,
        Link("申込書（PDF）", form_url, Permission.PRINT_PAPERS, new_tab=True),
    )  # fmt: skip

    def add_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Key an application; `?completion=` fills it in with a person who completed.

        404 for a completion that is not theirs to register: another organization's, another
        programme's, one that was taken back.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        request.completer = self._completer(request)
        if request.completer is not None:
            person = request.completer.person
            reading.record(request, AccessAction.VIEW, Person._meta.label, [person.pk])
        return super().add_view(request, *args, **kwargs)

    def _completer(self, request: Any) -> Completion | None:
        if "completion" not in request.GET:
            return None
        rows = Completion.objects.completed().filter(person__purged_on__isnull=True)
        programs = programs_with(request, self.work)
        if programs is not None:
            rows = rows.filter(program__in=programs)
        number = whole_number(request.GET["completion"])
        found: Completion | None = rows.filter(pk=number).select_related("person").first()
        if found is None:
            raise Http404
        return found

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Begin with what is known of who completed; the paper on the desk corrects it."""
        completion = request.completer
        if completion is None:
            return {}
        known = {name: getattr(completion.person, name) for name in OF_PERSON}
        return {
            **known, "program": completion.program_id, "completion_number": completion.number_text,
        }  # fmt: skip

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer only the programme of who completed."""
        completion = getattr(request, "completer", None)
        if db_field.name == "program" and completion is not None:
            kwargs["queryset"] = Program.objects.filter(pk=completion.program_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Say whose application is keyed."""
        response = super().render_change_form(request, context, *args, **kwargs)
        completion = getattr(request, "completer", None)
        if completion is not None:
            number = f"（修了番号 {completion.number_text}）" if completion.number_text else ""
            response.context_data["subtitle"] = f"{completion.person.name}さん{number}の登録申込"
        return response

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """What was typed stays as typed (rule B10); the buttons do the rest."""
        return False

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Key what stands on the paper; show the decision as well afterwards."""
        if obj is None:
            keyed = [name for name in TYPED if name != "declared"]
            return ["program", "channel", "received_at", *keyed, "declared_all"]
        return [
            "program", "reference", "state", "person", "completion", "channel", "received_at",
            *TYPED, "interview_on", "interview_by", "interview_note", "lecture_on", "suitability",
            "suitability_reason", "proposed_on", "decided_on", "decided_by", "decision_reason",
        ]  # fmt: skip

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Take the keyed application through the same action as the web."""
        actor = actor_of(request)
        made = submit_application(
            form.cleaned_data["program"],
            form.facts(),
            Intake(
                IntakeChannel(form.cleaned_data["channel"]),
                form.cleaned_data["received_at"],
                random_token(),
                actor.user_id,
            ),
            completion=request.completer,
            actor=actor,
            now=clock.now(),
        )
        obj.pk, obj.organization_id = made.pk, made.organization_id
        obj.reference = made.reference
