"""What a new organization or programme still lacks, with the page where it is done.

Apps register steps. The first panel of 今日の仕事 lists what is missing; it goes when all is there.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import holds
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.organizations.models import Issuer, Membership
from foundation.organizations.permissions import Permission, Role
from foundation.programs.models import Program

StepFunction = Callable[[Any], Iterable[DashboardItem]]
_steps: dict[str, tuple[int, StepFunction]] = {}


def register(order: int) -> Callable[[StepFunction], StepFunction]:
    """Register a function of the request that yields what is missing; nothing when all is there."""

    def add(step: StepFunction) -> StepFunction:
        _steps[f"{step.__module__}.{step.__qualname__}"] = (order, step)
        return step

    return add


def settings_to_make(
    request: Any, what: str, page_name: str, lacking: QuerySet[Program], note: str = ""
) -> Iterable[DashboardItem]:
    """Ask for `what` of each of the programmes in use that lack it; no query without the right."""
    if not holds(request, Permission.PROGRAM_SETTINGS):
        return
    page = reverse(page_name)
    for program in lacking.filter(is_active=True):
        yield DashboardItem(f"{what}を作る：{program}", f"{page}?program={program.pk}", note=note)


@dashboard.register(0)
def section(request: Any) -> DashboardSection | None:
    """The steps that are left, in the order in which they are done."""
    ordered = sorted(_steps.values(), key=lambda pair: pair[0])
    items = [item for _, step in ordered for item in step(request)]
    return DashboardSection("はじめの準備", items)


@register(10)
def colleagues(request: Any) -> Iterable[DashboardItem]:
    """Somebody has to do the work: an administrator sees no applicants. One query."""
    if not holds(request, Permission.MANAGE_MEMBERS):
        return
    clerks = Membership.objects.valid_on(clock.today()).filter(
        organization=request.organization, roles__overlap=[Role.CLERK, Role.CONTRACTOR]
    )
    if not clerks.exists():
        yield DashboardItem(
            "担当の職員を登録する",
            reverse("admin:organizations_membership_add"),
            note="管理の役割だけでは、申込者や修了者の画面を開けません。ご自分が担当を兼ねるときは、"
            "「職員の所属」でご自分の役割に「担当」を足します。",
        )


@register(20)
def programmes(request: Any) -> Iterable[DashboardItem]:
    """Everything else belongs to a programme. One query."""
    if holds(request, Permission.PROGRAM_SETTINGS) and not Program.objects.exists():
        yield DashboardItem(
            "事業を登録する",
            reverse("admin:programs_program_add"),
            note="研修、サポーターの登録、派遣は、事業ごとに設定します。",
        )


@register(90)
def issuers(request: Any) -> Iterable[DashboardItem]:
    """Without an issuer no certificate and no letter can be drawn. One query."""
    if holds(request, Permission.PROGRAM_SETTINGS) and not Issuer.objects.exists():
        yield DashboardItem(
            "修了証などに載せる発行者を登録する",
            reverse("admin:organizations_issuer_add"),
            note="例：あおば市長と、その氏名。修了証や登録証を出すまでに要ります。",
        )


@register(95)
def consultation(request: Any) -> Iterable[DashboardItem]:
    """Whoever reads a public page in need has to find a telephone number (ux 7). No query."""
    organization = request.organization
    if holds(request, Permission.PROGRAM_SETTINGS) and not organization.consultation_text:
        yield DashboardItem(
            "公開ページに載せる相談窓口を書く",
            reverse("admin:organizations_organization_change", args=[organization.pk]),
            note="研修の案内や申込みの画面の下に出ます。",
        )
