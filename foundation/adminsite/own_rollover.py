"""年度更新: accounts, issuers and closing days of the organization."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.adminsite import rollover
from foundation.adminsite.access import holds
from foundation.adminsite.rollover import Step, Turn
from foundation.notices.models import Task
from foundation.organizations.models import ClosingDay, Issuer, Membership
from foundation.organizations.permissions import Permission
from foundation.period import period_q

UNUSED_AFTER = timedelta(days=365)
PEOPLE, PAPERS, OPEN_WORK = "職員と引継ぎ", "職名・番号・閉庁日", "やり残した仕事"


@rollover.register(10, PEOPLE)
def members(request: Any, turn: Turn) -> Iterable[Step]:
    """Yield accounts that end, accounts nobody uses, and work whose owner leaves."""
    if not holds(request, Permission.MANAGE_MEMBERS):
        return
    page = reverse("admin:organizations_membership_changelist")
    ours = Membership.objects.filter(organization=request.organization)
    working = ours.filter(period_q(turn.last_day))
    ending = working.filter(valid_through=turn.last_day)
    staying = ours.filter(period_q(turn.first_day)).values("user")
    unused = working.filter(last_used_on__lt=clock.today() - UNUSED_AFTER)
    starting = ours.filter(valid_from=turn.first_day)
    owned = Task.objects.filter(
        done_at__isnull=True, owner__in=ending.exclude(user__in=staying).values("user")
    )
    yield Step(
        "異動する職員の仕事を引き継ぐ", owned.count(), reverse("admin:handover"),
        f"{owned.count()}件のやることが、年度末で所属の終わる職員の担当です。"
        "引継書を出し、まとめて引き継いでください。",
        by=turn.last_day,
    )  # fmt: skip
    yield Step(
        "使われていない所属を終える", unused.count(), page,
        f"{unused.count()}件の所属が1年以上使われていません。異動した方であれば、終了日を入力してください。",
        by=turn.last_day,
    )  # fmt: skip
    coming = "" if starting.exists() else "4月1日に始まる所属がありません。"
    yield Step(
        "新しい職員の所属を用意する", int(not starting.exists()), page,
        f"{coming}新しい方の所属を、開始日を4月1日として追加してください。重ねる期間は両方が見られます。"
        "異動がなければ、このままでかまいません。",
        done=f"4月1日に始まる所属が{starting.count()}件あります。", by=turn.first_day,
    )  # fmt: skip


@rollover.register(20, PAPERS)
def papers(request: Any, turn: Turn) -> Iterable[Step]:
    """Yield issuers, closing days and links that have to reach into the new year."""
    if not holds(request, Permission.PROGRAM_SETTINGS):
        return
    signing = Issuer.objects.filter(period_q(turn.first_day))
    yield Step(
        "証書に載せる職名・氏名を確かめる", int(not signing.exists()),
        reverse("admin:organizations_issuer_changelist"),
        "4月1日に有効な発行者がいません。就任日からの職名・氏名を追加してください。",
        done="4月1日に有効な発行者がいます。交代するときは、前の方の終了日と新しい方を入力してください。",
        by=turn.first_day,
    )  # fmt: skip
    days = ClosingDay.objects.filter(day__gte=turn.first_day, day__year__lte=turn.new + 1)
    yield Step(
        "新年度の閉庁日を入力する", int(not days.exists()),
        reverse("admin:organizations_closingday_changelist"),
        "祝日・土日・年末年始のほかに閉庁日があれば、追加してください。なければ、このままでかまいません。",
        done=f"新年度の閉庁日が{days.count()}件入っています。", by=turn.first_day,
    )  # fmt: skip


@rollover.register(80, OPEN_WORK)
def tasks(request: Any, turn: Turn) -> Iterable[Step]:
    """Yield to-dos that are overdue at the end of the year."""
    if not holds(request, Permission.SEE_APPLICANTS):
        return
    overdue = Task.objects.filter(
        done_at__isnull=True, due_on__lte=min(clock.today(), turn.last_day)
    )
    yield Step(
        "期限の過ぎたやること・電話を片付ける", overdue.count(),
        reverse("admin:notices_task_changelist") + "?done_at__isempty=1",
        f"{overdue.count()}件が期限を過ぎています。", by=turn.last_day,
    )  # fmt: skip
