"""Write, send and answer activity reports (rules D5, D7; 要綱 第12条, R-71)."""

from datetime import datetime, timedelta

from dispatch import notices_reports as notices
from dispatch.actions.assignments import hold_assignment
from dispatch.actions.differences import compare_with_payments
from dispatch.actions.loading import locked_report, locked_visit, write
from dispatch.actions.pairs import locked_pair
from dispatch.actions.visit_moves import move_visit
from dispatch.actions.visits import propose_visit
from dispatch.enums import (
    REPORT_MOVES,
    AssignmentState,
    GuidanceKind,
    Policy,
    ReportState,
    VisitState,
)
from dispatch.facts import ReportFacts, Submission
from dispatch.models import ActivityReport, Guidance, Visit
from dispatch.queries.owners import label_of_visit, owner_of
from dispatch.queries.pairs import joint_report_about, twin_of
from dispatch.queries.standing import access_refusal, settings_of
from dispatch.rules.pairs import JOINT_EXISTS, why_cannot_be_joint
from dispatch.rules.reports import (
    SENT_ALREADY,
    WRITABLE,
    why_cannot_answer,
    why_cannot_report,
    why_cannot_submit,
)
from dispatch.rules.visits import Slot
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

ANSWER_TASK = "dispatch.answer_report"
POLICY_TASK = "dispatch.decide_policy"


@action("dispatch.report.saved")
def save_report(visit: Visit, facts: ReportFacts, *, actor: Actor, now: datetime) -> ActivityReport:
    """Keep what was typed so far; one report for a visit and its supporter.

    Refuses a visit that was not held, a report already sent, and a supporter whose access ended.
    """
    visit = locked_visit(visit, actor=actor, now=now)
    _refuse_closed_access(visit, actor)
    if refusal := why_cannot_report(visit, now):
        raise Refused(refusal)
    if joint_report_about(visit):
        raise Refused(JOINT_EXISTS)
    if facts.starts_at >= facts.ends_at:
        raise Refused("ends_before_it_starts", "活動の終了は、開始より後の時刻にしてください。")
    report: ActivityReport | None = ActivityReport.objects.filter(
        visit=visit, supporter=visit.supporter
    ).first()
    if report is None:
        report = ActivityReport.objects.create(
            visit=visit, supporter=visit.supporter, **facts.as_columns()
        )
        return report
    report = locked_report(report, actor=actor, now=now)
    if report.state not in WRITABLE:
        raise Refused(SENT_ALREADY)
    write(report, **facts.as_columns())
    return report


def _refuse_closed_access(visit: Visit, actor: Actor) -> None:
    if not actor.is_staff and (refusal := access_refusal(visit.supporter)):
        raise Refused(refusal)


@action("dispatch.report.submitted")
def submit_report(
    report: ActivityReport, submission: Submission, *, actor: Actor, now: datetime
) -> ActivityReport:
    """Send a complete report: the visit counts as held, the policy takes its effect (D5).

    Sending it a second time is refused without any further effect.
    """
    if report.visit.pair is not None:
        locked_pair(report.visit.pair, actor=actor, now=now)
    report = locked_report(report, actor=actor, now=now)
    _refuse_closed_access(report.visit, actor)
    twin = _twin_of_joint(report)
    refusal = why_cannot_report(report.visit, now) or why_cannot_submit(
        report, submission.reported_on, now
    )
    if refusal:
        raise Refused(refusal)
    REPORT_MOVES.require(report.state, ReportState.SUBMITTED)
    first_time = report.state == ReportState.DRAFT
    write(
        report, state=ReportState.SUBMITTED, reported_on=submission.reported_on,
        submitted_at=now, keyed_from_paper=submission.keyed,
    )  # fmt: skip
    for visit in filter(None, (report.visit, twin)):
        if visit.state == VisitState.PLANNED:
            move_visit(visit, VisitState.DONE, actor=actor, now=now)
    request = report.visit.assignment.request
    days = settings_of(request.program_id).guidance_days
    create_task(
        NewTask(
            ANSWER_TASK, f"活動報告に助言する（{label_of_visit(report.visit)}）",
            on_day(now) + timedelta(days=days), owner_id=owner_of(request, now),
        ),
        target=report, actor=actor, now=now,
    )  # fmt: skip
    _carry_out(report, first_time=first_time, actor=actor, now=now)
    if not first_time or report.visit.pair_id is not None:
        compare_with_payments(report.visit, actor=actor, now=now)
    return report


def _twin_of_joint(report: ActivityReport) -> Visit | None:
    """Return the visit a 連名 report covers as well; refuses what a pair may not send (D7)."""
    if joint_report_about(report.visit):
        raise Refused(JOINT_EXISTS)
    if not report.is_joint:
        return None
    twin = twin_of(report.visit)
    if refusal := why_cannot_be_joint(twin, twin.reports.first() if twin else None):
        raise Refused(refusal)
    return twin


