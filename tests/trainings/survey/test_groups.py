"""Answers by age group and the like (P1): counted by other means, small groups hidden."""

import random

import pytest
from django.urls import reverse

from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.surveys import create_survey, enter_paper, open_survey
from trainings.models import Survey
from trainings.models.survey import SurveyPhase
from trainings.queries.surveys import grouped, grouping_questions

pytestmark = pytest.mark.django_db
SIZES = {"20代": 40, "30代": 5, "60代": 4, "": 6}


@pytest.fixture
def survey(aoba, clerk) -> Survey:
    made = create_survey(CourseFactory(), SurveyPhase.POST, actor=clerk, now=NOW)
    open_survey(made, by_mail=False, actor=clerk, now=NOW)
    made.refresh_from_db()
    return made


def filled(survey: Survey, clerk) -> list[tuple[str, int, list[str]]]:
    """Key sheets of every group; returns what was keyed."""
    age = survey.questions.get(text="年代")
    scale = survey.questions.get(text="研修に満足しましたか")
    several = survey.questions.get(text="これからやってみたいこと")
    dice = random.Random(11)
    keyed = [
        (group, dice.randint(1, 5), dice.sample(several.choices, 2))
        for group, size in SIZES.items()
        for _ in range(size)
    ]
    sheets = [
        ({age.key: group, scale.key: value, several.key: chosen}, "")
        for group, value, chosen in keyed
    ]
    enter_paper(survey, sheets, actor=clerk, now=NOW)
    return keyed


def test_counts_and_means_by_group_and_nothing_of_a_small_one(survey, clerk):
    keyed = filled(survey, clerk)
    age = survey.questions.get(text="年代")

    found = {one.question.text: one for one in grouped(survey, age)}

    assert "年代" not in found
    assert not any(one.question.kind == "text" for one in found.values())
    scale, several = found["研修に満足しましたか"], found["これからやってみたいこと"]
    assert [group.heading for group in scale.groups] == [
        "20代（40人）", "30代（5人）", "60代（5人未満）", "無回答（6人）",
    ]  # fmt: skip
    for place, name in ((0, "20代"), (1, "30代"), (3, "")):
        values = [value for group, value, _ in keyed if group == name]
        assert [cells[place] for _, cells in scale.lines[:5]] == [
            str(values.count(number)) for number in range(1, 6)
        ]
        assert abs(float(scale.lines[5][1][place]) - sum(values) / len(values)) <= 0.005
        for label, cells in several.lines:
            picked = sum(label in chosen for group, _, chosen in keyed if group == name)
            assert cells[place] == str(picked)
    assert {cells[2] for _, cells in (*scale.lines, *several.lines)} == {"－"}


def test_the_page_offers_the_choice_and_ignores_what_is_none(world, survey, clerk, frozen):
    filled(survey, clerk)
    address = reverse("admin:survey_summary", args=[survey.pk])
    desk = Desk(world.member())
    ways = grouping_questions(survey)
    assert [one.text for one in ways] == ["年代", "時間の長さはいかがでしたか"]

    plain = desk.get(address).content.decode()
    shown = desk.get(address, {"by": str(ways[0].pk)}).content.decode()
    odd = desk.get(address, {"by": "0 OR 1=1"})

    assert "年代別" not in plain
    assert "研修に満足しましたか（年代別、人）" in shown
    assert "60代（5人未満）" in shown
    assert odd.status_code == 200
    assert "年代別" not in odd.content.decode()
