"""The staff pages of the day and of completion in a real browser: axe, and pictures on wish."""

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page

from foundation.organizations.permissions import Role
from tests.factories.trainings import (
    ApplicationFactory,
    AttendanceFactory,
    CourseFactory,
    ProgramSpecFactory,
)
from tests.foundation.adminsite.desk import Desk
from tests.plugins.browser import browser, needs_chromium
from tests.trainings.test_browser import look, visit
from trainings.models import Application, Attendance
from trainings.specs import AskedField, stored

__all__ = ["browser", "visit"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]


@pytest.fixture
def course(aoba):
    course = CourseFactory(capacity=30, min_to_run=5)
    came, *_ = ApplicationFactory.create_batch(25, course=course)
    AttendanceFactory(application=came)
    ApplicationFactory(course=course, waiting=True, name="待田 次郎", kana="まちだ じろう")
    return course


@pytest.fixture
def signed_in(world, visit) -> Page:
    desk = Desk(world.member(Role.CLERK))
    page = visit("/aoba/", 1280)
    address = page.url.removesuffix("/aoba/")
    cookie = {"name": "sessionid", "value": desk.cookies["sessionid"].value, "url": address}
    page.context.add_cookies([cookie])
    return page


def test_staff_pages(course, signed_in, visit):
    page, base = signed_in, signed_in.url.removesuffix("/aoba/")
    session = course.sessions.get()
    for name, address in (
        ("staff-course", reverse("admin:trainings_course_change", args=[course.pk])),
        ("staff-courses", reverse("admin:trainings_course_changelist")),
        ("staff-applications", reverse("admin:trainings_application_changelist")),
        ("staff-entry", reverse("admin:course_entry", args=[course.pk])),
        ("staff-completion", reverse("admin:course_completion", args=[course.pk])),
        ("staff-keyed", reverse("admin:reception_keyed", args=[session.pk])),
        ("staff-reception", reverse("admin:reception", args=[session.pk])),
    ):
        page.goto(f"{base}{address}")
        look(page, name, 1280)

    page.set_viewport_size({"width": 820, "height": 1180})
    page.get_by_role("button", name="さんが来場").last.click()
    look(page, "staff-reception-tablet", 820)
    assert Attendance.objects.trainees().count() == 2
    touched = page.locator("tr:target")
    assert "来場" in touched.inner_text()
    assert on_screen(touched)
    assert on_screen(page.locator(".reception-top"))

    page.goto(f"{base}{reverse('admin:trainings_completion_changelist')}")
    for width in (390, 768, 820, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        box = page.locator("#searchbar").bounding_box()
        assert box is not None
        assert box["width"] > 150, f"nobody can type a name at {width}"


def on_screen(part: Locator) -> bool:
    """Return whether the part lies inside the window as it is scrolled now."""
    box, size = part.bounding_box(), part.page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])


def test_what_a_caller_has_to_be_asked_opens_below_the_line(aoba, signed_in):
    asked = AskedField("own_1", label="昼食", choices=("要る", "要らない"), required=True)
    spec = ProgramSpecFactory(
        asked_fields=[stored(one) for one in (AskedField("birth_date"), asked)]
    )
    course = CourseFactory(program=spec.program, spec=spec)
    page, base = signed_in, signed_in.url.removesuffix("/aoba/")
    page.goto(f"{base}{reverse('admin:course_entry', args=[course.pk])}")

    page.keyboard.type("森 実")
    assert page.locator("details[open]").count() == 1
    look(page, "staff-entry-questions", 1280)
    page.keyboard.press("F2")
    assert page.evaluate("document.activeElement.id") == "id_line-1-name"
    page.get_by_label("電話番号（1行目）").fill("055-123-4567")
    page.get_by_label("要る", exact=True).first.check()
    page.get_by_label("電話番号（1行目）").press("Enter")
    page.get_by_text("復唱：").wait_for()
    assert Application.objects.get().answers == {"own_1": "要る"}
    assert page.locator("details[open]").count() == 0
