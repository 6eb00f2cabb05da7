"""Visiting lectures: asked for, declined, planned, held and reported by heads only."""

from datetime import timedelta
from typing import Any

from demo.days import Days, at
from demo.staff import Team
from foundation.programs.models import Program
from trainings.actions.headcounts import Held, close_report, file_report
from trainings.actions.lectures import (
    LecturePlan,
    LectureWish,
    accept_lecture_request,
    decline_lecture_request,
    receive_lecture_request,
)
from trainings.enums import Channel
from trainings.models import Course, HeadcountReport, Instructor, TrainingSettings
from trainings.models.headcount import Audience, TextVersion
from trainings.models.instructor import InstructorQualification

LESSON_MINUTES = 45
ASKED_BEFORE = timedelta(days=60)
CAME = {"20s": 6, "30s": 9, "40s": 11, "50s": 7, "60s": 2, "unknown": 1}


def make_lectures(team: Team, program: Program, days: Days) -> None:
    """Open the public form of the programme; a school, two companies and a club ask."""
    TrainingSettings.objects.filter(program=program).update(takes_lectures=True)
    doer: dict[str, Any] = {"actor": team.actor(), "now": days.now}
    lecturer = Instructor.objects.create(
        name="岡田 真由美", kana="おかだ まゆみ", position="みどり大学 准教授",
        email="okada@example.jp", profile="若い人のこころの健康を、学校と地域で教えています。",
    )  # fmt: skip
    InstructorQualification.objects.create(instructor=lecturer, program=program, title="指導者")
    school = LectureWish(
        audience=Audience.SCHOOL, body_name="あおば市立北小学校", contact_name="村上 学",
        contact_role="教頭", contact_phone="0229870001", listeners="小学5年生", people=62,
        minutes=LESSON_MINUTES, first_day=days.opening(40), hours="3時間目", venue="体育館",
        venue_address="みどり県あおば市北町2-1",
    )  # fmt: skip
    company = LectureWish(
        audience=Audience.COMPANY, body_name="青葉電機株式会社", contact_name="大西 薫",
        contact_role="総務課", contact_phone="0229870002", listeners="管理職の社員", people=25,
        minutes=90, first_day=days.opening(60), hours="14時から16時まで", venue="本社3階 会議室",
        venue_address="みどり県あおば市港町5-8",
    )  # fmt: skip
    club = LectureWish(
        audience=Audience.OTHER_BODY, body_name="港町の将棋を楽しむ会", contact_name="古川 進",
        contact_phone="0229870003", listeners="会員", people=8, minutes=60,
        first_day=days.opening(9), hours="夜9時から", venue="港町集会所",
        venue_address="みどり県あおば市港町1-1",
    )  # fmt: skip
    asked = receive_lecture_request(program, school, channel=Channel.PHONE, **doer)
    receive_lecture_request(program, company, channel=Channel.FAX, **doer)
    refused = receive_lecture_request(program, club, channel=Channel.COUNTER, **doer)
    reason = "夜9時からは講師の都合がつきませんでした。夕方までの時間でしたら、お受けできます。"
    decline_lecture_request(refused, reason=reason, **doer)
    starts = at(days.opening(40), 10, 40)
    plan = LecturePlan(
        title="出前講座（北小学校）",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=LESSON_MINUTES),
        instructor=lecturer,
        venue=school.venue,
        venue_address=school.venue_address,
        child_text=True,
    )
    accept_lecture_request(asked, plan, **doer)
    closed = _held(team, program, lecturer, days, -75)
    close_report(HeadcountReport.objects.get(session__course=closed), **doer)
    _held(team, program, lecturer, days, -9)


def _held(team: Team, program: Program, lecturer: Instructor, days: Days, offset: int) -> Course:
    """A lecture at a company that was held and reported."""
    starts = at(days.opening(offset), 14)
    before = starts - ASKED_BEFORE
    wish = LectureWish(
        audience=Audience.COMPANY, body_name="みどり信用金庫 あおば支店", contact_name="平野 恵",
        contact_role="人事係", contact_phone="0229870004", listeners="窓口の職員", people=40,
        minutes=90, first_day=starts.date(), hours="14時から", venue="支店2階 研修室",
        venue_address="みどり県あおば市中央4-2",
    )  # fmt: skip
    asked = receive_lecture_request(
        program, wish, channel=Channel.PHONE, actor=team.actor(), now=before
    )
    plan = LecturePlan(
        title="出前講座（みどり信用金庫）", starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        instructor=lecturer, venue=wish.venue, venue_address=wish.venue_address,
    )  # fmt: skip
    course = accept_lecture_request(asked, plan, actor=team.actor(), now=before)
    report = HeadcountReport.objects.get(session__course=course)
    held = Held(
        CAME, Audience.COMPANY, TextVersion.ADULT, copies_used=36, leftover=4,
        comment="窓口での声のかけ方について、質問が多くありました。",
    )  # fmt: skip
    file_report(report, held, actor=team.actor(), now=starts + timedelta(days=3))
    return course
