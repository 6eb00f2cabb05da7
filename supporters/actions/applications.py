"""Take an application, find whose it is, let it be withdrawn (要綱 第6条, rules B10, C3)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.actions.people import find_or_create_person, update_person
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from foundation.programs.models import Program
from foundation.references import random_reference
from foundation.refusals import Refused
from supporters import notices
from supporters.actions.consents import give_consent, give_to_person
from supporters.enums import OPEN_APPLICATIONS, ApplicationState, ProcessOrder
from supporters.facts import OF_PERSON, ApplicationFacts, ConsentFacts, Intake
from supporters.models import (
    ConsentText,
    Registration,
    RegistrationApplication,
    SupporterSettings,
)
from supporters.rules.applications import Standing, why_cannot_submit
from supporters.states import APPLICATION_MOVES
from trainings.models import Completion

GivenConsents = Sequence[tuple[ConsentText, ConsentFacts]]


def standing_of(
    person: Person | None, program_id: int, *, on: date, but: int | None = None
) -> Standing:
    """Return what stands for a person in a programme, `but` for one application. 3 queries.

    Whose last term is over takes no place of the 定員 any more, though they may still renew.
    """
    live = Registration.objects.live().filter(program=program_id)
    count = live.not_over_on(on).count()
    if person is None:
        return Standing(registered_count=count)
    applications = RegistrationApplication.objects.open().filter(program=program_id, person=person)
    if but is not None:
        applications = applications.exclude(pk=but)
    return Standing(
        has_open_application=applications.exists(),
        has_live_registration=live.filter(person=person).exists(),
        registered_count=count,
    )


@action("supporters.application.submitted")
def submit_application(
    program: Program,
    facts: ApplicationFacts,
    intake: Intake,
    *,
    consents: GivenConsents = (),
    completion: Completion | None = None,
    actor: Actor,
    now: datetime,
) -> RegistrationApplication:
    """Take a 登録申込 and the consents that came with it.

    With a `completion` (from the mailed link, or chosen by staff) the person is known; without
    one the application waits for staff to match it: what was typed opens nothing (rule B10).
    Refuses what `why_cannot_submit` refuses; the same token twice returns the first application.
    Queues the confirmation. Locks the settings of the programme.
    """
    settings = (
        SupporterSettings.objects.select_for_update(of=("self",)).filter(program=program).first()
    )
    earlier = RegistrationApplication.objects.filter(program=program, token=intake.token).first()
    if earlier is not None:
        return earlier
    if completion is not None and completion.program_id != program.pk:
        raise Refused("other_program", "この修了は、別の事業のものです。")
    person = completion.person if completion else None
    on = on_day(intake.received_at)
    standing = standing_of(person, program.pk, on=on)
    if refusal := why_cannot_submit(settings, facts, standing, on):
        raise Refused(refusal)
    application: RegistrationApplication = RegistrationApplication.objects.create(
        program=program,
        person=person,
        completion=completion,
        reference=random_reference(),
        token=intake.token,
        channel=intake.channel,
        received_at=intake.received_at,
        received_by_id=intake.received_by_id,
        **facts.as_columns(),
    )
    for text, given in consents:
        give_consent(text, given, application=application, actor=actor, now=now)
    if person:
        give_to_person(application, person, actor=actor, now=now)
    notices.tell_received(application, actor=actor, now=now)
    return application


@action("supporters.application.matched")
def match_application(
    application: RegistrationApplication,
    person: Person,
    *,
    completion: Completion | None = None,
    actor: Actor,
    now: datetime,
) -> RegistrationApplication:
    """Say whose application it is, and which completion it rests on; staff do this by hand."""
    application = locked_application(application)
    refuse_unless_open(application)
    if completion is not None and completion.person_id != person.pk:
        raise Refused("completion_of_another", "この修了は、別の方のものです。")
    standing = standing_of(person, application.program_id, on=on_day(now), but=application.pk)
    if standing.has_open_application:
        raise Refused("already_applied", "この方の登録の申込みを、すでに受け付けています。")
    application.person = person
    application.completion = completion or application.completion
    application.save(update_fields=["person", "completion"])
    give_to_person(application, person, actor=actor, now=now)
    return application


@action("supporters.application.matched")
def match_with_new_person(
    application: RegistrationApplication, *, actor: Actor, now: datetime
) -> RegistrationApplication:
    """Make the person from what was typed, unless exactly this person is known (rule B10)."""
    person = find_or_create_person(typed_facts(application), actor=actor, now=now)
    return match_application(application, person, actor=actor, now=now)


@action("supporters.application.withdrawn")
def withdraw_application(
    application: RegistrationApplication, *, reason: str = "", actor: Actor, now: datetime
) -> RegistrationApplication:
    """Let an applicant take the application back while nothing is decided."""
    application = locked_application(application)
    APPLICATION_MOVES.require(application.state, ApplicationState.WITHDRAWN)
    application.state = ApplicationState.WITHDRAWN
    application.decision_reason = reason
    application.save(update_fields=["state", "decision_reason"])
    return application


def typed_facts(application: RegistrationApplication) -> PersonFacts:
    """Return the facts about the person as they were typed."""
    return PersonFacts(**{name: getattr(application, name) for name in OF_PERSON})


def correct_person_from(
    application: RegistrationApplication, *, actor: Actor, now: datetime
) -> Person:
    """Let the person's record follow the approved application, where something was typed.

    Name, reading and birth date stay as they are: another spelling is for staff to decide.
    """
    person = application.person
    if person is None:
        raise Refused("not_matched", "どの方の申込みか、先に選んでください。")
    typed: dict[str, Any] = {
        name: getattr(application, name)
        for name in ("sex", "postcode", "address", "phone", "mobile", "email")
    }
    typed.update(
        {
            name: getattr(application, name)
            for name in ("kana", "birth_date")
            if not getattr(person, name)
        }
    )
    changes = {name: value for name, value in typed.items() if value}
    changes = {name: value for name, value in changes.items() if getattr(person, name) != value}
    return update_person(person, actor=actor, now=now, **changes) if changes else person


def locked_application(application: RegistrationApplication) -> RegistrationApplication:
    """Return the application as it is now, locked until the transaction ends."""
    row: RegistrationApplication = (
        RegistrationApplication.objects.select_for_update(of=("self",))
        .select_related("program", "person", "completion")
        .get(pk=application.pk)
    )
    return row


def refuse_unless_open(application: RegistrationApplication) -> None:
    """Refuse an application that was already decided or withdrawn."""
    if application.state not in OPEN_APPLICATIONS:
        raise Refused("application_settled", "この申込みは、すでに処理されています。")


def attach_completion(completion: Completion, *, actor: Actor, now: datetime) -> bool:
    """Give a fresh completion to the open application of its person (apply first, course later)."""
    application = (
        RegistrationApplication.objects.open()
        .filter(program=completion.program_id, person=completion.person_id, completion=None)
        .first()
    )
    if application is None:
        return False
    application.completion = completion
    application.save(update_fields=["completion"])
    return True


def is_course_first(settings: SupporterSettings) -> bool:
    """Return whether people are asked to register after the course."""
    return bool(settings.is_enabled and settings.process_order == ProcessOrder.COURSE_FIRST)
