"""Figures of dispatch: requests, visits, reports (要綱 第10〜12条).

The lists behind them hold references, kinds and days: nothing about the people of a case, whom
only the case's team may read (rule D6).
"""

from django.db.models import Q, QuerySet

from dispatch.enums import ReportState, RequestState, VisitState
from dispatch.models import ActivityReport, DispatchRequest, Visit
from dispatch.queries.reports import with_sent
from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, day_q, end_of, moment_q, program_q, year_of_day, year_of_moment
from reports.figures.figure import Figure, Listed
from reports.figures.parts import POLICY, REQUEST_KIND, VISIT_KIND

SENT_IN = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ANSWERED)


def requests(ask: Ask) -> QuerySet[DispatchRequest]:
    """Return the requests received, whatever was decided."""
    rows: QuerySet[DispatchRequest] = DispatchRequest.objects.filter(
        program_q(ask), moment_q(ask, "received_at")
    )
    return rows


def approved_requests(ask: Ask) -> QuerySet[DispatchRequest]:
    """Return the requests decided in favour, also those that ended or were withdrawn later."""
    rows: QuerySet[DispatchRequest] = DispatchRequest.objects.filter(
        program_q(ask),
        day_q(ask, "decided_on"),
        ~Q(state__in=[RequestState.RECEIVED, RequestState.DECLINED]),
    )
    return rows


def declined_requests(ask: Ask) -> QuerySet[DispatchRequest]:
    """Return the requests that were declined, with a reason."""
    rows: QuerySet[DispatchRequest] = DispatchRequest.objects.filter(
        program_q(ask), day_q(ask, "decided_on"), state=RequestState.DECLINED
    )
    return rows


def visits(ask: Ask) -> QuerySet[Visit]:
    """Return the visits held: one supporter once; a pair makes two."""
    rows: QuerySet[Visit] = Visit.objects.filter(
        program_q(ask, "assignment__request__program"),
        moment_q(ask, "starts_at"),
        state=VisitState.DONE,
    )
    return rows


def reports(ask: Ask) -> QuerySet[ActivityReport]:
    """Return the reports sent in about activities of the year, each as it was sent last.

    What a returned one is being changed to is its writer's own until it is sent.
    """
    sent = with_sent(ActivityReport.objects.all(), "starts_at", "ends_at", "policy")
    rows: QuerySet[ActivityReport] = sent.filter(
        program_q(ask, "visit__assignment__request__program"),
        moment_q(ask, "sent_starts_at"),
        state__in=SENT_IN,
        submitted_at__lt=end_of(ask.as_of),
    )
    return rows


def answered_reports(ask: Ask) -> QuerySet[ActivityReport]:
    """Return the reports that were answered with guidance (rule D7)."""
    return reports(ask).filter(state=ReportState.ANSWERED)


_REQUEST = (
    Listed("受付番号", lambda row: row.reference),
    Listed("派遣の種類", lambda row: row.get_kind_display()),
    Listed("受付日時", lambda row: date_text(row.received_at)),
    Listed("状態", lambda row: row.get_state_display()),
    Listed("決定日", lambda row: date_text(row.decided_on)),
)
_REPORT = (
    Listed("申込の受付番号", lambda row: row.visit.assignment.request.reference),
    Listed("活動日時", lambda row: date_text(row.sent_starts_at)),
    Listed("報告日", lambda row: date_text(row.reported_on)),
    Listed("状態", lambda row: row.get_state_display()),
)

REQUESTS = Figure(
    code="requests",
    label="派遣の申込",
    unit="件",
    definition="受け付けた派遣の申込の数。見送り、取下げも含みます。（要綱例 第10条）",
    rows=requests,
    see_rows=Permission.WORK_CASES,
    year=year_of_moment("received_at"),
    order=("received_at",),
    parts=(REQUEST_KIND,),
    listed=_REQUEST,
)
APPROVED = Figure(
    code="approved_requests",
    label="派遣の承認",
    unit="件",
    definition=(
        "年度内に承認を決定した申込の数。そのあとに終了・取下げとなったものも含みます。"
        "（要綱例 第10条）"
    ),
    rows=approved_requests,
    see_rows=Permission.WORK_CASES,
    year=year_of_day("decided_on"),
    order=("decided_on",),
    listed=_REQUEST,
)
DECLINED = Figure(
    code="declined_requests",
    label="派遣の見送り",
    unit="件",
    definition="年度内に見送りを決定した申込の数。",
    rows=declined_requests,
    see_rows=Permission.WORK_CASES,
    year=year_of_day("decided_on"),
    order=("decided_on",),
    listed=_REQUEST,
)
VISITS = Figure(
    code="visits",
    label="訪問回数",
    unit="回",
    definition=(
        "実施した訪問の数。サポーター1人の1回を1と数え、2人で訪問したときは2です。"
        "中止、会えなかった訪問は数えません。（要綱例 第11条）"
    ),
    rows=visits,
    see_rows=Permission.WORK_CASES,
    program="assignment__request__program_id",
    year=year_of_moment("starts_at"),
    related=("assignment__request",),
    order=("starts_at",),
    parts=(VISIT_KIND,),
    listed=(
        Listed("申込の受付番号", lambda row: row.assignment.request.reference),
        Listed("派遣の種類", lambda row: row.assignment.request.get_kind_display()),
        Listed("開始", lambda row: date_text(row.starts_at)),
        Listed("終了", lambda row: date_text(row.ends_at)),
    ),
)
REPORTS = Figure(
    code="reports",
    label="活動報告",
    unit="件",
    definition=(
        "活動日が年度内にある、提出された活動報告の数。下書きは数えません。（要綱例 第12条）"
    ),
    rows=reports,
    see_rows=Permission.WORK_CASES,
    program="visit__assignment__request__program_id",
    year=year_of_moment("sent_starts_at"),
    related=("visit__assignment__request",),
    order=("sent_starts_at",),
    parts=(POLICY,),
    listed=_REPORT,
)
ANSWERED = Figure(
    code="answered_reports",
    label="助言済み",
    unit="件",
    definition="活動報告のうち、助言・指導をして終えたものの数。（要綱例 第12条）",
    rows=answered_reports,
    see_rows=Permission.WORK_CASES,
    program="visit__assignment__request__program_id",
    year=year_of_moment("sent_starts_at"),
    related=("visit__assignment__request",),
    order=("sent_starts_at",),
    listed=_REPORT,
)

FIGURES = (REQUESTS, APPROVED, DECLINED, VISITS, REPORTS, ANSWERED)
