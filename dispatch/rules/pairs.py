"""When two supporters visit a case together, and whose report counts for both (rule D7, P12)."""

from datetime import date
from typing import Any

from dispatch.enums import AssignmentState, ReportState
from foundation.refusals import Refusal

SENT = (ReportState.SUBMITTED, ReportState.ANSWERED)


def why_cannot_pair(first: Any, second: Any, begun_on: date, today: date) -> Refusal | None:
    """Return why the two assignments do not become a pair on that day."""
    if first.request.case_id is None or first.request.case_id != second.request.case_id:
        return Refusal("not_one_case", "ペアは、同じケースの派遣の2人で組みます。")
    if first.supporter_id == second.supporter_id:
        return Refusal("same_supporter", "違うサポーターを選んでください。")
    if any(one.state != AssignmentState.ACTIVE for one in (first, second)):
        return Refusal("not_active", "2人とも、派遣が始まってからペアにしてください。")
    if begun_on > today:
        return Refusal("begun_in_future", "開始日は、今日か今日より前の日にしてください。")
    if begun_on < max(first.begun_on, second.begun_on):
        return Refusal("before_start", "開始日は、2人の派遣の開始日以降にしてください。")
    return None


def why_cannot_be_joint(twin: Any | None, twins_report: Any | None) -> Refusal | None:
    """Return why a report cannot count for both; `twin` is the other supporter's visit."""
    if twin is None:
        return Refusal(
            "no_twin",
            "ペアの相手の訪問がないため、連名にできません。連名のしるしを外してください。",
        )
    if twins_report is not None and twins_report.state in SENT:
        return Refusal(
            "twin_reported",
            "ペアの相手がすでに報告しています。連名のしるしを外して、ご自分の報告を送ってください。",
        )
    return None


JOINT_EXISTS = Refusal(
    "joint_exists", "この活動は、ペアの相手が連名で報告しました。あなたの報告は要りません。"
)
