"""Rule C1: the decision that the family is not asked is listed monthly and printed."""

from datetime import date

import pytest
from django.urls import reverse

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
