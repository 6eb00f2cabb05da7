"""Rule C1: the decision that the family is not asked is listed monthly and printed."""

from datetime import date

import pytest
from django.urls import reverse

from dispatch.cases.enums import TeamRole
from dispatch.cases.models import FamilyException
from foundation.audit.models import AccessLog
from foundation.organizations.permissions import Role
from tests.factories import dispatch as make
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
REASON = "家族とは長く連絡がない"


@pytest.fixture
def exception(case, coordinator):
    return FamilyException.objects.create(
        case=case, reason_kind="not_asked", reason=REASON, decided_on=date(2026, 9, 12),
        decided_by=coordinator.user,
    )  # fmt: skip


def test_c1_who_may_not_decide_is_told_before_typing_a_reason(case, coordinator, world):
    approver = world.member(Role.APPROVER)
    make.on_team(case, approver.user, TeamRole.APPROVER)
    address = reverse("admin:cases_case_exception", args=[case.pk])

    told, asked = (Desk(one).get(address).content.decode() for one in (coordinator, approver))

    assert "ケースの決定者だけができます" in told
    assert "今はできません" in told
    assert [text.count('type="submit" class="dads-button"') for text in (told, asked)] == [0, 1]
    assert ["reason_kind" in text for text in (told, asked)] == [False, True]


@pytest.mark.parametrize(("stands", "offered"), [(True, "exception_end"), (False, "exception")])
def test_c1_the_case_offers_the_one_of_both_that_can_be_done(
    exception, case, coordinator, stands, offered
):
    if not stands:
        FamilyException.objects.update(ended_on=date(2026, 9, 20))
    page = Desk(coordinator).get(reverse("admin:cases_case_change", args=[case.pk]))

    both = {name: reverse(f"admin:cases_case_{name}", args=[case.pk])
            for name in ("exception", "exception_end")}  # fmt: skip
    assert [name for name, url in both.items() if f'"{url}"' in page.content.decode()] == [offered]


def test_c1_the_month_lists_its_decisions_and_no_other(exception, case, coordinator):
    desk = Desk(coordinator)
    address = reverse("admin:case_exceptions")
    september = desk.get(address, {"month": "2026-09"}).content.decode()
    october = desk.get(address, {"month": "2026-10"}).content.decode()

    assert case.number_text in september
    assert REASON in september
    assert make.CLIENT_NAME not in september
    assert case.number_text not in october
    assert "令和8年10月の決定はありません" in october


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_c1_whoever_is_not_on_the_team_reads_the_number_alone(exception, case, world, role):
    desk = Desk(world.member(role))
    text = desk.get(reverse("admin:case_exceptions"), {"month": "2026-09"}).content.decode()

    assert case.number_text in text
    assert REASON not in text


def test_c1_reading_reasons_is_logged(exception, coordinator):
    Desk(coordinator).get(reverse("admin:case_exceptions"), {"month": "2026-09"})

    log = AccessLog.objects.get(object_type="cases.FamilyException")
    assert log.object_ids == [exception.pk]


def test_c1_the_list_is_printed(exception, case, coordinator):
    page = Desk(coordinator).get(reverse("admin:case_exceptions_pdf"), {"month": "2026-09"})

    text = "".join(pages_of(page.content))
    assert "家族の同意を求めない決定の一覧" in text
    assert "令和8年9月分" in text
    assert case.number_text in text
    assert REASON in text


def test_c1_the_decision_is_printed_on_the_request(exception, path, coordinator):
    desk = Desk(coordinator)
    page = desk.post(reverse("admin:dispatch_dispatchrequest_print", args=[path.request.pk]), {})

    text = "".join(pages_of(page.content))
    assert path.request.reference in text
    assert "家族に求めない（令和8年9月12日決定）" in text
    assert REASON in text
    assert make.CLIENT_NAME not in text
