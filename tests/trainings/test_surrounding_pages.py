"""The pages around the seat in a real browser: axe, policy, two widths (lottery to flyer)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.notices.links import issue_link
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import ApplicationFactory, CourseFactory, ProgramSpecFactory
from tests.foundation.adminsite.desk import Desk
from tests.foundation.adminsite.test_browser import Screen, assert_sound
from tests.plugins.browser import browser, needs_chromium
from tests.trainings.draw.conftest import AFTER_CLOSE, UNTIL, apply
from trainings.actions.draws import ListChoices, LotChoices, draw_lots, freeze_list
from trainings.actions.honoraria import FeeFacts, fix_honorarium, pay
from trainings.actions.preparation import create_template, start_plan
from trainings.actions.surveys import create_survey, enter_paper, open_survey
from trainings.actions.teams import NewMember, NewTeam, submit_team
from trainings.enums import Allocation, Channel
from trainings.facts import ApplyingAct
from trainings.models import (
    Engagement,
    HeadcountReport,
    Instructor,
    SurveyInvitation,
    TeamTask,
)
from trainings.notice_texts_headcount import HEADCOUNT
from trainings.notice_texts_survey import SURVEY

__all__ = ["browser"]

PICTURES = os.environ.get("SASAE_SCREENSHOTS", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db,
    needs_chromium,
]


def lottery(clerk: Actor) -> dict[str, str]:
    open_one = CourseFactory(allocation=Allocation.LOTTERY, capacity=3)
    drawn_one = CourseFactory(allocation=Allocation.LOTTERY, capacity=3)
    for course in (open_one, drawn_one):
        for _ in range(6):
            apply(course)
    apply(open_one, name=open_one.applications.first().name)
    draw = freeze_list(drawn_one, ListChoices(["resident"]), actor=clerk, now=AFTER_CLOSE)
    choices = LotChoices(UNTIL, "3-1-4", "サイコロ", 2)
    draw = draw_lots(draw, choices, actor=clerk, now=AFTER_CLOSE)
    return {
        "lotteries": reverse("admin:lotteries"),
        "prepare": reverse("admin:lottery_prepare", args=[open_one.pk]),
        "draw": reverse("admin:trainings_draw_change", args=[draw.pk]),
        "result": reverse("admin:draw_result", args=[draw.pk]),
        "proof.pdf": reverse("admin:draw_proof", args=[draw.pk]),
    }


def teams(clerk: Actor, town: Any) -> dict[str, str]:
    program = ProgramFactory()
    spec = ProgramSpecFactory(program=program, repeat_takers="allowed")
    course = CourseFactory(program=program, spec=spec, capacity=None, channels=[Channel.TEAM])
    people = [
        NewMember(f"構成員 {n}", category, is_leader=n == 0, affiliation="福祉課")
        for n, category in enumerate(("government", "welfare_council", "consultation"))
    ]
    act = ApplyingAct(channel=Channel.TEAM, contact_name="連絡 係", contact_phone="0312345678")
    submission = submit_team(course, NewTeam(town, "中央", people), act, actor=clerk, now=NOW)
    TeamTask.objects.create(course=course, title="セルフチェック", due_on=NOW.date())
    team = submission.team  # type: ignore[attr-defined]
    return {
        "team": reverse("admin:trainings_team_change", args=[team.pk]),
        "replace": reverse("admin:trainings_team_replace", args=[team.pk]),
        "matrix": reverse("admin:team_matrix", args=[course.pk]),
        "team-courses": reverse("admin:team_courses"),
        "team-plan": reverse("admin:team_course_plan"),
        "team-apply": reverse("team-apply", args=["aoba", course.public_code]),
    }


def lecturers(clerk: Actor) -> dict[str, str]:
    lecturer = Instructor.objects.create(
        name="講師 太郎",
        position="みどり大学 教授",
        email="kousi@example.jp",
        profile="精神保健福祉士。地域の家族会に20年関わる。",
        address="みどり県あおば市1-1",
    )
    course = CourseFactory(
        lead="身近な人の話を聴く練習をします。", eligibility="市内にお住まいの方"
    )
    engagement = Engagement.objects.create(
        session=course.sessions.get(), instructor=lecturer, minutes=90, topic="話を聴く"
    )
    line = fix_honorarium(
        engagement, FeeFacts(agreed_net=30_000, travel=1_200, reason="協議"), actor=clerk, now=NOW
    )
    payment = pay([line], NOW.date(), actor=clerk, now=NOW)
    return {
        "instructor": reverse("admin:trainings_instructor_change", args=[lecturer.pk]),
        "fee": reverse("admin:trainings_engagement_fee", args=[engagement.pk]),
        "totals": reverse("admin:honorarium_totals"),
        "payment": reverse("admin:trainings_honorariumpayment_change", args=[payment.pk]),
        "lecturers.pdf": reverse("admin:course_lecturers", args=[course.pk]),
        "flyer.pdf": reverse("admin:flyer_pdf", args=[course.pk]),
        "poster.pdf": reverse("admin:poster_pdf", args=[course.pk]),
        "effect": reverse("admin:outreach_effect", args=[course.pk]),
    }


def around(clerk: Actor) -> dict[str, str]:
    program = ProgramFactory()
    course = CourseFactory(program=program, capacity=None)
    ApplicationFactory(course=course)
    template = create_template("標準", actor=clerk, now=NOW)
    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)
    survey = create_survey(course, "post", actor=clerk, now=NOW)
    open_survey(survey, by_mail=False, actor=clerk, now=NOW)
    survey.refresh_from_db()
    keys = {q.text[:2]: q.key for q in survey.questions.all()}
    for n in range(1, 6):
        answers = {keys["内容"]: str(n), keys["気づ"]: f"地域の会に出たい {n}"}
        enter_paper(survey, [(answers, "")], actor=clerk, now=NOW)
    report = HeadcountReport.objects.create(
        session=course.sessions.get(), audience="school", reporter_name="講師 太郎"
    )
    text = survey.questions.last()
    invitation = SurveyInvitation.objects.get()
    later = NOW + timedelta(days=9)
    return {
        "year-plan": reverse("admin:year_plan", args=[plan.pk]),
        "template": reverse("admin:trainings_tasktemplate_change", args=[template.pk]),
        "survey": reverse("admin:trainings_survey_change", args=[survey.pk]),
        "grid": reverse("admin:survey_grid", args=[survey.pk]),
        "summary": reverse("admin:survey_summary", args=[survey.pk]),
        "summary.pdf": reverse("admin:survey_pdf", args=[survey.pk]),
        "coding": reverse("admin:survey_coding", args=[text.pk]),
        "headcount": reverse("admin:trainings_headcountreport_change", args=[report.pk]),
        "headcounts": reverse("admin:headcount_summary"),
        "link-headcount": issue_link(HEADCOUNT, report, expires_at=later),
        "link-survey": issue_link(SURVEY, invitation, expires_at=later),
    }


@pytest.mark.parametrize("kind", ["lottery", "teams", "lecturers", "around"])
def test_pages_around_the_seat_are_sound(world, aoba, clerk, browser, frozen, kind):
    makers: dict[str, Any] = {
        "lottery": lambda: lottery(clerk),
        "teams": lambda: teams(clerk, world.aoba.municipality),
        "lecturers": lambda: lecturers(clerk),
        "around": lambda: around(clerk),
    }
    pages = makers[kind]()
    desk = Desk(world.member(Role.CLERK))
    for width in (1280, 390):
        staff, visitor = Screen(browser, desk, width), Screen(browser, Client(), width)
        for name, address in pages.items():
            if name.endswith(".pdf"):
                keep_file(name, desk.get(address).content)
                continue
            path = address.removeprefix("http://testserver")
            screen = visitor if not path.startswith("/staff/") else staff
            screen.open(path)
            screen.keep(name, width)
            assert_sound(screen)


def keep_file(name: str, content: bytes) -> None:
    assert content.startswith(b"%PDF"), name
    if PICTURES:
        Path(PICTURES, name).write_bytes(content)
