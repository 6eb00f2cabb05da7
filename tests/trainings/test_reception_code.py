"""The code an accepted person shows at the reception: signed, scannable, one tap."""

import re
from datetime import timedelta

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.trainings import STARTS, ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.messages import page_link
from trainings.models import Attendance, ReceptionDuty
from trainings.reception_code import draw_code, read_reception_code, reception_code

pytestmark = pytest.mark.django_db


def read_svg(html: str) -> str:
    """Paint the squares of the page and read them as a camera would."""
    match = re.search(r'viewBox="0 0 (\d+) \d+".*?<path d="([^"]+)"', html)
    assert match is not None
    size, scale = int(match[1]), 4
    rows = [bytearray(b"\xff" * size * scale) for _ in range(size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", match[2]):
        start, length = int(x) * scale, int(width) * scale
        rows[int(y)][start : start + length] = bytes(length)
    pixels = b"".join(bytes(row) * scale for row in rows)
    picture = memoryview(pixels).cast("B", (size * scale, size * scale))
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (lambda code: code, True),
        (lambda code: code.lower().replace("-", " "), True),
        (lambda code: code[:-1] + ("2" if code[-1] != "2" else "3"), False),
        (lambda code: "AAAAAAAA" + code[8:], False),
        (lambda code: code[:8], False),
        (lambda code: "", False),
        (lambda code: "たかはし", False),
    ],
)
def test_only_a_genuine_code_is_read(typed, read):
    code = reception_code(7, "ABCDEFGH")

    assert read_reception_code(7, typed(code)) == ("ABCDEFGH" if read else "")
    assert read_reception_code(8, typed(code)) == "", "another organization's code"


def test_the_drawing_is_a_code_a_camera_reads():
    drawing = draw_code("ABCDEFGH-2345678923")

    html = f'viewBox="0 0 {drawing.size} {drawing.size}" <path d="{drawing.path}"'
    assert read_svg(html) == "ABCDEFGH-2345678923"


@pytest.mark.parametrize(("trait", "shown"), [("", True), ("waiting", False), ("cancelled", False)])
def test_the_own_page_shows_the_code_to_those_with_a_seat(aoba, frozen, trait, shown):
    traits = {trait: True} if trait else {}
    application = ApplicationFactory(email="a@example.jp", **traits)
    client = Client()
    link = page_link(application, application.course).removeprefix("http://testserver")

    html = client.get(link, follow=True).content.decode()

    assert ("当日の受付" in html) is shown
    assert "style=" not in html
    if shown:
        assert read_svg(html) == reception_code(aoba.pk, application.reference)


def test_a_scanned_code_finds_the_person_and_one_tap_receives(world, aoba, at):
    course = CourseFactory()
    person, other = ApplicationFactory.create_batch(2, course=course)
    code = reception_code(aoba.pk, person.reference)
    at(STARTS)
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:reception", args=[course.sessions.get().pk])

    found = desk.get(address, {"q": code}).content.decode()
    response = desk.post(f"{address}?q={code}", {"application": person.pk, "deed": "arrive"})

    assert person.name in found
    assert other.name not in found
    assert Attendance.objects.get().application_id == person.pk
    assert response.headers["Location"].endswith("?q="), "ready for the next code"
    assert "autofocus" in desk.get(response.headers["Location"]).content.decode()


def test_a_code_of_another_day_says_where_the_person_belongs(world, aoba, at):
    here = CourseFactory()
    there = CourseFactory(
        title="午後の部", program=here.program, spec=here.spec, starts_at=STARTS + timedelta(days=1)
    )
    guest = ApplicationFactory(course=there)
    at(STARTS)
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:reception", args=[here.sessions.get().pk])

    page = desk.get(address, {"q": reception_code(aoba.pk, guest.reference)}).content.decode()
    helper = world.member(Role.RECEPTION)
    ReceptionDuty.objects.create(membership=helper, session=here.sessions.get())
    by_reference = Desk(helper).get(address, {"q": guest.reference}).content.decode()

    assert "「午後の部」" in page
    assert "午後の部" not in by_reference, "a heard reference tells nothing"
