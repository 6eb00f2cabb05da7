"""出前講座: public request, decision, internal course; no listener's name anywhere (R-113)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.notices.models import Notice, Task
from foundation.organizations.permissions import Role
from foundation.people.actions.erasure import erase_root
from foundation.people.enums import Basis
from foundation.refusals import Refused
from foundation.states import IllegalTransition
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import STARTS, TrainingSettingsFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import submit_application
from trainings.actions.attendance import add_observer, walk_in
from trainings.actions.lectures import (
    LecturePlan,
    LectureWish,
    accept_lecture_request,
    decline_lecture_request,
    receive_lecture_request,
)
from trainings.enums import Channel, CourseState, LectureState, Visibility
from trainings.facts import Applicant, ApplyingAct
from trainings.models import (
    Application,
    Attendance,
    Engagement,
    HeadcountReport,
    Instructor,
    LectureRequest,
)

pytestmark = pytest.mark.django_db
DAY = STARTS.date()


@pytest.fixture
def program(aoba):
    program = ProgramFactory(name="つながりサポーター養成事業")
    TrainingSettingsFactory(program=program, takes_lectures=True)
    return program


@pytest.fixture
def lecturer(program):
    return Instructor.objects.create(name="講師 花子", email="kousi@example.jp")


def wish(**facts: Any) -> LectureWish:
    values: dict[str, Any] = {
        "audience": "school",
        "body_name": "あおば市立北小学校",
        "contact_name": "教頭 太郎",
        "contact_phone": "0221234567",
        "contact_email": "school@example.jp",
        "listeners": "小学5年生",
        "people": 62,
        "minutes": 45,
        "first_day": DAY,
        "hours": "3時間目",
        "venue": "体育館",
        "venue_address": "みどり県あおば市北1-1",
    }
    return LectureWish(**{**values, **facts})


def plan(lecturer: Instructor, **facts: Any) -> LecturePlan:
    values: dict[str, Any] = {
        "title": "出前講座（北小学校）",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(minutes=45),
        "venue": "体育館",
    }
    return LecturePlan(instructor=lecturer, **{**values, **facts})


def asked(program, clerk, **facts) -> LectureRequest:
    return receive_lecture_request(
        program, wish(**facts), channel=Channel.PHONE, actor=clerk, now=NOW
    )


# ── the decision ─────────────────────────────────────────────────────────────────────────────


def test_a_school_gets_an_internal_course_that_counts_heads(program, lecturer, clerk):
    request = asked(program, clerk)

    course = accept_lecture_request(request, plan(lecturer, child_text=True), actor=clerk, now=NOW)

    assert (course.visibility, course.state) == (Visibility.INTERNAL, CourseState.PUBLISHED)
    assert course.spec is not None
    assert not course.keeps_names
    assert Engagement.objects.get().instructor == lecturer
    report = HeadcountReport.objects.get()
    assert (report.audience, report.text_version, report.planned_people) == ("school", "child", 62)
    request.refresh_from_db()
    assert (request.state, request.course_id) == (LectureState.ACCEPTED, course.pk)
    assert not Task.objects.filter(done_at__isnull=True).exists()
    told = {notice.kind for notice in Notice.objects.all()}
    assert told == {
        "trainings.lecture_received",
        "trainings.lecture_accepted",
        "trainings.headcount_asked",
    }


def test_no_name_comes_into_a_course_that_counts_heads(program, lecturer, clerk):
    course = accept_lecture_request(asked(program, clerk), plan(lecturer), actor=clerk, now=NOW)
    session = course.sessions.get()
    child = Applicant("子ども 花子", phone="09011112222")

    def applied(channel: str) -> object:
        act = ApplyingAct(channel=channel)
        return submit_application(course, [child], act, actor=clerk, now=NOW)

    ways: list[Callable[[], object]] = [partial(applied, channel) for channel in Channel]
    ways += [
        lambda: walk_in(session, child, actor=clerk, now=STARTS),
        lambda: add_observer(session, name="子ども 花子", actor=clerk, now=STARTS),
    ]
    for way in ways:
        with pytest.raises(Refused) as refused:
            way()
        assert refused.value.code == "headcount_only"
    assert not Application.objects.exists()
    assert add_observer(session, count=3, actor=clerk, now=STARTS).count == 3
    assert Attendance.objects.get().observer_name == ""


def test_a_school_never_gets_a_list_of_names_and_a_company_may(program, lecturer, clerk):
    with pytest.raises(Refused) as refused:
        accept_lecture_request(
            asked(program, clerk), plan(lecturer, keeps_names=True), actor=clerk, now=NOW
        )
    assert refused.value.code == "no_names_at_schools"

    company = asked(program, clerk, audience="company", body_name="青葉電機")
    course = accept_lecture_request(company, plan(lecturer, keeps_names=True), actor=clerk, now=NOW)

    act = ApplyingAct(channel=Channel.FAX)
    submit_application(
        course, [Applicant("社員 一郎", phone="09011112222")], act, actor=clerk, now=NOW
    )
    assert Application.objects.get().course == course
    assert not HeadcountReport.objects.filter(session__course=course).exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"starts_at": NOW - timedelta(hours=1)}, "in_the_past"),
        ({"ends_at": STARTS}, "ends_before_start"),
    ],
)
def test_a_course_that_cannot_be(program, lecturer, clerk, facts, code):
    with pytest.raises(Refused) as refused:
        accept_lecture_request(asked(program, clerk), plan(lecturer, **facts), actor=clerk, now=NOW)

    assert refused.value.code == code
    assert LectureRequest.objects.get().state == LectureState.RECEIVED


def test_a_busy_lecturer_is_refused_and_nothing_is_made(program, lecturer, clerk):
    accept_lecture_request(asked(program, clerk), plan(lecturer), actor=clerk, now=NOW)
    second = asked(program, clerk, body_name="南小学校")

    with pytest.raises(Refused) as refused:
        accept_lecture_request(second, plan(lecturer), actor=clerk, now=NOW)

    assert refused.value.code == "busy"
    assert HeadcountReport.objects.count() == 1


def test_a_decision_is_made_once(program, clerk, lecturer):
    request = asked(program, clerk)
    decline_lecture_request(request, reason="講師が見つかりません。", actor=clerk, now=NOW)

    with pytest.raises(IllegalTransition):
        accept_lecture_request(request, plan(lecturer), actor=clerk, now=NOW)
    assert "講師が見つかりません。" in Notice.objects.get(kind="trainings.lecture_declined").body


def test_the_contact_is_erased_after_the_decision_only(program, clerk):
    request = asked(program, clerk)
    erase: dict[str, Any] = {"basis": Basis.RETENTION, "line": None, "actor": clerk, "now": NOW}

    with pytest.raises(Refused):
        erase_root("trainings.LectureRequest", request.pk, **erase)
    decline_lecture_request(request, reason="日程が合いません。", actor=clerk, now=NOW)
    erase_root("trainings.LectureRequest", request.pk, **erase)

    request.refresh_from_db()
    assert (request.contact_name, request.contact_phone, request.contact_email) == ("", "", "")
    assert request.body_name == "あおば市立北小学校"


# ── the pages ────────────────────────────────────────────────────────────────────────────────
TYPED = {
    **{name: str(value) for name, value in vars(wish()).items() if value},
    "first_day_year": "2026", "first_day_month": "10", "first_day_day": "31",
    "people": "６２人",
}  # fmt: skip


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


@pytest.fixture
def visitor(settings, frozen) -> Client:
    settings.SASAE_FORM_MIN_SECONDS = 0
    return Client()


def ask(visitor: Client, address: str, **changes: str):
    page = visitor.get(address).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    return visitor.post(address, {**TYPED, "form_token": token[1], "step": "check", **changes})


def test_a_school_asks_on_the_web_and_a_clerk_decides(world, program, lecturer, visitor):
    listed = visitor.get(reverse("course-list", args=["aoba"])).content.decode()
    address = reverse("lecture-request", args=["aoba", program.pk])
    assert address in listed

    check = ask(visitor, address)
    values = hidden(check.content.decode())
    sent = visitor.post(address, {**values, "step": "send"})
    again = visitor.post(address, {**values, "step": "send"})

    request = LectureRequest.objects.get()
    assert request.people == 62
    assert request.first_day == date(2026, 10, 31)
    assert sent.headers["Location"] == again.headers["Location"]
    done = visitor.get(sent.headers["Location"]).content.decode()
    assert request.reference in done

    desk = Desk(world.member())
    page = reverse("admin:trainings_lecturerequest_accept", args=[request.pk])
    assert "keeps_names" not in desk.get(page).content.decode()
    desk.post(
        page,
        {
            "title": "出前講座", "starts_at_0": "2026-10-31", "starts_at_1": "10:00",
            "ends_at_0": "2026-10-31", "ends_at_1": "10:45", "venue": "体育館",
            "instructor": lecturer.pk, "child_text": "on", "keeps_names": "on",
        },
    )  # fmt: skip
    request.refresh_from_db()
    assert request.course is not None
    assert not request.course.keeps_names
    shown = desk.get(reverse("admin:trainings_lecturerequest_change", args=[request.pk]))
    assert "研修を開く" in shown.content.decode()
    public = visitor.get(reverse("course-page", args=["aoba", request.course.public_code]))
    assert public.status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_day_month": "10", "first_day_day": "2"}, "7日後より先の日"),
        ({"first_day_year": "2030"}, "1年半より先"),
        ({"people": "0"}, "1"),
        ({"people": "ろくじゅう"}, "数字"),
        ({"contact_phone": "abc"}, "電話番号"),
        ({"body_name": ""}, "団体・学校の名称"),
    ],
)
def test_what_cannot_be_asked_for_is_said_beside_the_field(program, visitor, changes, sentence):
    page = ask(visitor, reverse("lecture-request", args=["aoba", program.pk]), **changes)

    assert "field__error" in page.content.decode() or "errorlist" in page.content.decode()
    assert sentence in page.content.decode()
    assert not LectureRequest.objects.exists()


def test_a_programme_that_takes_none_has_no_page(program, visitor):
    program.training_settings.takes_lectures = False
    program.training_settings.save()
    address = reverse("lecture-request", args=["aoba", program.pk])

    assert visitor.get(address).status_code == 404
    assert address not in visitor.get(reverse("course-list", args=["aoba"])).content.decode()
    assert visitor.get(reverse("lecture-request", args=["wakaba", program.pk])).status_code == 404


def test_a_request_by_telephone_is_keyed_and_seen_by_its_own_town(world, program, frozen):
    desk = Desk(world.member())
    typed = {name: value for name, value in TYPED.items() if not name.startswith("first_day")}
    desk.post(
        reverse("admin:trainings_lecturerequest_add"),
        {
            **typed, "program": program.pk, "channel": "phone", "people": "62",
            "first_day": "2026-10-31", "contact_phone": "022-123-4567",
        },
    )  # fmt: skip
    request = LectureRequest.objects.get()
    assert (request.channel, request.contact_phone) == ("phone", "0221234567")

    page = reverse("admin:trainings_lecturerequest_change", args=[request.pk])
    stranger = Desk(world.member(organization=world.wakaba))
    assert desk.get(page).status_code == 200
    assert stranger.get(page).status_code == 404
    assert Desk(world.member(Role.VIEWER)).get(page).status_code == 403
