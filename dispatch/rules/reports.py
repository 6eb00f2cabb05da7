"""When a 活動報告 may be written, sent and answered (rules D5, D7; 要綱 第12条)."""

from datetime import date, datetime
from typing import Any

from dispatch.enums import Policy, ReportState, VisitState
from foundation.clock import on_day
from foundation.refusals import Refusal

REPORTABLE = (VisitState.PLANNED, VisitState.DONE, VisitState.NOT_MET)
WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)
SENT_ALREADY = Refusal("already_submitted", "この報告は、すでに提出されています。")


def why_cannot_report(visit: Any, now: datetime) -> Refusal | None:
    """Return why nothing can be reported about the visit now."""
    if visit.state not in REPORTABLE:
        return Refusal("visit_not_held", "この予定は中止または調整中のため、報告は要りません。")
    if now < visit.starts_at:
        return Refusal("visit_not_begun", "活動が始まってから、報告を書いてください。")
    return None


def why_cannot_submit(report: Any, reported_on: date, now: datetime) -> Refusal | None:
    """Return why the report cannot be sent; the first thing that is missing, named (D7)."""
    if report.state not in WRITABLE:
        return SENT_ALREADY
    if reported_on > on_day(now):
        return Refusal("report_in_future", "報告日は、今日か今日より前の日にしてください。")
    if reported_on < on_day(report.starts_at):
        return Refusal("report_before_visit", "報告日は、活動の日以降の日付にしてください。")
    if report.starts_at > now:
        return Refusal("visit_not_begun", "活動が始まってから、報告を書いてください。")
    if not report.activity_types and not report.other_type:
        return Refusal("type_missing", "活動種別を選んでください。")
    if not report.content.strip():
        return Refusal("content_missing", "具体的活動内容を入力してください。")
    if not report.policy:
        return Refusal("policy_missing", "今後の方針を選んでください。")
    if report.policy == Policy.OTHER and not report.other_policy.strip():
        return Refusal("other_policy_missing", "今後の方針の「その他」の内容を入力してください。")
    return None


def why_cannot_answer(report: Any, text: str) -> Refusal | None:
    """Return why a report cannot be answered, asked about or returned."""
    if report.state != ReportState.SUBMITTED:
        return Refusal("not_submitted", "提出された報告にだけ、助言や質問ができます。")
    if not text.strip():
        return Refusal("text_missing", "助言・指導の内容を入力してください。")
    return None
