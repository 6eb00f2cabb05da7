"""引継書: a coordinator's cases by number with everything that waits, given on in one step."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dispatch.actions.handover import hand_over, hand_over_everything
from dispatch.admin.case_actions import CaseButton
from dispatch.cases.enums import TeamRole
from dispatch.cases.models import SupportConsent
from dispatch.enums import AssignmentState, InvitationState, ReportState, RequestState, VisitState
from dispatch.forms.cases import HandOverForm
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Invitation, Visit
from dispatch.queries.handover import cases_coordinated_by
from dispatch.queries.overdue import answer_due_on
from dispatch.queries.teams import who_may_take
from foundation import clock
from foundation.adminsite import handover
from foundation.adminsite.columns import date_text
from foundation.adminsite.handover import HandoverItem
from foundation.clock import local, on_day
from foundation.organizations.permissions import Permission
from foundation.organizations.queries import membership_permissions
from foundation.webforms.templatetags.sasae import clock_time

SOON = timedelta(days=14)


def _reassign(given: handover.Handover) -> int:
    """Give the cases on; a taker who may not work cases gets none."""
    if not membership_permissions(given.taker).allow(Permission.WORK_CASES):
        return 0
    return hand_over_everything(
        given.giver.user_id, given.taker.user_id, actor=given.actor, now=given.now
    )


def open_cases(membership: Any) -> Iterable[HandoverItem]:
    """Return the open cases of a coordinator, by number, and what waits in them."""
    now = clock.now()
    cases = cases_coordinated_by(membership.user_id, now)
    for case in cases:
        url = reverse("admin:cases_case_change", args=[case.pk])
        yield HandoverItem("支援ケース", f"ケース {case}", url)
    for waiting in (_requests, _invitations, _assignments, _visits, _reports, _consents):
        yield from waiting(cases, now)


def _item(group: str, row: Any, case: Any, due_on: Any = None, more: str = "") -> HandoverItem:
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return HandoverItem(group, f"ケース {case}{more}", url, due_on)


def _requests(cases: Any, now: Any) -> Iterator[HandoverItem]:
    rows = DispatchRequest.objects.filter(case__in=cases, state=RequestState.RECEIVED)
    for row in rows.select_related("case"):
        more = f"（受付番号 {row.reference}）"
        yield _item("決定を待つ派遣の申込み", row, row.case, on_day(row.received_at), more)


def _invitations(cases: Any, now: Any) -> Iterator[HandoverItem]:
    rows = Invitation.objects.filter(request__case__in=cases, state=InvitationState.SENT)
    for row in rows.select_related("request__case"):
        more = f"（{date_text(row.sent_at)}の要請）"
        yield _item("返事を待つ要請", row, row.request.case, on_day(row.deadline), more)


def _assignments(cases: Any, now: Any) -> Iterator[HandoverItem]:
    rows = Assignment.objects.filter(
        request__case__in=cases, state__in=[AssignmentState.PREPARING, AssignmentState.ON_HOLD]
    )
    for row in rows.select_related("request__case"):
        yield _item(
            "始める前・中断中の派遣", row, row.request.case, row.resume_by,
            f"（{row.get_state_display()}）",
        )  # fmt: skip


def _visits(cases: Any, now: Any) -> Iterator[HandoverItem]:
    rows = Visit.objects.filter(
        assignment__request__case__in=cases,
        state__in=[VisitState.PLANNED, VisitState.PROPOSED, VisitState.ON_HOLD],
        starts_at__gt=now,
        starts_at__lt=now + SOON,
    )
    for row in rows.select_related("assignment__request__case"):
        start = local(row.starts_at)
        yield _item(
            "これから14日間の訪問", row, row.assignment.request.case, start.date(),
            f" {clock_time(start)}（{row.get_state_display()}）",
        )  # fmt: skip


def _reports(cases: Any, now: Any) -> Iterator[HandoverItem]:
    rows = ActivityReport.objects.filter(
        state=ReportState.SUBMITTED, visit__assignment__request__case__in=cases
    )
    related = ("case", "program__dispatch_settings")
    rows = rows.select_related(*(f"visit__assignment__request__{one}" for one in related))
    for row in rows.order_by("submitted_at"):
        yield _item(
            "助言を待つ活動報告", row, row.visit.assignment.request.case, answer_due_on(row),
            f"（{date_text(on_day(row.starts_at))}の活動）",
        )  # fmt: skip


def _consents(cases: Any, now: Any) -> Iterator[HandoverItem]:
    rows = SupportConsent.objects.filter(
        case__in=cases, withdrawn_at__isnull=True, valid_through__gte=on_day(now)
    )
    for row in rows.select_related("case"):
        yield _item("書面を待つ仮の同意", row, row.case, row.valid_through)


handover.register(open_cases, _reassign)


class HandOver(CaseButton):
    """Give the case to a colleague."""

    name, label = "hand_over", "同僚に引き継ぐ"

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the person coordinates the case."""
        mine = row.team.filter(user=request.user.pk, role=TeamRole.COORDINATOR)
        open_case = bool(super().applies(request, row))
        return open_case and mine.exclude(ends_at__lte=clock.now()).exists()

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "担当コーディネーターが代わり、このケースのやることも移ります。"
            "前の担当も読める日数を決められます。過ぎると、ご覧になれなくなります。"
        )

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the colleagues who may work cases."""
        people = who_may_take(self.object.program, clock.today())
        return HandOverForm(data, people=people.exclude(pk=self.request.user.pk))

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Hand it over and go to the list: the page may be closed from now on."""
        data = form.cleaned_data
        hand_over(
            self.object, request.user.pk, data["user"].pk, overlap_days=data["overlap_days"],
            **self.doer,
        )  # fmt: skip
        return HttpResponseRedirect(reverse("admin:cases_case_changelist"))
