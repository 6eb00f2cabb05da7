"""A school asks for a lecture on a phone; a clerk decides; every page is asked by axe."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from foundation.organizations.permissions import Role
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import (
    ApplicationFactory,
    AttendanceFactory,
    CourseFactory,
    CurriculumItemFactory,
    TrainingSettingsFactory,
)
from tests.foundation.adminsite.desk import Desk
from tests.plugins.browser import DESK, PHONE, assert_sound, browser, needs_chromium, open_page
from trainings.enums import SeatKind, SessionMode
from trainings.models import (
    Course,
    Instructor,
    LectureRequest,
    MaterialVersion,
    PointScheme,
    ReceptionDuty,
)

__all__ = ["browser", "open_page"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]


@pytest.fixture
def course(aoba) -> Course:
    program = ProgramFactory(name="つながりサポーター養成事業")
    TrainingSettingsFactory(program=program, takes_lectures=True)
    made = CourseFactory(program=program, counts_online=True, capacity=20, online_capacity=50)
    session = made.sessions.get()
    session.mode, session.online_url = SessionMode.HYBRID, "https://meet.example.jp/abc"
    session.save()
    CurriculumItemFactory(session=session)
    AttendanceFactory(application=ApplicationFactory(course=made))
    ApplicationFactory(course=made, seat=SeatKind.ONLINE)
    PointScheme.objects.create(program=program, name="ポイント", basis="attendance", points=100)
    MaterialVersion.objects.create(course=made, kind="poster", title="ポスター", version=1)
    Instructor.objects.create(name="講師 花子", email="kousi@example.jp")
    return made


def signed_in(page: Page, base: str, membership: Any) -> Page:
    cookie = Desk(membership).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])
    return page


def ask_for_a_lecture(page: Page, base: str) -> None:
    page.goto(f"{base}/aoba/")
    assert_sound(page, "lecture-list")
    page.get_by_role("link", name="出前講座を申し込む").click()
    assert_sound(page, "lecture-form")
    page.get_by_label("学校", exact=True).check()
    typed = {
        "body_name": "北小学校", "contact_name": "教頭 太郎", "contact_phone": "022-123-4567",
        "contact_email": "school@example.jp", "listeners": "小学5年生", "people": "62",
        "minutes": "45", "hours": "3時間目", "venue": "体育館", "venue_address": "北町2-1",
        "first_day_year": "令和8", "first_day_month": "11", "first_day_day": "10",
    }  # fmt: skip
    for name, value in typed.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.get_by_role("button", name="確認へ進む").click()
    assert_sound(page, "lecture-check")
    page.get_by_role("button", name="この内容で申し込む").click()
    assert_sound(page, "lecture-done")


def decide(page: Page, base: str, request: LectureRequest) -> None:
    page.goto(base + reverse("admin:trainings_lecturerequest_accept", args=[request.pk]))
    assert_sound(page, "lecture-accept")
    for name, value in {
        "starts_at_0": "2026-11-10", "starts_at_1": "10:40",
        "ends_at_0": "2026-11-10", "ends_at_1": "11:25",
    }.items():  # fmt: skip
        page.locator(f'[name="{name}"]').fill(value)
    page.locator('[name="instructor"]').select_option(label="講師 花子")
    page.get_by_role("button", name="実施を決める").click()
    page.get_by_text("実施を決め、研修").first.wait_for()


def test_a_lecture_from_the_phone_to_the_desk_and_the_pages_around(
    world, course, frozen, settings, live_server, open_page
):
    settings.SASAE_FORM_MIN_SECONDS = 0
    settings.SITE_URL = base = live_server.url
    ask_for_a_lecture(open_page(PHONE), base)
    request = LectureRequest.objects.get()
    desk = signed_in(open_page(DESK), base, world.member())
    decide(desk, base, request)
    request.refresh_from_db()
    assert request.course is not None

    session = course.sessions.get()
    material = MaterialVersion.objects.get()
    for name, args in (
        ("admin:trainings_lecturerequest_changelist", []),
        ("admin:trainings_lecturerequest_change", [request.pk]),
        ("admin:trainings_course_points", [course.pk]),
        ("admin:trainings_coursesession_change", [session.pk]),
        ("admin:trainings_coursesession_seat_papers", [session.pk]),
        ("admin:trainings_materialversion_add", []),
        ("admin:trainings_materialversion_change", [material.pk]),
        ("admin:course_entry", [course.pk]),
    ):
        desk.goto(base + reverse(name, args=args))
        assert_sound(desk, name.removeprefix("admin:"))
    membership = world.member(Role.RECEPTION)
    ReceptionDuty.objects.create(membership=membership, session=session)
    helper = signed_in(open_page(PHONE), base, membership)
    helper.goto(base + reverse("admin:helper_page"))
    helper.get_by_text("案を出す").click()
    assert_sound(helper, "helper-page")
    public = open_page(PHONE)
    public.goto(f"{base}/aoba/courses/{course.public_code}/")
    assert_sound(public, "hybrid-course")
    public.goto(f"{base}/aoba/courses/{course.public_code}/apply/")
    assert_sound(public, "hybrid-apply")
