"""Points: on one list and never on a second one, with cancellation (いたばしPay style)."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.attendance import annul_attendance
from trainings.actions.points import cancel_points, list_cancellations, list_points
from trainings.models import Course, PointGrant, PointList, PointScheme
from trainings.models.points import PointBasis, PointListKind
from trainings.queries.points import earned, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(aoba) -> Course:
    return CourseFactory(sessions=2)


@pytest.fixture
def scheme(course) -> PointScheme:
    return scheme_of(course)


def scheme_of(course: Course, **facts: Any) -> PointScheme:
    values = {"name": "いたばしPay", "basis": PointBasis.ATTENDANCE, "points": 100, **facts}
    return PointScheme.objects.create(program=course.program, **values)


def came(course: Course, *days: int, **facts: Any):
    application = ApplicationFactory(course=course, **facts)
    sessions = list(course.sessions.order_by("n"))
    for day in days:
        AttendanceFactory(application=application, session=sessions[day - 1])
    return application


def test_each_day_earns_once_and_later_days_stand_on_a_later_list(course, scheme, clerk):
    first, second = came(course, 1), came(course, 1)
    came(course)

    made = list_points(scheme, course, actor=clerk, now=STARTS)
    with pytest.raises(Refused) as refused:
        list_points(scheme, course, actor=clerk, now=STARTS)
    AttendanceFactory(application=first, session=course.sessions.get(n=2))
    later = list_points(scheme, course, actor=clerk, now=STARTS)

    assert refused.value.code == "nothing"
    assert {one.application for one in rows_of(made)} == {first, second}
    assert [(one.application, one.session.n) for one in rows_of(later)] == [(first, 2)]
    assert [made.number, later.number] == [1, 2]


def test_completion_earns_once(course, clerk):
    scheme = scheme_of(course, basis=PointBasis.COMPLETION, points=500)
    done = CompletionFactory(application=ApplicationFactory(course=course))
    voided = CompletionFactory(application=ApplicationFactory(course=course))
    voided.voided_at, voided.voided_reason = NOW, "誤り"
    voided.save()

    made = list_points(scheme, course, actor=clerk, now=STARTS)

    (row,) = rows_of(made)
    assert (row.application, row.points, row.session) == (done.application, 500, None)
    assert earned(scheme, course) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        PointGrant.objects.create(
            scheme=scheme, listed=made, application=done.application, points=500
        )


def test_cancelled_points_stand_once_on_a_list_of_cancellations_and_may_be_earned_again(
    course, scheme, clerk
):
    one = came(course, 1)
    made = list_points(scheme, course, actor=clerk, now=STARTS)
    (grant,) = rows_of(made)
    cancel_points(grant, reason="別の方の出席でした。", actor=clerk, now=STARTS)

    with pytest.raises(Refused):
        cancel_points(grant, reason="もう一度", actor=clerk, now=STARTS)
    taken = list_cancellations(scheme, course, actor=clerk, now=STARTS)
    with pytest.raises(Refused):
        list_cancellations(scheme, course, actor=clerk, now=STARTS)

    assert [row.pk for row in rows_of(taken)] == [grant.pk]
    assert [row.pk for row in rows_of(made)] == [grant.pk], "the first list stays as it was"
    again = list_points(scheme, course, actor=clerk, now=STARTS)
    assert [row.application for row in rows_of(again)] == [one]


def test_an_annulled_arrival_earns_nothing(course, scheme, clerk):
    one = came(course, 1)
    annul_attendance(one.attendances.get(), reason="押し間違い", actor=clerk, now=STARTS)

    with pytest.raises(Refused):
        list_points(scheme, course, actor=clerk, now=STARTS)


@pytest.mark.parametrize("broken", ["other_program", "inactive"])
def test_points_that_do_not_fit(course, scheme, clerk, broken):
    came(course, 1)
    if broken == "inactive":
        scheme.is_active = False
    else:
        scheme.program = ProgramFactory()
    scheme.save()

    with pytest.raises(Refused) as refused:
        list_points(scheme, course, actor=clerk, now=STARTS)
    assert refused.value.code == broken


# ── pages ────────────────────────────────────────────────────────────────────────────────────


def cells(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_clerk_makes_a_list_writes_it_out_and_takes_one_back(world, course, scheme, at):
    at(STARTS)
    came(course, 1, name="=1+1", kana="あおき", phone="09011112222")
    desk = Desk(world.member())
    page = reverse("admin:trainings_course_points", args=[course.pk])
    assert "1件" in desk.get(page).content.decode()
    data = {"scheme": scheme.pk, "kind": PointListKind.GRANT.value}
    desk.post(page, data)
    refused = desk.post(page, data)
    assert "新しく付与する方はいません" in refused.content.decode()

    made = PointList.objects.get()
    export = reverse("admin:trainings_pointlist_export", args=[made.pk])
    first, second = desk.post(export), desk.post(export)
    assert "再出力" not in str(cells(first.content))
    assert "再出力" in str(cells(second.content))
    line = next(row for row in cells(first.content) if "あおき" in row)
    assert 100 in line
    assert "'=1+1" in line or "=1+1" in [str(value).lstrip("'") for value in line]
    assert AccessLog.objects.filter(action="export").count() == 2

    grant = PointGrant.objects.get()
    cancel = reverse("admin:trainings_pointgrant_cancel", args=[grant.pk])
    desk.post(cancel, {"reason": "誤り"})
    desk.post(page, {"scheme": scheme.pk, "kind": PointListKind.CANCEL.value})
    taken = PointList.objects.get(kind=PointListKind.CANCEL)
    sheet = cells(desk.post(reverse("admin:trainings_pointlist_export", args=[taken.pk])).content)
    assert any(-100 in row for row in sheet)


def test_the_csv_is_one_line_a_grant_and_tells_a_second_output(world, course, scheme, clerk, at):
    at(STARTS)
    came(course, 1, name="=1+1", kana="あおき", phone="09011112222")
    came(course, 1, name="上田 次郎", kana="うえだ じろう", phone="")
    made = list_points(scheme, course, actor=clerk, now=STARTS)
    desk = Desk(world.member())
    export = reverse("admin:trainings_pointlist_export_csv", args=[made.pk])

    first, second = desk.post(export), desk.post(export)

    assert first.content.startswith(b"\xef\xbb\xbf")
    assert first["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(first.content.decode("utf-8-sig"), newline="")))
    assert rows[0][:4] == ["番号", "受付番号", "利用者番号", "氏名"]
    assert [row[3:5] + row[6:7] for row in rows[1:]] == [
        ["'=1+1", "あおき", "100"],
        ["上田 次郎", "うえだ じろう", "100"],
    ]
    assert rows[1][5] == "090-1111-2222"
    assert "points-1.csv" in first["Content-Disposition"]
    assert "points-1-again2.csv" in second["Content-Disposition"]
    assert "すでに書き出しています" in desk.get(export).content.decode()
    made.refresh_from_db()
    assert made.outputs == 2, "either file counts: a workbook after a CSV is a second output too"
    assert AccessLog.objects.filter(action="export").count() == 2


@pytest.mark.parametrize("deed", ["export", "export_csv"])
def test_roles_and_towns(world, course, scheme, clerk, frozen, deed):
    came(course, 1)
    made = list_points(scheme, course, actor=clerk, now=STARTS)
    page = reverse(f"admin:trainings_pointlist_{deed}", args=[made.pk])

    assert Desk(world.member(Role.VIEWER)).get(page).status_code == 403
    assert Desk(world.member(organization=world.wakaba)).get(page).status_code == 404
    stale = Desk(world.member(), fresh_password=False)
    assert "reauthenticate" in stale.get(page).headers["Location"]
