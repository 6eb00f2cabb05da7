"""Record what the review of an application found (要綱 第6条第2項, 第7条)."""

from dataclasses import dataclass
from datetime import date, datetime

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.actions.applications import locked_application, refuse_unless_open, standing_of
from supporters.enums import ApplicationState, Suitability
from supporters.models import RegistrationApplication, SupporterSettings
from supporters.queries.consents import has_required_consents
from supporters.rules.applications import what_is_missing
from supporters.rules.registrations import why_day_is_refused
from supporters.states import APPLICATION_MOVES


@dataclass(frozen=True)
class ReviewFacts:
    """What staff write down; None and empty leave what stands."""

    interview_on: date | None = None
    interview_by: str = ""
    interview_note: str = ""
    lecture_on: date | None = None
    suitability: str = ""
    suitability_reason: str = ""


@action("supporters.application.reviewed")
def record_review(
    application: RegistrationApplication, facts: ReviewFacts, *, actor: Actor, now: datetime
) -> RegistrationApplication:
    """Write interview, lecture and suitability; a suitability needs its reason.

    The first interview or lecture moves a received application to 面談・講習.
    """
    application = locked_application(application)
    refuse_unless_open(application)
    for day, what in ((facts.interview_on, "面談日"), (facts.lecture_on, "講習の受講日")):
        if day and (refusal := why_day_is_refused(day, not_before=None, on=on_day(now), what=what)):
            raise Refused(refusal)
    if facts.suitability and not facts.suitability_reason.strip():
        raise Refused("reason_missing", "適否の理由を入力してください。")
    changed = {name: value for name, value in vars(facts).items() if value}
    for name, value in changed.items():
        setattr(application, name, value)
    if application.state == ApplicationState.RECEIVED and (facts.interview_on or facts.lecture_on):
        APPLICATION_MOVES.require(application.state, ApplicationState.INTERVIEWING)
        application.state = ApplicationState.INTERVIEWING
    application.save(update_fields=[*changed, "state"])
    return application


@action("supporters.application.proposed")
def propose_approval(
    application: RegistrationApplication, *, actor: Actor, now: datetime
) -> RegistrationApplication:
    """Ask the approver to decide, where the programme wants two people; nothing may be missing."""
    application = locked_application(application)
    refuse_unless_open(application)
    settings = SupporterSettings.objects.get(program=application.program_id)
    if not settings.second_approval:
        raise Refused("no_second_approval", "この事業では、担当者がそのまま決定できます。")
    if missing := missing_for(application, settings, on=on_day(now)):
        raise Refused(missing[0])
    if application.suitability != Suitability.SUITABLE:
        raise Refused("suitability_open", "適否の判定を記録してください。")
    application.proposed_on = on_day(now)
    application.proposed_by_id = actor.user_id
    application.save(update_fields=["proposed_on", "proposed_by"])
    return application


def missing_for(
    application: RegistrationApplication, settings: SupporterSettings, *, on: date
) -> list:
    """Return everything that stands between the application and its approval. 6 queries."""
    return what_is_missing(
        settings,
        application,
        standing_of(application.person, application.program_id, on=on, but=application.pk),
        consented=has_required_consents(application.person_id, application.program_id, on),
        on=on,
    )
