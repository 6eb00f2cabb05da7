"""年度更新: registrations that end, papers and consents that wait, notices of the year's end."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse

from foundation import clock
from foundation.adminsite import rollover
from foundation.adminsite.access import programs_with
from foundation.adminsite.rollover import Step, Turn
from foundation.organizations.permissions import Permission
from supporters.enums import LIVE_REGISTRATIONS, ReceivedState, RegistrationState
from supporters.models import (
    ReceivedEntry,
    Registration,
    RegistrationApplication,
    RegistrationIssue,
    RenewalRequest,
    Supporter,
    SupporterSettings,
)
from supporters.queries.consents import waiting_for_consent

TITLE = "サポーター"
RENEWABLE = (RegistrationState.ACTIVE, RegistrationState.ON_LEAVE)


@rollover.register(40, TITLE)
def registrations(request: Any, turn: Turn) -> Iterable[Step]:
    """Yield what the registered need before the new year begins."""
    own = _own(request)
    if own is None:
        return
    live = Registration.objects.filter(own("program"), state__in=LIVE_REGISTRATIONS)
    ending = live.filter(
        terms__valid_through__range=(turn.first_day.replace(year=turn.old), turn.last_day),
        state__in=RENEWABLE,
    ).exclude(Q(terms__valid_through__gt=turn.last_day) | Q(terms__valid_through__isnull=True))
    count = ending.distinct().count()
    yield Step(
        "満了する登録を更新する", count, reverse("admin:supporters_ending"),
        f"{count}人の登録が年度末までに満了し、次の期間がありません。"
        "更新するか、満了としてよいかを確かめてください。",
        by=turn.last_day,
    )  # fmt: skip
    waiting = RegistrationApplication.objects.open().filter(own("program")).count()
    yield Step(
        "登録申込を決定する", waiting,
        reverse("admin:supporters_registrationapplication_changelist"),
        f"{waiting}件が決定を待っています。", by=turn.last_day,
    )  # fmt: skip
    asked = RenewalRequest.objects.waiting().filter(own("registration__program")).count()
    yield Step(
        "更新の申出を決定する", asked,
        reverse("admin:supporters_renewalrequest_changelist") + "?state__exact=received",
        f"{asked}件が決定を待っています。", by=turn.last_day,
    )  # fmt: skip
    papers = RegistrationIssue.objects.filter(
        own("term__registration__program"), printed_at__isnull=True, revoked_at__isnull=True
    ).count()
    yield Step(
        "登録証・登録カードを印刷する", papers,
        reverse("admin:supporters_registrationissue_changelist") + "?printed_at__isempty=1",
        f"{papers}件が印刷を待っています。", by=turn.last_day,
    )  # fmt: skip


@rollover.register(41, TITLE)
def agreements(request: Any, turn: Turn) -> Iterable[Step]:
    """Yield consents asked for again, entries to re-confirm, and numbers that begin anew."""
    own = _own(request)
    if own is None:
        return
    supporters = Supporter.objects.filter(own("program"))
    asked = supporters.filter(pk__in=waiting_for_consent(clock.today())).count()
    yield Step(
        "再同意をお願いする", asked,
        reverse("admin:supporters_supporter_changelist") + "?reconsent=open",
        f"{asked}人から、新しい同意書への同意をいただいていません。",
    )  # fmt: skip
    pending = ReceivedEntry.objects.filter(own("program"), state=ReceivedState.PENDING).count()
    if pending:
        yield Step(
            "提供を受けた方の意向を確かめる", pending,
            reverse("admin:supporters_receivedentry_changelist") + "?state__exact=pending",
            f"{pending}人の意向を確かめていません。",
        )  # fmt: skip
    lapsed = supporters.filter(follow_ups__done_on__isnull=True,
                               follow_ups__due_on__lte=turn.last_day)  # fmt: skip
    late = lapsed.aggregate(people=Count("pk", distinct=True))["people"]
    yield Step(
        "フォローアップ研修の案内を送る", late,
        reverse("admin:supporters_supporter_changelist"),
        f"{late}人が、年度末までに受ける研修を受けていません。", by=turn.last_day,
    )  # fmt: skip


@rollover.register(42, TITLE)
def series(request: Any, turn: Turn) -> Iterable[Step]:
    """Yield what is true of the numbers of the new year; nothing has to be done for it."""
    if programs_with(request, Permission.PROGRAM_SETTINGS) is not None:
        return
    page = reverse("admin:supporters_supportersettings_changelist")
    for row in SupporterSettings.objects.filter(is_enabled=True).annotate(named=F("program__name")):
        how = "4月1日から1番に戻ります。" if row.number_by_year else "続きの番号になります。"
        yield Step(
            f"登録番号の付け方（{row.named}）", 0, page, done=f"{how}文書番号は1番に戻ります。"
        )


def _own(request: Any) -> Any:
    """Return how to keep rows of own programmes, or None for people who decide nothing."""
    programs = programs_with(request, Permission.DECIDE_REGISTRATIONS)
    if programs is not None and not programs:
        return None
    return lambda path: Q() if programs is None else Q(**{f"{path}__in": programs})
