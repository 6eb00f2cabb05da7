"""Confirm who completed, and give the numbers (rules E1, F1; T15, T18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foundation.clock import on_day
from foundation.documents.actions.numbers import IssuedNumber, SeriesSpec, take_numbers
from foundation.documents.models import SeriesPurpose
from foundation.notices.actions.tasks import close_tasks_about
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.actions.attendance import DECIDE_AGAIN, RECHECK
from trainings.actions.certificates import revoke_certificate
from trainings.actions.seats import lock_course
from trainings.enums import CompletionResult
from trainings.models import CertificateIssue, Completion, Course, CourseSession
from trainings.queries.completion import Proposal, proposals
from trainings.rules.completion import why_cannot_decide
from trainings.signals import completion_confirmed, completion_voided
from trainings.specs import CertificateSpec


@dataclass(frozen=True)
class Override:
    """A decision against the rule, with its reason."""

    completed: bool
    reason: str


@action("trainings.completion.decided")
def decide_completions(
    course: Course,
    *,
    overrides: Mapping[int, Override] | None = None,
    only: frozenset[int] | None = None,
    actor: Actor,
    now: datetime,
) -> list[Completion]:
    """Confirm the rule's verdict for everybody with a seat, or for the applications in `only`.

    Numbers are given in kana order within the batch; the fiscal year is that of the last session
    (rule E1). Who has completed already keeps the number; who has not may complete now. An
    override needs a reason, and stands until it is overridden itself. Returns the rows that were
    written.
    """
    course = lock_course(course.pk)
    sessions = list(CourseSession.objects.filter(course=course))
    if refusal := why_cannot_decide(course, sessions, now):
        raise Refused(refusal)
    wishes = overrides or {}
    chosen = [
        one
        for one in proposals(course)
        if one.is_open and (only is None or one.application.pk in only)
        if not one.stands_against_rule or one.application.pk in wishes
    ]
    decisions = [(one, _decide(one, wishes.get(one.application.pk))) for one in chosen]
    passing = [one for one, (completed, _, _) in decisions if completed]
    numbers = iter(_numbers(course, len(passing)))
    completed_on = on_day(course.ends_at) if course.ends_at else on_day(now)
    written = [
        _write(one, decision, next(numbers, None) if decision[0] else None, completed_on, now)
        for one, decision in decisions
    ]
    again = {one.decided.pk for one in chosen if one.decided is not None}
    for completion in written:
        if completion.pk in again:
            outcome = "判定しました"
            close_tasks_about(completion, DECIDE_AGAIN, outcome=outcome, actor=actor, now=now)
        if completion.result == CompletionResult.COMPLETED:
            completion_confirmed.send(
                sender=Completion, completion=completion, actor=actor, now=now
            )
    return written


def _decide(one: Proposal, override: Override | None) -> tuple[bool, str, bool]:
    """Return whether the person completed, why, and whether that is against the rule."""
    if override is None or override.completed == one.verdict.completed:
        return one.verdict.completed, one.verdict.reason, False
    if not override.reason.strip():
        raise Refused(
            "override_reason_missing",
            f"{one.application.name}さんを条件によらず判定する理由を入力してください。",
        )
    return override.completed, override.reason.strip(), True


def _certificate(course: Course) -> CertificateSpec:
    return course.spec.spec.certificate if course.spec else CertificateSpec()


def _numbers(course: Course, count: int) -> list[IssuedNumber]:
    certificate = _certificate(course)
    if not certificate.has_number or not count:
        return []
    year = course.fiscal_year or 0
    series = SeriesSpec(
        purpose=SeriesPurpose.COMPLETION,
        program=course.program,
        series_year=year if certificate.yearly_series else 0,
        pattern=certificate.number_pattern,
        first_value=certificate.first_number,
    )
    return take_numbers(series, count, fiscal_year=year)


def _write(
    one: Proposal,
    decision: tuple[bool, str, bool],
    number: IssuedNumber | None,
    completed_on: date,
    now: datetime,
) -> Completion:
    completed, reason, override = decision
    course = one.application.course
    year = course.fiscal_year or 0
    row, _ = Completion.objects.update_or_create(
        application=one.application,
        defaults={
            "program": course.program,
            "person": one.person,
            "fiscal_year": year,
            "series_year": year if _certificate(course).yearly_series else 0,
            "number_value": number.value if number else None,
            "number_text": number.text if number else "",
            "completed_on": completed_on,
            "decided_on": on_day(now),
            "result": (CompletionResult.COMPLETED if completed else CompletionResult.NOT_COMPLETED),
            "reason": reason,
            "override": override,
        },
    )
    completion: Completion = row
    return completion


@action("trainings.completion.voided")
def void_completion(
    completion: Completion, *, reason: str, actor: Actor, now: datetime
) -> Completion:
    """Take a confirmed completion back: its papers are revoked, its number stays used (E1)."""
    if not reason.strip():
        raise Refused("reason_missing", "取り消す理由を入力してください。記録に残ります。")
    completion = Completion.objects.select_for_update(of=("self",)).get(pk=completion.pk)
    if completion.result != CompletionResult.COMPLETED or completion.voided_at is not None:
        raise Refused("not_completed", "この方は、いま修了になっていません。")
    completion.voided_at = now
    completion.voided_reason = reason.strip()
    completion.save(update_fields=["voided_at", "voided_reason"])
    valid = CertificateIssue.objects.filter(completion=completion, revoked_at__isnull=True)
    for issue in valid:
        revoke_certificate(issue, reason=reason, actor=actor, now=now)
    close_tasks_about(completion, RECHECK, outcome="修了を取り消しました", actor=actor, now=now)
    completion_voided.send(sender=Completion, completion=completion, actor=actor, now=now)
    return completion


@action("trainings.completion.restored")
def restore_completion(
    completion: Completion, *, reason: str, actor: Actor, now: datetime
) -> Completion:
    """Undo a voiding that was a mistake: the person keeps the number, which nobody else had (E1).

    The revoked papers stay revoked; new ones are reissued. The apps above hear of it as of a
    completion that is confirmed.
    """
    if not reason.strip():
        raise Refused("reason_missing", "取消をやめる理由を入力してください。記録に残ります。")
    completion = Completion.objects.select_for_update(of=("self",)).get(pk=completion.pk)
    if completion.voided_at is None:
        raise Refused("not_voided", "この方の修了は、取り消されていません。")
    completion.voided_at = None
    completion.voided_reason = f"取消をやめました：{reason.strip()}"[:200]
    completion.save(update_fields=["voided_at", "voided_reason"])
    completion_confirmed.send(sender=Completion, completion=completion, actor=actor, now=now)
    return completion
