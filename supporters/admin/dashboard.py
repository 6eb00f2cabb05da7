"""What needs somebody today: applications, endings, papers, re-confirmations (ux 5)."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.clock import on_day
from foundation.organizations.permissions import Permission
from supporters.enums import (
    ChangeState,
    ProvisionState,
    ReceivedState,
    RenewalState,
    RevocationState,
    UpdateState,
    WithdrawalState,
)
from supporters.models import (
    ChangeNotice,
    FollowUp,
    ReceivedEntry,
    ReceivedUpdate,
    RegistrationApplication,
    RegistrationIssue,
    RenewalRequest,
    Revocation,
    RosterProvision,
    Supporter,
    Withdrawal,
)
from supporters.queries.consents import waiting_for_consent
from supporters.queries.papers import stale_issues
from supporters.queries.states import ending_terms

SHOWN = 5
SOON = 60


@dashboard.register(40)
def applications_to_decide(request: Any) -> DashboardSection | None:
    """Applications that wait, oldest first; for who only approves those put before them."""
    if request.membership is None:
        return None
    waiting = RegistrationApplication.objects.open().select_related("program")
    if not request.may(Permission.DECIDE_REGISTRATIONS):
        if not request.may(Permission.APPROVE_REGISTRATIONS):
            return None
        waiting = waiting.filter(
            program__supporter_settings__second_approval=True, proposed_on__isnull=False
        )
    items = [
        DashboardItem(
            f"{row.reference}（{row.program}）{row.get_state_display()}",
            reverse("admin:supporters_registrationapplication_change", args=[row.pk]),
            due_on=on_day(row.received_at) + timedelta(days=14),
        )
        for row in waiting[: SHOWN + 1]
    ]
    return DashboardSection(
        "決定を待つ登録申込",
        items,
        reverse("admin:supporters_registrationapplication_changelist"),
        most=SHOWN,
    )


def _answered() -> Any:
    """Whose answer stands: a wish waits among the things to settle, an end needs nothing."""
    return RenewalRequest.objects.standing().filter(registration=OuterRef("registration"))


@dashboard.register(41)
def endings(request: Any) -> DashboardSection | None:
    """Registrations that end soon and whose holders have not answered."""
    if request.membership is None or not request.may(Permission.DECIDE_REGISTRATIONS):
        return None
    terms = list(ending_terms(clock.today(), SOON).exclude(Exists(_answered())))
    items = [
        DashboardItem(
            f"登録番号 {term.registration.number_text}（{term.registration.program}）",
            reverse("admin:supporters_registration_renew", args=[term.registration_id]),
            due_on=term.valid_through,
        )
        for term in terms[: SHOWN + 1]
    ]
    return DashboardSection(
        "まもなく満了する登録", items, reverse("admin:supporters_ending"), most=SHOWN
    )


@dashboard.register(42)
def things_to_settle(request: Any) -> DashboardSection | None:
    """Counts of what waits, each for whoever may settle it: a count nobody present can work
    off is no work of today."""
    if request.membership is None or not request.may(Permission.SEE_SUPPORTERS):
        return None
    decide, shares = (Permission.DECIDE_REGISTRATIONS,), (Permission.EXPORT_PERSONAL,)
    prints = (Permission.PRINT_PAPERS,)
    found = [
        (prints, "印刷する登録証・カード", RegistrationIssue.objects.filter(
            printed_at__isnull=True, revoked_at__isnull=True
        ), "registrationissue", "?printed_at__isempty=1"),
        (prints, "内容が古くなった証", stale_issues(), "registrationissue", "?stale=1"),
        (decide, "反映を待つ変更届", ChangeNotice.objects.filter(state=ChangeState.RECEIVED),
         "changenotice", f"?state__exact={ChangeState.RECEIVED}"),
        (decide, "決定を待つ更新の申出", RenewalRequest.objects.waiting(), "renewalrequest",
         f"?state__exact={RenewalState.RECEIVED}"),
        (decide + prints, "再同意の期限が過ぎた・近い方", Supporter.objects.filter(
            pk__in=waiting_for_consent(clock.today())
        ), "supporter", "?reconsent=open"),
        (decide, "理由を確認する辞退", Withdrawal.objects.filter(state=WithdrawalState.RECEIVED),
         "withdrawal", f"?state__exact={WithdrawalState.RECEIVED}"),
        (decide, "進行中の取消し", Revocation.objects.filter(
            state__in=[RevocationState.OPENED, RevocationState.PROPOSED]
        ), "revocation", ""),
        ((Permission.APPROVE_REGISTRATIONS,), "承認を待つ取消し", Revocation.objects.filter(
            state=RevocationState.PROPOSED
        ), "revocation", f"?state__exact={RevocationState.PROPOSED}"),
        ((Permission.APPROVE_PROVISION,), "承認を待つ名簿の提供", RosterProvision.objects.filter(
            state=ProvisionState.DRAFT
        ), "rosterprovision", f"?state__exact={ProvisionState.DRAFT}"),
        (shares, "承認が済み、提供を待つ名簿", RosterProvision.objects.filter(
            state=ProvisionState.APPROVED
        ), "rosterprovision", f"?state__exact={ProvisionState.APPROVED}"),
        (decide, "意向を確認する提供名簿", ReceivedEntry.objects.filter(
            state=ReceivedState.PENDING
        ), "receivedentry", f"?state__exact={ReceivedState.PENDING}"),
        (decide, "確認する提供元からのお知らせ", ReceivedUpdate.objects.waiting(),
         "receivedupdate", f"?state__exact={UpdateState.WAITING}"),
        (decide, "期限を過ぎたフォローアップ", FollowUp.objects.filter(
            done_on__isnull=True, due_on__lt=clock.today()
        ), "supporter", "?follow_up=late"),
    ]  # fmt: skip
    items = [
        DashboardItem(text, reverse(f"admin:supporters_{model}_changelist") + query, count=count)
        for may, text, rows, model, query in found
        if any(request.may(one) for one in may) and (count := rows.count())
    ]
    return DashboardSection("サポーターの事務", items)
