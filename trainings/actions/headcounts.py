"""Ask a lecturer for plan and report, take them, close them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.notices import links
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from foundation.wareki import format_date
from trainings.models import HeadcountLine, HeadcountReport
from trainings.notice_texts_headcount import ASK, HEADCOUNT
from trainings.rules.headcount import plan_due, report_due, why_cannot_report
from trainings.wording import session_time

LINK_LIFE = timedelta(days=90)


@action("trainings.headcount.asked")
def ask_for_headcount(
    report: HeadcountReport, *, again: bool = False, actor: Actor, now: datetime
) -> HeadcountReport:
    """Send the lecturer the link to plan and report; `again` sends a new one."""
    if not report.reporter_email:
        raise Refused("no_email", "報告者のメールアドレスを入力してください。")
    if report.closed_at is not None:
        raise Refused("closed", "この報告は、すでに確認済みです。")
    session = report.session
    until = session.starts_at + LINK_LIFE
    page = links.issue_link(HEADCOUNT, report, expires_at=until)
    queue_notice(
        Message(
            ASK.code,
            {
                "講座名": session.course.title,
                "日時": session_time(session),
                "計画の期限": format_date(plan_due(report), weekday=True),
                "報告の期限": format_date(report_due(report), weekday=True),
                "ページ": page,
            },
            program=session.course.program,
            not_after=until,
        ),
        target=report,
        recipient=Recipient(report.reporter_name, email=report.reporter_email),
        dedupe_key=now.isoformat() if again else "asked",
        actor=actor,
        now=now,
    )
    return report


@action("trainings.headcount.planned")
def file_plan(
    report: HeadcountReport, *, people: int, actor: Actor, now: datetime
) -> HeadcountReport:
    """Take the planned number; it may be changed until the report is filed."""
    report = _locked(report)
    if report.reported_at is not None or report.closed_at is not None:
        raise Refused("reported", "報告が提出済みのため、計画は変えられません。")
    report.planned_people = people
    report.planned_at = now
    report.save(update_fields=["planned_people", "planned_at"])
    return report


@dataclass(frozen=True)
class Held:
    """What a lecturer reports: people by age band, materials, follow-up of a children's course."""

    numbers: Mapping[str, int]
    audience: str
    text_version: str
    copies_used: int | None = None
    leftover: int | None = None
    follow_up: Sequence[str] = ()
    comment: str = ""


@action("trainings.headcount.reported")
def file_report(
    report: HeadcountReport, held: Held, *, actor: Actor, now: datetime
) -> HeadcountReport:
    """Take the report; filed again before it is closed, the newer one counts."""
    report = _locked(report)
    if refusal := why_cannot_report(report, held.numbers, now):
        raise Refused(refusal)
    HeadcountLine.objects.filter(report=report).delete()
    HeadcountLine.objects.bulk_create(
        HeadcountLine(report=report, age_band=band, n=n) for band, n in held.numbers.items() if n
    )
    report.audience = held.audience
    report.text_version = held.text_version
    report.copies_used = held.copies_used
    report.leftover = held.leftover
    report.follow_up = list(held.follow_up)
    report.comment = held.comment
    report.reported_at = now
    report.save()
    return report


@action("trainings.headcount.closed")
def close_report(report: HeadcountReport, *, actor: Actor, now: datetime) -> HeadcountReport:
    """Accept a filed report; it cannot be changed over the link any more."""
    report = _locked(report)
    if report.reported_at is None:
        raise Refused("not_reported", "まだ報告が提出されていません。")
    report.closed_at = now
    report.save(update_fields=["closed_at"])
    links.revoke_links(HEADCOUNT, report.pk, now=now)
    return report


def _locked(report: HeadcountReport) -> HeadcountReport:
    rows = HeadcountReport.objects.select_for_update(of=("self",)).select_related("session__course")
    fresh: HeadcountReport = rows.get(pk=report.pk)
    return fresh
