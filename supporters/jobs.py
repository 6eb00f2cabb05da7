"""What supporters do by the clock: tell people before and after their term ends."""

from datetime import datetime

from foundation.clock import on_day
from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor
from supporters import notices
from supporters.actions.letters import LetterFacts, issue_letter, letter_of_term
from supporters.actions.texts import remind_reconsent
from supporters.enums import LetterKind
from supporters.models import (
    ConsentText,
    RegistrationTerm,
    Supporter,
    SupporterSettings,
)
from supporters.queries.states import terms_to_tell

CLOCK = Actor.system("run_due")


@every("supporters.tell_about_ends", daily_at="09:00")
def tell_about_ends(now: datetime) -> int:
    """Queue the notices 90, 30 and 7 days before a term ends and once after it; returns how many.

    Each step of each term is told once (the notice's key), however often this runs.
    """
    count = 0
    for settings in SupporterSettings.objects.filter(is_enabled=True):
        due = terms_to_tell(settings.program_id, on_day(now), settings.expiry_notice_days)
        by_registration = {
            supporter.registration_id: supporter
            for supporter in Supporter.objects.filter(
                registration__in=[term.registration_id for term, _ in due]
            ).select_related("person", "program")
        }
        for term, step in due:
            supporter = by_registration.get(term.registration_id)
            if supporter is not None:
                _tell(supporter, term, step, settings, now)
                count += 1
    return count


def _tell(
    supporter: Supporter, term: RegistrationTerm, step: int, settings: SupporterSettings,
    now: datetime,
) -> None:  # fmt: skip
    """Tell by mail, else by letter; the first letter of a term may be the one with a number."""
    if step and not supporter.person.email and LetterKind.EXPIRY in settings.letters:
        if letter_of_term(term, LetterKind.EXPIRY) is None:
            issue_letter(
                term.registration, LetterFacts(LetterKind.EXPIRY, on_day(now)), actor=CLOCK, now=now
            )
        return
    notices.tell_about_end(supporter, term, step, actor=CLOCK, now=now)


@every("supporters.remind_reconsent", daily_at="09:10")
def remind_about_consents(now: datetime) -> int:
    """Remind of open re-consents on the days before the deadline that the settings name (C4).

    Each step is told once; a day on which nothing ran is made up for by the nearest step reached.
    """
    today = on_day(now)
    count = 0
    days = dict(SupporterSettings.objects.values_list("program_id", "reconsent_reminder_days"))
    texts = ConsentText.objects.filter(
        reconsent_required=True, published_on__lte=today, reconsent_deadline__gte=today
    )
    for text in texts:
        left = (text.reconsent_deadline - today).days
        reached = [step for step in days.get(text.program_id, []) if left <= step]
        if reached:
            count += remind_reconsent(text, step=min(reached), actor=CLOCK, now=now)
    return count
