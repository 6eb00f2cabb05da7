"""The demo: every state built so far, made once, by name and day always the same."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction

from demo.build import build_demo, is_built
from demo.cast import somebody
from demo.days import Days, at, course_days
from demo.staff import PASSWORD
from foundation.clock import JST
from foundation.organizations.models import Membership, Organization, StaffUser
from foundation.organizations.opening_days import is_public_closing_day
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from reports.asking import Ask
from reports.definitions import TABLES
from reports.reader import Reader
from supporters.models import ReceivedEntry, RosterProvision, RosterProvisionItem
from tests.factories.organizations import OrganizationFactory
from trainings.enums import ApplicationState, CourseState
from trainings.models import Application, Course, Offer

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=JST)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The demo of 1 October 2026, made once for all tests of this file and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_demo(NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def town(made, db) -> Iterator[Organization]:
    town = Organization.objects.get(slug="aoba")
    with within(town):
        yield town


def test_there_are_a_prefecture_and_two_towns(made, db):
    assert is_built()
    assert list(Organization.objects.values_list("name", flat=True)) == [
        "あおば市",
        "みどり県",
        "わかば町",
    ]


def test_every_role_has_an_account_with_the_printed_password(made, db):
    roles = {role for row in Membership.objects.all() for role in row.roles}

    assert roles == {role.value for role in Role}
    for user in StaffUser.objects.all():
        assert user.check_password(PASSWORD)
        assert user.email.endswith("example.jp")
        validate_password(PASSWORD, user)


def test_a_second_run_says_that_it_is_there(made, db):
    before = Organization.objects.count()
    said = StringIO()

    call_command("demo", stdout=said)

    assert "すでに作られています" in said.getvalue()
    assert PASSWORD in said.getvalue()
    assert Organization.objects.count() == before


def test_applications_stand_in_every_state_a_course_begins_with(town):
    states = set(Application.objects.values_list("state", flat=True))

    assert states >= {
        ApplicationState.RECEIVED,
        ApplicationState.WAITING,
        ApplicationState.OFFERED,
        ApplicationState.ACCEPTED,
        ApplicationState.CANCELLED,
        ApplicationState.COURSE_CANCELLED,
        ApplicationState.LAPSED,
        ApplicationState.DECLINED_OFFER,
    }
    assert Offer.objects.filter(outcome="", deadline__gt=NOW).count() == 1


def test_courses_of_three_fiscal_years_and_courses_to_apply_for(town):
    held = Course.objects.filter(ends_at__lt=NOW, state=CourseState.PUBLISHED)

    assert len(set(held.values_list("fiscal_year", flat=True))) >= 3
    assert Course.objects.taking_applications(NOW).count() >= 3
    assert Course.objects.filter(state=CourseState.DRAFT).count() == 1


def test_a_course_to_apply_for_asks_questions_of_its_own_and_has_answers(town):
    asking = [
        course
        for course in Course.objects.filter(state=CourseState.PUBLISHED).select_related("spec")
        if course.spec and sum(one.is_own for one in course.spec.spec.asked_fields) == 2
    ]

    answers = Application.objects.filter(course__in=asking).values_list("answers", flat=True)

    assert len(asking) == 1
    assert {key for one in answers for key in one} == {"own_1", "own_2", "care"}


def test_the_prefectures_roster_reached_both_towns(made, db):
    """In each town one of two was asked again; who did not consent is named as left out (C6)."""
    with within(Organization.objects.get(slug="midori")):
        sent = RosterProvision.objects.filter(state="provided", count=2)
        assert sent.count() == 2
        assert RosterProvisionItem.objects.filter(consent=None).exclude(left_out_reason="").exists()
    for slug in ("aoba", "wakaba"):
        with within(Organization.objects.get(slug=slug)):
            entries = ReceivedEntry.objects.filter(sender_name="みどり県")
            assert sorted(entries.values_list("state", flat=True)) == ["confirmed", "pending"]


def test_nothing_happens_after_now(town):
    assert not Application.objects.filter(submission__received_at__gt=NOW).exists()
    assert not Application.objects.filter(state_changed_at__gt=NOW).exists()


def test_look_alikes_live_in_both_towns(made, db):
    names = []
    for slug in ("aoba", "wakaba"):
        with within(Organization.objects.get(slug=slug)):
            names.append(set(Application.objects.values_list("name", flat=True)))

    assert len(names[0] & names[1]) > 20


def test_a_database_with_real_organizations_is_refused(db):
    OrganizationFactory(slug="honmono")
    before = Organization.objects.count()

    with pytest.raises(CommandError, match="組織が登録されています"):
        call_command("demo", stdout=StringIO())
    assert Organization.objects.count() == before


def test_production_settings_are_refused(db, settings):
    settings.SETTINGS_MODULE = "config.settings.production"

    with pytest.raises(Refused, match="本番の設定"):
        build_demo(NOW)


def test_the_same_number_is_the_same_person():
    assert somebody(7, "あおば市") == somebody(7, "あおば市")
    assert len({(somebody(n, "").name, somebody(n, "").birth_date) for n in range(380)}) == 380


@pytest.mark.parametrize("today", [date(2026, 4, 1), date(2026, 3, 31), date(2028, 2, 29)])
def test_days_are_told_from_today(today):
    days = Days(at(today, 8))

    assert days.saturday(-1) < today
    assert {days.saturday(n).weekday() for n in range(-20, 20)} == {5}
    assert days.opening(-1) < today
    assert days.moment(0, 23) == days.now


def test_no_course_meets_on_a_closed_day():
    """The plan of 29 November 2026 once set its lottery for Saturday, 2 January."""
    begin = date(2026, 1, 1)
    for days in (Days(at(begin + timedelta(days=n), 8)) for n in range(800)):
        for offset in (-190, -30, -7, -1, 1, 34, 48):
            met = course_days(days.saturday(offset), 4)
            assert [day for day in met if is_public_closing_day(day)] == []
            assert {day.weekday() for day in met} == {5}
            assert is_opening_day_of_offices(days.opening(offset))
            assert (met[0] < days.today) is (offset < 0)
            assert (days.opening(offset) < days.today) is (offset < 0)


def is_opening_day_of_offices(day: date) -> bool:
    return day.weekday() < 5 and not is_public_closing_day(day)


def test_the_table_of_sessions_names_speakers_reports_on_practice_and_homework(made, db):
    cells: dict[str, list[str]] = {}
    for slug in ("aoba", "midori"):
        with within(Organization.objects.get(slug=slug)):
            result = TABLES["sessions"].build(Ask(2024, 2026, NOW.date()), Reader(NOW.date()))
        cells[slug] = [
            f"{line.cells[4].value}｜{line.cells[5].value}"
            for block in result.blocks
            for line in block.lines
            if not line.total and "出前講座" not in str(line.cells[1].value)
        ]

    assert len(cells["aoba"]) > 5
    assert [cell for cell in cells["aoba"] if "（" not in cell] == [], "each has a lecturer"
    assert any("実践報告2件" in cell for cell in cells["aoba"])
    assert any(cell.endswith("｜地域の強みを聞き取る") for cell in cells["midori"])


def test_the_prefecture_sees_who_took_part_and_a_team_of_two_towns(made, db):
    with within(Organization.objects.get(slug="midori")):
        asked = Ask(2024, 2026, NOW.date()), Reader(NOW.date())
        (matrix,) = TABLES["participation"].build(*asked).blocks
        years = TABLES["teams"].build(*asked).blocks[0]

    towns = [line.label for line in matrix.lines if not line.total]
    total = next(line for line in years.lines if line.label == "累計")
    assert towns == ["あおば市", "つばき市", "わかば町", "もみじ町"]
    assert [cell.value for cell in total.cells[:2]] == [4, 3]
