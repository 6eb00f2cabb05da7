"""When records of trainings are over, and how long they are kept by preset (standards S41)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef

from foundation.clock import on_day
from foundation.people import retention
from foundation.people.models import RetentionRule
from foundation.people.retention import Held, RecordKind, kept_through
from trainings.models import Application, Completion, Course, CourseSession, Instructor, Submission
from trainings.roots import INSTRUCTOR, SESSION, SUBMISSION

TAX_YEARS = 7
"""所得税法施行規則76条の3など: papers about tax deducted at the source."""


def applications() -> Iterable[Held]:
    """Yield the applications of known people: over with the course."""
    rows = Application.objects.filter(person__isnull=False)
    for person_id, ends_at in rows.values_list("person_id", "course__ends_at").distinct():
        yield Held(person_id, _day(ends_at))


def completions() -> Iterable[Held]:
    """Yield the entries of the ledger: over on the day of the decision, later papers count."""
    rows = Completion.objects.annotate(paper=Max("issues__issued_on"))
    for person_id, decided_on, paper in rows.values_list("person_id", "decided_on", "paper"):
        yield Held(person_id, max(decided_on, paper or decided_on))


def unlinked_acts() -> Iterable[Held]:
    """Yield acts of applying nobody of which was linked with a person; each is a root."""
    linked = Application.objects.filter(submission=OuterRef("pk"), person__isnull=False)
    acts = Submission.objects.filter(~Exists(linked))
    for pk, ends_at in acts.values_list("pk", "course__ends_at"):
        yield Held(pk, _day(ends_at))


def sessions() -> Iterable[Held]:
    """Yield sessions: what was noted on the day is over with the course."""
    for pk, ends_at in CourseSession.objects.values_list("pk", "course__ends_at"):
        yield Held(pk, _day(ends_at))


def lecturers() -> Iterable[Held]:
    """Yield lecturers: over after their last session and payment, unused ones from their entry."""
    last = Instructor.objects.annotate(
        taught=Max("engagements__session__ends_at"), paid=Max("payments__paid_on")
    )
    for pk, made, taught, paid in last.values_list("pk", "created_at", "taught", "paid"):
        days = [on_day(made), paid, on_day(taught) if taught else None]
        yield Held(pk, max(day for day in days if day))


def _day(moment: datetime | None) -> date | None:
    return on_day(moment) if moment else None


APPLICATIONS = RecordKind("trainings.applications", "研修の申込", applications, years=3)


def papers_are_over(course: Course, today: date) -> bool:
    """Return whether the papers of a course may go: the period of its applications has passed."""
    if course.ends_at is None:
        return False
    rule = RetentionRule.objects.filter(kind=APPLICATIONS.code).first()
    years, start = (rule.years, rule.start) if rule else (APPLICATIONS.years, APPLICATIONS.start)
    return years is not None and kept_through(on_day(course.ends_at), years, start) < today


def register() -> None:
    """Register the kinds of records."""
    retention.register(APPLICATIONS)
    for code, label, find, years, root in (
        ("completions", "修了の記録（修了台帳）", completions, 10, retention.PERSON),
        ("unlinked", "参加しなかった方の申込", unlinked_acts, 1, SUBMISSION),
        ("sessions", "研修当日の記録（聴講者・メモ）", sessions, 3, SESSION),
        ("lecturers", "講師と謝金の記録", lecturers, TAX_YEARS, INSTRUCTOR),
    ):
        retention.register(RecordKind(f"trainings.{code}", label, find, years=years, root=root))


register()
