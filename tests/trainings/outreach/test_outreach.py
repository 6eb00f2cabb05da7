"""Flyer and poster from the course data, source per channel, effect (資料2, R-05 to R-12)."""

import struct
import zlib
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.trainings import (
    ApplicationFactory,
    AttendanceFactory,
    CourseFactory,
    CurriculumItemFactory,
    SubmissionFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.models import Distribution, Engagement, Flyer, Instructor
from trainings.queries.outreach import effect_of, unchecked_lecturers

pytestmark = pytest.mark.django_db


def png() -> bytes:
    """A red square of 2 × 2."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + b"\xff\x00\x00" * 2 for _ in range(2)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.fixture
def course(aoba):
    aoba.fax = "0312349999"
    aoba.save()
    course = CourseFactory(
        title="心のサポーター養成研修",
        lead="身近な人の話を聴く練習をします。",
        eligibility="市内にお住まいの方",
    )
    session = course.sessions.get()
    for order, (minutes, title) in enumerate(((10, "開会"), (40, "講義"), (30, "演習")), start=1):
        CurriculumItemFactory(session=session, order=order, minutes=minutes, title=title)
    return course


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range().replace("\r\n", "") for page in document]


def codes(content: bytes) -> list[str]:
    found = []
    for page in pypdfium2.PdfDocument(content):
        image = page.render(scale=3).to_pil()
        found += [code.text for code in zxingcpp.read_barcodes(image)]
    return found


def test_the_flyer_says_what_the_course_says(world, course, frozen):
    desk = Desk(world.member())
    Distribution.objects.create(course=course, label="図書館", kind="flyer", source="library")

    content = desk.get(reverse("admin:flyer_pdf", args=[course.pk]), {"from": "library"}).content

    front, back = pages(content)
    for text in (
        "令和8年度",
        "心のサポーター養成研修",
        "身近な人の話を聴く",
        "市内にお住まいの方",
        "10:10～10:50",
        "10月24日",
        "03-1234-5678",
    ):
        assert text in front, text
    assert all(text in back for text in ("参加申込書", "住所または所属", "03-1234-9999"))
    assert all(str(number) in back for number in range(1, 7))
    expected = f"/aoba/courses/{course.public_code}/?from=library"
    assert [code.endswith(expected) for code in codes(content)] == [True, True]


def test_the_lecturers_names_and_the_ways_of_the_paper_are_printed(world, course, frozen):
    Engagement.objects.create(
        session=course.sessions.get(), minutes=40, flyer_checked_on=date(2026, 9, 1),
        instructor=Instructor.objects.create(name="講師 花子", position="市立病院 医師"),
    )  # fmt: skip
    Engagement.objects.create(
        session=course.sessions.get(), minutes=40, state="declined",
        instructor=Instructor.objects.create(name="辞退 太郎"),
    )  # fmt: skip
    course.organization.postcode, course.organization.address = "9870001", "中央1-1"
    course.organization.save()
    course.channels = ["web", "fax", "post"]
    course.save()
    address = reverse("admin:flyer_pdf", args=[course.pk])

    front, back = pages(Desk(world.member()).get(address).content)

    assert "講師 花子（市立病院 医師）" in front
    assert "辞退 太郎" not in front
    assert "この用紙は、FAX・郵送でお出しください。" in back
    assert "〒987-0001　中央1-1" in back


def test_a_course_applied_for_online_only_has_no_sheet_on_its_back(world, course, frozen):
    course.channels = ["web", "phone"]
    course.save()

    content = Desk(world.member()).get(reverse("admin:flyer_pdf", args=[course.pk])).content

    (front,) = pages(content)
    assert "参加申込書" not in front


def test_each_partners_own_flyer_is_one_press_away(world, course, frozen):
    Distribution.objects.create(course=course, label="図書館", kind="flyer", source="library")

    listed = Desk(world.member()).get(reverse("admin:trainings_distribution_changelist"))

    for name in ("flyer_pdf", "poster_pdf"):
        address = reverse(f"admin:{name}", args=[course.pk])
        assert f'href="{address}?from=library"' in listed.content.decode()


def test_an_unknown_source_is_not_printed(world, course, frozen):
    desk = Desk(world.member())
    content = desk.get(reverse("admin:flyer_pdf", args=[course.pk]), {"from": "<script>"}).content

    printed = codes(content)
    assert printed
    assert all(code.endswith("?from=flyer") for code in printed)


def test_the_poster_is_the_front_on_a3_with_the_picture(world, course, frozen):
    Flyer.objects.create(
        course=course, lead_title="話を聴く", picture=SimpleUploadedFile("p.png", png())
    )

    content = Desk(world.member()).get(reverse("admin:poster_pdf", args=[course.pk])).content

    (page,) = pypdfium2.PdfDocument(content)
    assert [round(side) for side in page.get_size()] == [842, 1191]
    assert "話を聴く" in pages(content)[0]
    colours = {page.render(scale=0.5).to_pil().convert("RGB").getpixel((338, 164))}
    assert any(red > 200 and green < 60 for red, green, _ in colours)


def test_until_the_lecturer_checked_it_says_so(world, course, frozen):
    engagement = Engagement.objects.create(
        session=course.sessions.get(),
        instructor=Instructor.objects.create(name="講師 太郎"),
        minutes=40,
    )
    desk, address = Desk(world.member()), reverse("admin:flyer_pdf", args=[course.pk])

    assert unchecked_lecturers(course) == ["講師 太郎"]
    assert "講師確認前" in pages(desk.get(address).content)[0]
    engagement.flyer_checked_on = date(2026, 9, 1)
    engagement.save()
    assert "講師確認前" not in pages(desk.get(address).content)[0]


def test_the_effect_counts_by_source_answer_and_channel(course):
    Distribution.objects.create(
        course=course, label="図書館", kind="flyer", source="library", quantity=200
    )
    Distribution.objects.create(course=course, label="LINE", kind="social", source="line")
    for source, heard, count in (("library", "flyer", 2), ("", "", 1), ("x", "social", 1)):
        for _ in range(count):
            submission = SubmissionFactory(course=course, source=source, heard_from=heard)
            ApplicationFactory(course=course, submission=submission)
    first = course.applications.order_by("pk").first()
    AttendanceFactory(application=first)

    tables = effect_of(course)

    sources = {one.label: (one.copies, one.applied, one.attended) for one in tables.by_source}
    assert sources == {
        "図書館": (200, 2, 1),
        "LINE": (0, 0, 0),
        "x": (None, 1, 0),
        "（リンクの記号なし）": (None, 1, 0),
    }
    assert {one.label: one.applied for one in tables.by_answer} == {
        "チラシ・ポスター": 2,
        "SNS（LINE・Xなど）": 1,
        "無回答": 1,
    }
    assert [(one.label, one.seated) for one in tables.by_channel] == [("ウェブ", 4)]


def test_the_source_of_the_link_stays_with_the_application(course, frozen):
    visitor = Client()
    visitor.get(reverse("course-page", args=["aoba", course.public_code]), {"from": "library"})

    assert visitor.session["came_from"] == "library"


def test_staff_keep_the_partner_list(world, course, frozen):
    desk = Desk(world.member())
    add = reverse("admin:trainings_distribution_add")
    data = {
        "course": course.pk,
        "label": "図書館",
        "kind": "flyer",
        "source": "library",
        "quantity": "200",
        "shipped_on": "令和8年9月1日",
    }

    bad = [desk.post(add, {**data, "source": text}) for text in ("図書館", "A B", "")]
    good = desk.post(add, data)
    again = desk.post(add, data)

    assert [answer.status_code for answer in bad] == [200] * 3
    assert (good.status_code, again.status_code) == (302, 200)
    row = Distribution.objects.get()
    assert row.shipped_on == date(2026, 9, 1)
    listed = desk.get(reverse("admin:trainings_distribution_changelist")).content.decode()
    assert "?from=library" in listed


@pytest.mark.parametrize("name", ["p.png", "p.svg"])
def test_a_picture_that_is_none_is_refused(world, course, frozen, name):
    answer = Desk(world.member()).post(
        reverse("admin:trainings_flyer_add"),
        {"course": course.pk, "picture": SimpleUploadedFile(name, b"<svg/>", "image/png")},
    )

    assert answer.status_code == 200
    assert "PNGかJPEG" in answer.content.decode()


def test_other_organizations_and_roles_stay_outside(world, course, frozen):
    names = ("flyer_pdf", "poster_pdf", "outreach_effect")
    addresses = [reverse(f"admin:{name}", args=[course.pk]) for name in names]
    stranger = Desk(world.member(organization=world.wakaba))

    assert {stranger.get(one).status_code for one in addresses} == {404}
    assert {Desk(world.member(Role.VIEWER)).get(one).status_code for one in addresses} == {200}
    assert Desk(world.member(Role.RECEPTION)).get(addresses[0]).status_code == 403
