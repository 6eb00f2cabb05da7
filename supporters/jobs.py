"""Background work of supporters: notices before and after a term ends, and large rosters."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from foundation.clock import on_day
from foundation.jobs.failures import JobCancelled
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind
from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor
from foundation.organizations.models import StaffUser
from foundation.organizations.permissions import Permission
from foundation.pdf.pages import Pages
from foundation.pdf.sheets import SheetOptions
from supporters import notices
from supporters.actions.letters import LetterFacts, issue_letter, letter_of_term
from supporters.actions.texts import remind_reconsent
from supporters.documents.context import office_for
from supporters.documents.labels import address_labels
from supporters.documents.roster import RosterPrint, roster_pdf, roster_workbook
from supporters.enums import LetterKind
from supporters.models import (
    ConsentText,
    RegistrationTerm,
    Supporter,
    SupporterSettings,
)
from supporters.queries.roster import RosterChoice, RosterRow, roster_registrations, roster_rows
from supporters.queries.states import terms_to_tell

CLOCK = Actor.system("run_due")
ROSTER = "supporters.roster_workbook"
PAPERS = "supporters.roster_papers"


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


@job_kind(ROSTER, label="登録名簿（Excel）の作成", fetch=Permission.EXPORT_PERSONAL)
def roster_file(job: JobHandle) -> None:
    """Write a long roster as a workbook; reads only, a repetition replaces the file.

    Params: settings_id, on (ISO date), with_ended, with_expired, columns (codes of fields).
    """
    asked = job.params
    on = date.fromisoformat(asked["on"])
    settings = SupporterSettings.objects.select_related("program").get(pk=asked["settings_id"])
    choice = RosterChoice(on, asked["with_ended"], asked["with_expired"])
    total = roster_registrations(settings.program_id, choice).count()
    rows = _told(job, roster_rows(settings.program_id, choice), total)
    office = office_for(settings, on=on, now=job.now())
    job.store_result("roster.xlsx", roster_workbook(office, rows, asked["columns"]))
    job.progress(total, total, "できました。")


@job_kind(PAPERS, label="登録名簿・宛名ラベル（PDF）の作成", fetch=Permission.PRINT_PAPERS)
def roster_papers(job: JobHandle) -> None:
    """Draw a long roster, or its address labels; reads only, a repetition replaces the file.

    Params: those of the workbook but its columns, and kind (pdf or labels), copy (its number),
    printed_by (id of who asked), pages (first and last), stock, start (first free label, from 1).
    """
    asked = job.params
    on = date.fromisoformat(asked["on"])
    settings = SupporterSettings.objects.select_related("program").get(pk=asked["settings_id"])
    choice = RosterChoice(on, asked["with_ended"], asked["with_expired"])
    total = roster_registrations(settings.program_id, choice).count()
    rows = list(_told(job, roster_rows(settings.program_id, choice), total))
    pages = Pages(*asked["pages"])
    if asked["kind"] == "labels":
        options = SheetOptions(start=asked["start"] - 1, sheets=pages)
        content = address_labels(rows, asked["stock"], options, created=job.now())
        job.store_result("labels.pdf", content)
    else:
        printed_by = StaffUser.objects.values_list("name", flat=True).get(pk=asked["printed_by"])
        office = office_for(settings, on=on, now=job.now())
        copy = f"第{asked['copy']}号" if asked["copy"] else ""
        drawn = roster_pdf(office, rows, RosterPrint(copy, printed_by, pages))
        job.store_result("roster.pdf", drawn)
    job.progress(total, total, "できました。")


def _told(job: JobHandle, rows: Iterable[RosterRow], total: int) -> Iterator[RosterRow]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number % 500 == 0:
            if job.cancelled():
                raise JobCancelled
            job.progress(number, total, "名簿を書いています。")
