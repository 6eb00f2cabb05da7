"""The buttons on an application: whose it is, consent, review, decision."""

from typing import Any

from django import forms
from django.db.models import Q

from foundation import clock
from foundation.adminsite.columns import date_text
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.people.facts import search_columns
from foundation.people.models import Person
from foundation.people.queries.people import current_people
from foundation.period import Period
from foundation.refusals import Refusal
from foundation.text import format_phone
from supporters.actions.applications import (
    match_application,
    match_with_new_person,
    withdraw_application,
)
from supporters.actions.decisions import approve_application, reject_application
from supporters.actions.reviews import (
    ReviewFacts,
    missing_for,
    propose_approval,
    record_review,
)
from supporters.admin.choices import DecisionForm, ReasonForm, RefusalForm, term_in_words
from supporters.admin.paper_consents import Giver, PaperConsentPage
from supporters.enums import OPEN_APPLICATIONS, Suitability
from supporters.models import RegistrationApplication, SupporterSettings
from supporters.rules.terms import first_term, preview_renewals
from trainings.models import Completion

DECIDE = Permission.DECIDE_REGISTRATIONS
NEW = "new"
KNOWN = "person-"


class OpenApplicationPage(ActionPage):
    """A button of an application that waits for its decision."""

    permission: Any = DECIDE

    @classmethod
    def applies(cls, request: Any, row: RegistrationApplication) -> bool:
        return row.state in OPEN_APPLICATIONS


def candidates(application: RegistrationApplication) -> list[Completion]:
    """Return completions of the programme that look like the applicant. One query."""
    keys = search_columns(application.name, application.kana)
    alike = Q(person__name_key=keys["name_key"])
    if application.completion_number:
        alike |= Q(number_text=application.completion_number)
    if application.birth_date and application.kana:
        alike |= Q(person__birth_date=application.birth_date, person__kana_key=keys["kana_key"])
    found = Completion.objects.completed().filter(alike, program=application.program_id)
    return list(found.select_related("person")[:20])


def known_people(application: RegistrationApplication) -> list[Person]:
    """Return people known from elsewhere: this name, and one thing more that agrees. One query.

    Whoever completed the training of another programme is found here, and not made a second time.
    """
    numbers = [number for number in (application.phone, application.mobile) if number]
    same = Q(phone__in=numbers) | Q(mobile__in=numbers)
    if application.email:
        same |= Q(email__iexact=application.email)
    if application.birth_date:
        same |= Q(birth_date=application.birth_date)
    name = search_columns(application.name, application.kana)["name_key"]
    return list(current_people().filter(same, name_key=name).order_by("id")[:20])


def _choices(application: RegistrationApplication, people: list[Person]) -> list[tuple[str, str]]:
    completions = candidates(application)
    shown = {item.person_id for item in completions}
    return [
        *(
            (str(item.pk), f"{_named(item.person)} 修了番号 {item.number_text}")
            for item in completions
        ),
        *(
            (f"{KNOWN}{one.pk}", f"{_named(one)} {format_phone(one.phone or one.mobile)}")
            for one in people
            if one.pk not in shown
        ),
        (NEW, "この中にはいない（申込書の内容で新しく登録する）"),
    ]


def _named(person: Person) -> str:
    return f"{person.name}（{person.kana}）{date_text(person.birth_date, weekday=False)}"


class Match(OpenApplicationPage):
    """Say whose application it is."""

    name, label = "match", "本人と結び付ける"

    @classmethod
    def applies(cls, request: Any, row: RegistrationApplication) -> bool:
        return row.state in OPEN_APPLICATIONS and row.person_id is None

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        # A membership limited to programmes sees the people of its programmes only (rule A3).
        limited = self.request.membership.program_ids
        choices = _choices(self.object, [] if limited else known_people(self.object))
        form = forms.Form(data)
        form.fields["choice"] = forms.ChoiceField(
            label="どの方の申込みですか",
            widget=forms.RadioSelect,
            choices=choices,
        )
        return form

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        row = self.object
        return [
            ("氏名", f"{row.name}（{row.kana}）"),
            ("生年月日", date_text(row.birth_date, weekday=False)),
            ("住所", row.address),
            ("修了番号", row.completion_number),
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        choice = form.cleaned_data["choice"]
        if choice == NEW:
            match_with_new_person(self.object, **self.doer)
            return "申込書の内容で、新しい人として登録しました。"
        if choice.startswith(KNOWN):
            person = Person.objects.get(pk=choice.removeprefix(KNOWN))
            match_application(self.object, person, **self.doer)
            return "本人と結び付けました。"
        completion = Completion.objects.select_related("person").get(pk=choice)
        match_application(self.object, completion.person, completion=completion, **self.doer)
        return "本人と修了に結び付けました。"


class AddConsent(PaperConsentPage):
    """Record a consent signed on paper, beside the application it came with."""

    @classmethod
    def applies(cls, request: Any, row: RegistrationApplication) -> bool:
        return row.state in OPEN_APPLICATIONS

    def giver(self) -> Giver:
        """Return whose consent it is."""
        row = self.object
        return Giver(row.name, row.program_id, person=row.person, application=row)


class ReviewForm(forms.Form):
    """What was found."""

    interview_on = StaffDateField(label="面談日", required=False)
    interview_by = forms.CharField(label="面談した人", max_length=60, required=False)
    interview_note = forms.CharField(
        label="面談の記録", max_length=2000, required=False, widget=forms.Textarea
    )
    lecture_on = StaffDateField(label="追加の講習の受講日", required=False)
    suitability = forms.ChoiceField(
        label="適否", required=False, choices=[("", "未判定"), *Suitability.choices[1:]]
    )
    suitability_reason = forms.CharField(label="適否の理由", max_length=300, required=False)


class Review(OpenApplicationPage):
    """Record interview, lecture and suitability."""

    name, label = "review", "面談・適否を記録する"
    form_class = ReviewForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in ReviewForm.base_fields}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        record_review(self.object, ReviewFacts(**form.cleaned_data), **self.doer)
        return "記録しました。"


