"""What a successor finds unfinished with supporters (引継書)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from foundation.adminsite import handover
from foundation.adminsite.handover import HandoverItem
from foundation.organizations.permissions import ROLE_PERMISSIONS, Permission, Role
from supporters.enums import ChangeState, ProvisionState, RevocationState, WithdrawalState
from supporters.models import (
    ChangeNotice,
    RegistrationApplication,
    RenewalRequest,
    Revocation,
    RosterProvision,
    Withdrawal,
)


@handover.register
def open_work(membership: Any) -> Iterable[HandoverItem]:
    """Return what waits in the programmes the membership works for; numbers, never names."""
    roles = [Role(role) for role in membership.roles]
    if not any(Permission.DECIDE_REGISTRATIONS in ROLE_PERMISSIONS[role] for role in roles):
        return
    for group, model, rows, path in _waiting():
        if membership.program_ids:
            rows = rows.filter(**{f"{path}__in": membership.program_ids})
        for row in rows:
            url = reverse(f"admin:supporters_{model}_change", args=[row.pk])
            yield HandoverItem(group, f"{row}（{row.get_state_display()}）", url)
    drafts = RosterProvision.objects.filter(
        state__in=[ProvisionState.DRAFT, ProvisionState.APPROVED], proposed_by=membership.user_id
    )
    for provision in drafts:
        url = reverse("admin:supporters_rosterprovision_change", args=[provision.pk])
        text = f"{provision}（{provision.get_state_display()}）"
        yield HandoverItem("起案した名簿の提供", text, url)


def _waiting() -> list[tuple[str, str, Any, str]]:
    on_registration = "registration__program"
    return [
        ("決定を待つ登録申込", "registrationapplication",
         RegistrationApplication.objects.open(), "program"),
        ("決定を待つ更新の申出", "renewalrequest", RenewalRequest.objects.waiting(),
         on_registration),
        ("理由を確認する辞退", "withdrawal",
         Withdrawal.objects.filter(state=WithdrawalState.RECEIVED), on_registration),
        ("進行中の取消し", "revocation",
         Revocation.objects.filter(state__in=[RevocationState.OPENED, RevocationState.PROPOSED]),
         on_registration),
        ("反映を待つ変更届", "changenotice",
         ChangeNotice.objects.filter(state=ChangeState.RECEIVED), on_registration),
    ]  # fmt: skip