def _carry_out(report: ActivityReport, *, first_time: bool, actor: Actor, now: datetime) -> None:
    """Let the policy of a report take its effect (rule D5)."""
    assignment = report.visit.assignment
    if report.policy == Policy.PAUSE and assignment.state == AssignmentState.ACTIVE:
        hold_assignment(assignment, reason="活動報告の「中断」による", actor=actor, now=now)
    if report.policy in (Policy.END, Policy.OTHER):
        word = Policy(report.policy).label
        request = assignment.request
        create_task(
            NewTask(
                POLICY_TASK,
                f"今後の方針「{word}」を確かめて決める（{label_of_visit(report.visit)}）",
                on_day(now), owner_id=owner_of(request, now),
            ),
            target=report, actor=actor, now=now,
        )  # fmt: skip
    still_on = assignment.state == AssignmentState.ACTIVE and report.policy != Policy.PAUSE
    if first_time and report.next_on is not None and report.next_on > now and still_on:
        length = report.ends_at - report.starts_at
        slot = Slot(report.next_on, report.next_on + length, report.place)
        propose_visit(assignment, slot, actor=actor, now=now)


@action("dispatch.report.returned")
def return_report(
    report: ActivityReport, *, reason: str, actor: Actor, now: datetime
) -> ActivityReport:
    """Ask the supporter to write the report again, with the reason."""
    report = locked_report(report, actor=actor, now=now)
    if refusal := why_cannot_answer(report, reason):
        raise Refused(refusal)
    REPORT_MOVES.require(report.state, ReportState.RETURNED, reason=reason)
    guidance = _say(report, GuidanceKind.RETURN, reason, actor=actor, now=now)
    write(report, state=ReportState.RETURNED)
    close_tasks_about(report, ANSWER_TASK, outcome="差戻し", actor=actor, now=now)
    notices.tell_about_report(
        notices.REPORT_RETURNED.code, report, key=str(guidance.pk), actor=actor, now=now
    )
    return report


@action("dispatch.report.answered")
def answer_report(
    report: ActivityReport, *, text: str, actor: Actor, now: datetime
) -> ActivityReport:
    """Answer with advice and close the report (D7); an open question is closed with it."""
    report = locked_report(report, actor=actor, now=now)
    if refusal := why_cannot_answer(report, text):
        raise Refused(refusal)
    REPORT_MOVES.require(report.state, ReportState.ANSWERED)
    guidance = _say(report, GuidanceKind.ANSWER, text, actor=actor, now=now)
    open_questions = report.guidance.filter(kind=GuidanceKind.QUESTION, answered_at__isnull=True)
    for question in open_questions:
        write(question, answered_at=now)
    write(report, state=ReportState.ANSWERED)
    close_tasks_about(report, ANSWER_TASK, outcome="助言済み", actor=actor, now=now)
    notices.tell_about_report(
        notices.GUIDANCE_GIVEN.code, report, key=str(guidance.pk), actor=actor, now=now
    )
    return report


@action("dispatch.report.asked")
def ask_about_report(report: ActivityReport, *, text: str, actor: Actor, now: datetime) -> Guidance:
    """Ask the supporter one thing; a second question waits for the first answer."""
    report = locked_report(report, actor=actor, now=now)
    if refusal := why_cannot_answer(report, text):
        raise Refused(refusal)
    if report.guidance.filter(kind=GuidanceKind.QUESTION, answered_at__isnull=True).exists():
        raise Refused("question_open", "まだ答えのない質問があります。答えを待ってください。")
    guidance = _say(report, GuidanceKind.QUESTION, text, actor=actor, now=now)
    notices.tell_about_report(
        notices.GUIDANCE_GIVEN.code, report, key=str(guidance.pk), actor=actor, now=now
    )
    return guidance


@action("dispatch.guidance.question_answered")
def answer_question(question: Guidance, *, text: str, actor: Actor, now: datetime) -> Guidance:
    """Take the supporter's answer to an open question."""
    report = locked_report(question.report, actor=actor, now=now)
    _refuse_closed_access(report.visit, actor)
    row: Guidance = Guidance.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.kind != GuidanceKind.QUESTION or row.answered_at is not None:
        raise Refused("question_closed", "この質問は、すでに答えてあります。")
    if not text.strip():
        raise Refused("text_missing", "答えを入力してください。")
    write(row, answer=text, answered_at=now)
    return row


def _say(
    report: ActivityReport, kind: GuidanceKind, text: str, *, actor: Actor, now: datetime
) -> Guidance:
    guidance: Guidance = Guidance.objects.create(
        report=report, kind=kind, text=text, given_at=now, given_by_id=actor.user_id
    )
    return guidance