def _settings(row: RegistrationApplication) -> SupporterSettings | None:
    return SupporterSettings.objects.filter(program=row.program_id).first()


def _by_approver(row: RegistrationApplication) -> bool:
    """Return whether the programme leaves the decision to the approver."""
    settings = getattr(row.program, "supporter_settings", None)
    return bool(settings and settings.second_approval)


def _missing(row: RegistrationApplication) -> Refusal | None:
    settings = _settings(row)
    if settings is None:
        return Refusal("registration_off", "この事業では、サポーターの登録を行っていません。")
    missing = missing_for(row, settings, on=clock.today())
    if not missing:
        return None
    return Refusal(missing[0].code, " ".join(refusal.sentence for refusal in missing))


class Propose(OpenApplicationPage):
    """Ask the approver."""

    name, label = "propose", "承認を求める"

    @classmethod
    def applies(cls, request: Any, row: RegistrationApplication) -> bool:
        return super().applies(request, row) and row.proposed_on is None and _by_approver(row)

    def refusal(self, objects: list[Any]) -> Refusal | None:
        return _missing(self.object)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        propose_approval(self.object, **self.doer)
        return "承認者に承認を求めました。"


def _terms_ahead(row: RegistrationApplication) -> list[tuple[str, str]]:
    """Return the first term as decided today, and the next three when renewed in time."""
    settings = _settings(row)
    if settings is None:
        return []
    first = first_term(settings.term_policy, clock.today())
    ahead = [("今日承認した場合の登録期間", term_in_words(first))]
    if settings.renewal_allowed:
        ahead += [
            (f"{number}回目の更新", term_in_words(term))
            for number, term in enumerate(
                preview_renewals(
                    settings.term_policy, Period(first.valid_from, first.valid_through)
                ),
                start=1,
            )
        ]
    return ahead


class Approve(OpenApplicationPage):
    """Register the applicant; the programme says whether the officer or the approver does."""

    name, label, title = "approve", "承認して登録する", "登録の承認"
    permission = (DECIDE, Permission.APPROVE_REGISTRATIONS)
    form_class = DecisionForm

    @classmethod
    def applies(cls, request: Any, row: RegistrationApplication) -> bool:
        needed = Permission.APPROVE_REGISTRATIONS if _by_approver(row) else DECIDE
        return super().applies(request, row) and request.may(needed, row.program)

    def refusal(self, objects: list[Any]) -> Refusal | None:
        return _missing(self.object)

    def description(self, objects: list[Any]) -> str:
        return (
            "登録番号と登録期間が決まり、本人に連絡します。登録証・登録カードが印刷待ちに入ります。"
        )

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        row = self.object
        return [("氏名", row.name), ("適否", row.get_suitability_display()),
                ("適否の理由", row.suitability_reason), *_terms_ahead(row)]  # fmt: skip

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        registration = approve_application(
            self.object, decided_on=facts["decided_on"], reason=facts["reason"], **self.doer
        )
        return f"登録番号 {registration.number_text} で登録しました。"


class Reject(OpenApplicationPage):
    """Decide not to register."""

    name, label, danger = "reject", "承認しない", True
    form_class = RefusalForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        reject_application(
            self.object, decided_on=facts["decided_on"], reason=facts["reason"], **self.doer
        )
        return "不承認とし、本人への連絡を用意しました。"


class TakeBack(OpenApplicationPage):
    """Record that the applicant took the application back."""

    name, label = "take_back", "取下げを記録する"
    form_class = ReasonForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        withdraw_application(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "取下げを記録しました。"
