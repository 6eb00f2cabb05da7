"""A team course of four days through the real pages: from the plan to the yearly table (F5)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.programs.models import Program
from tests.factories.organizations import MunicipalityFactory
from tests.trainings.year.office import Office, apply_on_the_web, visitor
from trainings.models import (
    Application,
    Attendance,
    Completion,
    Course,
    Survey,
    SurveySheet,
    Team,
    TeamSubmission,
    TeamTask,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLE = "包括的支援体制づくりチーム研修"
CATEGORIES = ("government", "welfare_council", "consultation")
DAYS = ("2026-06-25", "2026-07-23", "2026-09-03", "2026-11-05")


def test_four_days_of_teams_from_plan_to_report(world, aoba, at, settings):
    office = Office(world, at)
    course = _plan(office)
    _publish(office, course)
    _teams_apply(office, course, visitor(settings))
    _four_days(office, course)
    _reflect(office, course)
    _complete(office, course)


def _plan(office: Office) -> Course:
    office.on("2026-04-20 10:00", Role.ADMINISTRATOR)
    office.send(
        "admin:programs_program_add",
        kind="team",
        name="地域づくり人材養成事業",
        neutral_label="研修のお知らせ",
    )
    program = Program.objects.get()
    office.send("admin:trainings_trainingsettings_add", program=program.pk)
    office.on("2026-04-20 11:00")
    office.send("admin:team_course_plan", program=program.pk, title=TITLE, first_day="R8.6.25")
    course: Course = Course.objects.get()
    assert [str(day.starts_at.date()) for day in course.sessions.order_by("n")] == list(DAYS)
    assert TeamTask.objects.filter(course=course).count() == 7
    return course


def _publish(office: Office, course: Course) -> None:
    for session in course.sessions.order_by("n"):
        office.send(
            "admin:trainings_coursesession_change",
            session.pk,
            venue="県庁講堂",
            venue_address="みどり県緑市1-1",
        )
    office.send(
        "admin:trainings_course_change",
        course.pk,
        allocation="first_come",
        capacity="20",
        channels=["team"],
        opens_at_0="2026-05-01",
        opens_at_1="09:00",
        applications_close_at_0="2026-06-05",
        applications_close_at_1="17:00",
    )
    office.send("admin:trainings_course_publish", course.pk)
    course.refresh_from_db()
    assert course.state == "published"


def _people(town: str, count: int, leaders: tuple[int, ...]) -> dict[str, Any]:
    typed: dict[str, Any] = {"people": str(count)}
    for n in range(1, count + 1):
        typed |= {
            f"name_{n}": f"{town} {'一二三四五六七八'[n - 1]}",
            f"category_{n}": "government" if n in leaders else CATEGORIES[n % 3],
            f"affiliation_{n}": "福祉課",
            f"email_{n}": f"m{n}-{count}@example.jp",
        }
        if n in leaders:
            typed[f"leader_{n}"] = "on"
    return typed


def _teams_apply(office: Office, course: Course, client: Client) -> None:
    office.on("2026-05-12 10:00")
    address = reverse("team-apply", args=["aoba", course.public_code])
    for town, count, leaders in (("みなと市", 4, (1,)), ("さくら町", 8, (1, 2))):
        place = MunicipalityFactory(
            name=town, prefecture=course.organization.municipality.prefecture
        )
        typed = {
            "municipality": str(place.pk), "team_name": town[:2], "area": "",
            "contact_name": "連絡 花子", "contact_phone": "0212345678",
            "contact_email": f"c{place.pk}@example.jp", **_people(town, count, leaders),
        }  # fmt: skip
        if count > 6:
            typed |= {f"team_{n}": str(1 + n % 2) for n in range(1, count + 1)}
        done = apply_on_the_web(client, address, **typed)
        assert "受け付けました" in done.content.decode()
    assert sorted(team.members.count() for team in Team.objects.all()) == [4, 4, 4]
    states = set(Application.objects.values_list("state", flat=True))
    assert states == {"accepted"}, states


def _four_days(office: Office, course: Course) -> None:
    first = Team.objects.earliest("pk")
    for session in course.sessions.order_by("n"):
        on = DAYS[session.n - 1]
        office.on(f"{on} 16:50")
        people = Application.objects.filter(course=course).accepted()
        came = [one.pk for one in people]
        if session.n == 3:
            came.remove(first.members.latest("pk").application_id)
        office.desk.post(reverse("admin:reception_keyed", args=[session.pk]), {"came": came})
        office.desk.post(
            reverse("admin:reception", args=[session.pk]),
            {"observer-name": "", "observer-count": str(3 + session.n), "deed": "observer"},
        )
        for task in TeamTask.objects.filter(session=session):
            for team in Team.objects.all():
                office.send(
                    "admin:trainings_team_homework",
                    team.pk,
                    task=task.pk,
                    state="submitted",
                    submitted_on=on,
                )
    assert Attendance.objects.trainees().count() == 47
    assert TeamSubmission.objects.count() == 21
    matrix = office.read("admin:team_matrix", course.pk)
    assert matrix.count("提出") >= 21


def _reflect(office: Office, course: Course) -> None:
    office.on("2026-11-20 10:00")
    office.send("admin:trainings_survey_add", course=course.pk, phase="post")
    survey = Survey.objects.get()
    office.send("admin:trainings_survey_open", survey.pk)
    text = survey.questions.get(text="気づいたこと・深めたいこと")
    grid = reverse("admin:survey_grid", args=[survey.pk])
    words = {f"{text.key}-0": "会議の進め方を学びたい", f"{text.key}-1": "地域に出てみたい"}
    assert office.desk.post(grid, {"once": "a", **words}).status_code == 302
    coding = reverse("admin:survey_coding", args=[text.pk])
    chosen = {f"s{sheet.pk}": text.categories[0] for sheet in SurveySheet.objects.all()}
    office.desk.post(coding, chosen)
    summary = office.read("admin:survey_summary", survey.pk)
    assert "回答 2人（うち紙 2人）" in summary
    assert text.categories[0] in summary
    office.paper("admin:survey_pdf", survey.pk)


def _complete(office: Office, course: Course) -> None:
    office.desk.post(reverse("admin:course_completion", args=[course.pk]), {"step": "decide"})
    results = list(Completion.objects.values_list("result", flat=True))
    assert (results.count("completed"), results.count("not_completed")) == (11, 1)
    assert TITLE in office.read("admin:team_courses")
    assert "令和8年度" in office.read("admin:report_table", "teams")
    took_part = office.read("admin:report_table", "participation")
    for words in ("みなと市", "さくら町"):
        assert words in took_part
