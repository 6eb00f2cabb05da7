"""What stands around the seat is on the one printout too, and goes with the person (法76条, G2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.people.actions.erasure import erase_person
from foundation.people.disclosure import sections_of
from foundation.people.enums import Basis
from foundation.people.models import Person
from tests.factories.base import NOW
from tests.factories.people import PersonFactory
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CourseFactory,
    SubmissionFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.points import cancel_points, list_points
from trainings.models import (
    Course,
    Engagement,
    HeadcountReport,
    Instructor,
    LectureRequest,
    PointScheme,
    SubmissionSheet,
)
from trainings.models.headcount import Audience
from trainings.models.points import PointBasis
from trainings.queries.points import rows_of

pytestmark = pytest.mark.usefixtures("aoba", "frozen")
NAME, MAIL, PHONE = "雲井 瑠璃之丞", "ruri.kumoi@example.jp", "08022223333"
OTHER = "別人 一郎"


@pytest.fixture
def person() -> Person:
    return PersonFactory(name=NAME, email=MAIL, mobile=PHONE)


@pytest.fixture
def course() -> Course:
    over = NOW - timedelta(days=200)
    return CourseFactory(
        opens_at=over - timedelta(days=60), applications_close_at=over - timedelta(days=9),
        promotion_until=over - timedelta(days=2), published_at=over - timedelta(days=61),
        starts_at=over,
    )  # fmt: skip


def asked(course: Course, **facts: Any) -> LectureRequest:
    number = LectureRequest.objects.count()
    values: dict[str, Any] = {
        "reference": f"LECTURE{number}", "token": str(number), "received_at": NOW,
        "audience": Audience.COMPANY, "body_name": "雲居電機", "contact_name": NAME,
        "contact_phone": PHONE, "listeners": "社員", "people": 20, "minutes": 90,
        "first_day": date(2026, 12, 1), "hours": "午後", "venue": "本社", "venue_address": "港町",
        "purpose": "聴き方の基本", "state": "declined", "state_reason": "日程が合わない",
        "decided_at": NOW, **facts,
    }  # fmt: skip
    return LectureRequest.objects.create(program=course.program, **values)


def printed(row: Any) -> str:
    return repr(sections_of(row))


def test_points_sheets_and_acts_for_others_are_printed(person, course, clerk):
    mine = ApplicationFactory(course=course, person=person, name=NAME)
    friend = ApplicationFactory(course=course, submission=mine.submission, name=OTHER)
    SubmissionSheet.objects.create(submission=mine.submission, file="sheets/x.pdf")
    for one in (mine, friend):
        AttendanceFactory(application=one)
    scheme = PointScheme.objects.create(
        program=course.program, name="区のポイント", basis=PointBasis.ATTENDANCE, points=120
    )
    for grant in rows_of(list_points(scheme, course, actor=clerk, now=STARTS)):
        mistake = "押し間違い" if grant.application == mine else "別の都合"
        cancel_points(grant, reason=mistake, actor=clerk, now=STARTS)
    act = SubmissionFactory(
        course=course, contact_name=NAME, contact_email=MAIL.upper(), note="母の分です"
    )
    ApplicationFactory(course=course, submission=act, name=OTHER)

    text = printed(person)

    for value in (
        "区のポイント 120", "押し間違い", mine.submission.reference, act.reference, "母の分です",
        "申込書の写し",
    ):  # fmt: skip
        assert value in text, value
    for value in (OTHER, "別の都合", friend.reference):
        assert value not in text, value


def test_an_application_nobody_was_linked_with_is_printed_and_a_namesakes_is_not(person, course):
    waiting = ApplicationFactory(course=course, waiting=True, name=NAME, phone=PHONE)
    namesake = ApplicationFactory(course=course, waiting=True, name=NAME, phone="0550000000")

    text = printed(person)

    assert waiting.reference in text
    assert namesake.reference not in text


def test_a_request_for_a_lecture_is_on_its_contacts_printout_and_goes_with_them(
    person, course, clerk
):
    mine = asked(course)
    waits = asked(course, state="received", state_reason="", decided_at=None)
    namesake = asked(course, contact_phone="0229999999", body_name="別の会社")

    text = printed(person)
    for value in ("雲居電機", "080-2222-3333", "聴き方の基本", "日程が合わない"):
        assert value in text, value
    assert "別の会社" not in text

    erase_person(person, basis=Basis.REQUEST, actor=clerk, now=NOW)
    for row in (mine, waits, namesake):
        row.refresh_from_db()
    assert (mine.contact_name, mine.contact_phone, mine.purpose) == ("", "", "")
    assert waits.contact_name == NAME, "who waits for an answer is kept until it is given"
    assert namesake.contact_name == NAME


def test_a_request_has_a_printout_of_its_own(world, course):
    row = asked(course)
    desk = Desk(world.member(Role.CLERK))

    page = desk.get(reverse("admin:trainings_lecturerequest_change", args=[row.pk]))
    url = reverse("admin:trainings_lecturerequest_disclose", args=[row.pk])

    assert "本人データ一式を印刷" in page.content.decode()
    assert desk.post(url, {"purpose": "開示請求 第5号"}).content.startswith(b"%PDF")
    assert "聴き方の基本" in printed(row)
    stranger = Desk(world.member(organization=world.wakaba))
    assert stranger.get(url).status_code == 404


def test_a_lecturer_reads_the_reports_they_filed(course):
    lecturer = Instructor.objects.create(name=NAME, email=MAIL)
    session = course.sessions.get()
    Engagement.objects.create(session=session, instructor=lecturer, minutes=90, state="agreed")
    HeadcountReport.objects.create(
        session=session, reporter_name=NAME, audience=Audience.COMPANY, comment="よく聴いていた"
    )
    other = CourseFactory().sessions.get()
    HeadcountReport.objects.create(
        session=other, reporter_name=OTHER, audience=Audience.COMPANY, comment="別の報告"
    )

    text = printed(lecturer)

    assert "よく聴いていた" in text
    assert "別の報告" not in text


def test_a_scanned_sheet_is_named_and_never_copied(person, course, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = default_storage.save("sheets/x.png", ContentFile(b"secret of others"))
    mine = ApplicationFactory(course=course, person=person, name=NAME)
    SubmissionSheet.objects.create(submission=mine.submission, file=path)

    text = printed(person)

    assert "隠した写しを別に用意します" in text
    assert path not in text
