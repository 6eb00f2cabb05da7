"""Badges, place cards and slips of a day through the staff page."""

import re
from pathlib import Path

import pypdfium2
import pytest
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.organizations.permissions import Role
from foundation.pdf.fonts import default_font_dir
from tests.factories.trainings import ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.enums import SeatKind, SessionMode
from trainings.models import Course, Engagement, Instructor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
    ),
]
URL = "https://meet.example.jp/himitsu"


@pytest.fixture
def course(aoba) -> Course:
    made = CourseFactory(title="養成研修", counts_online=True, capacity=10)
    made.sessions.update(mode=SessionMode.HYBRID, online_url=URL)
    where = {"place": "中央1-2-3", "place_kind": "address", "course": made}
    ApplicationFactory(name="青木 花子", affiliation="民生課", email="a@example.jp", **where)
    ApplicationFactory(name="渡辺 画面", seat=SeatKind.ONLINE, **where)
    ApplicationFactory(name="佐藤 待子", waiting=True, course=made)
    lecturer = Instructor.objects.create(name="講師 太郎", position="あおば大学 教授")
    Engagement.objects.create(session=made.sessions.get(), instructor=lecturer, minutes=60)
    return made


def printed(world, course: Course, kind: str, **data: str) -> list[str]:
    page = reverse("admin:trainings_coursesession_seat_papers", args=[course.sessions.get().pk])
    response = Desk(world.member()).post(page, {"kind": kind, "start": "1", **data})
    document = pypdfium2.PdfDocument(response.content)
    try:
        return [sheet.get_textpage().get_text_range() for sheet in document]
    finally:
        document.close()


def words(pages: list[str]) -> str:
    return re.sub(r"\s", "", "".join(pages))


def test_badges_are_for_the_room_and_the_lecturers(world, course, frozen):
    text = words(printed(world, course, "badges"))
    full = words(printed(world, course, "badges", with_affiliation="on"))

    assert "青木花子" in text
    assert "講師太郎" in text
    for absent in ("渡辺画面", "佐藤待子", "中央", "民生課"):
        assert absent not in text
    assert "民生課" in full


def test_cards_are_read_from_both_sides(world, course, frozen):
    (sheet,) = printed(world, course, "cards")

    assert words([sheet]).count("青木花子") == 2


def test_slips_lead_to_the_room_and_online_only_whom_it_concerns(world, course, frozen):
    everybody = words(printed(world, course, "slips"))
    without_mail = words(printed(world, course, "slips", without_mail="on"))

    assert "青木花子" in everybody
    assert "受付番号" in everybody
    assert "佐藤待子" not in everybody
    assert "青木花子" not in without_mail
    assert everybody.count(words([URL])) == 1, "on the slip of who watches and has no mail"
    assert AccessLog.objects.filter(action="print").count() == 2


def test_who_may_print(world, course, frozen):
    page = reverse("admin:trainings_coursesession_seat_papers", args=[course.sessions.get().pk])

    assert Desk(world.member(Role.VIEWER)).get(page).status_code == 403
    assert Desk(world.member(organization=world.wakaba)).get(page).status_code == 404
    bad = Desk(world.member()).post(page, {"kind": "badges", "start": "9"})
    assert "8" in bad.content.decode()
    assert bad["Content-Type"].startswith("text/html")
