"""Surveys: anonymous and once each, paper, pairs, coding, 300 sheets counted twice (H 35)."""

import random
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from foundation.notices.links import issue_link
from foundation.notices.models import Notice
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.surveys import (
    answer_by_link,
    close_survey,
    create_survey,
    enter_paper,
    open_survey,
    remind_survey,
)
from trainings.models import Survey, SurveyInvitation, SurveyQuestion, SurveySheet
from trainings.models.survey import QuestionKind, SurveyPhase
from trainings.notice_texts_survey import SURVEY
from trainings.queries.surveys import not_answered, summary_of
from trainings.rules.survey import UNCODED, clean_pair_code, pair_up, percent, summarise

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(aoba):
    return CourseFactory(capacity=None)


@pytest.fixture
def survey(course, clerk) -> Survey:
    return create_survey(course, SurveyPhase.POST, actor=clerk, now=NOW)


def opened(survey, clerk, by_mail=False) -> Survey:
    open_survey(survey, by_mail=by_mail, actor=clerk, now=NOW)
    survey.refresh_from_db()
    return survey


def question(survey, start):
    return survey.questions.get(text__startswith=start)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 8, "12.5"),
        (1, 16, "6.3"),
        (1, 2000, "0.1"),
        (0, 5, "0.0"),
    ],
)
def test_percentages_are_rounded_half_up(part, whole, expected):
    assert percent(part, whole) == Decimal(expected)
    assert percent(0, 0) is None


@pytest.mark.parametrize("typed", ["07やま", "０７ヤマ", " 07 やま", "07ﾔﾏ"])
def test_codes_that_mean_the_same_are_one(typed):
    assert clean_pair_code(typed) == "07やま"


def test_texts_that_nobody_has_coded_yet_are_told():
    asked = SurveyQuestion(pk=7, kind=QuestionKind.TEXT, categories=["会議", "地域"])
    said = {asked.key: "集まりを続けたい"}

    summary = summarise(
        asked, [said, said, said, {}], [{asked.key: ["会議", "地域"]}, {}, {asked.key: []}, {}]
    )

    assert [(line.label, line.count) for line in summary.lines] == [
        ("会議", 1),
        ("地域", 1),
        (UNCODED, 2),
    ]
    coded = summarise(asked, [said, {}], [{asked.key: ["会議"]}, {}])
    assert UNCODED not in [line.label for line in coded.lines]


def test_only_unambiguous_codes_make_pairs():
    before = [("a", {"q": 1}), ("b", {"q": 2}), ("b", {"q": 3}), ("", {"q": 4})]
    after = [("a", {"q": 5}), ("b", {"q": 5}), ("c", {"q": 5}), ("", {"q": 5})]

    assert pair_up(before, after) == [({"q": 1}, {"q": 5})]


def test_everybody_with_a_seat_is_asked_once_and_late_comers_later(course, survey, clerk):
    ApplicationFactory.create_batch(2, course=course, email="a@example.jp")
    ApplicationFactory(course=course, waiting=True, email="w@example.jp")

    assert open_survey(survey, by_mail=True, actor=clerk, now=NOW) == 2
    ApplicationFactory(course=course)
    assert open_survey(survey, by_mail=True, actor=clerk, now=NOW) == 1
    survey.refresh_from_db()
    assert Notice.objects.count() == 2  # who has no mail gets the sheet on paper
    assert remind_survey(survey, actor=clerk, now=NOW + timedelta(days=1)) == 2


def test_answered_once_and_nothing_ties_the_sheet_to_the_person(course, survey, clerk):
    person = ApplicationFactory(course=course)
    survey = opened(survey, clerk)
    invitation = SurveyInvitation.objects.get(application=person)
    key = question(survey, "内容は").key

    answer_by_link(invitation, {key: "4"}, "０７ヤマ", now=NOW)
    with pytest.raises(Refused, match="すでに"):
        answer_by_link(invitation, {key: "1"}, now=NOW)

    sheet = SurveySheet.objects.get()
    assert (sheet.answers, sheet.pair_code) == ({key: 4}, "07やま")
    assert sheet.created_at.isoformat() == "2026-09-30T15:00:00+00:00"  # midnight in Japan
    assert SurveyInvitation.objects.get(application=person).used
    assert list(not_answered(survey)) == []
    columns = {f.name for f in SurveySheet._meta.fields} | {
        f.name for f in SurveyInvitation._meta.fields
    }
    assert not columns & {"sheet", "invitation", "person", "used_at", "answered_at"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE tablename IN"
            " ('trainings_surveysheetevent', 'trainings_surveyinvitationevent')"
        )
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    ("start", "value"),
    [("内容は", "6"), ("内容は", "x"), ("時間", "とても長い"), ("これから", ["なし"])],
)
def test_answers_that_do_not_exist_are_refused(survey, clerk, start, value):
    survey = opened(survey, clerk)
    key = question(survey, start).key

    with pytest.raises(Refused, match="1行目"):
        enter_paper(survey, [({key: value}, "")], actor=clerk, now=NOW)

    assert not SurveySheet.objects.exists()


def test_a_closed_survey_takes_nothing(survey, clerk):
    survey = opened(survey, clerk)
    close_survey(survey, actor=clerk, now=NOW)
    survey.refresh_from_db()

    with pytest.raises(Refused, match="受け付けていません"):
        enter_paper(survey, [({question(survey, "内容は").key: "3"}, "")], actor=clerk, now=NOW)


def test_before_and_after_are_compared(course, survey, clerk):
    before = opened(create_survey(course, SurveyPhase.PRE, actor=clerk, now=NOW), clerk)
    after = opened(survey, clerk)
    keys = [s.questions.get(pair_key="話を聴く自信").key for s in (before, after)]
    for code, first, then in (("01あ", 2, 4), ("02い", 3, 3), ("03う", 5, 4), ("04え", 1, 5)):
        enter_paper(before, [({keys[0]: first}, code)], actor=clerk, now=NOW)
        enter_paper(after, [({keys[1]: then}, code)], actor=clerk, now=NOW)

    (change,) = summary_of(after).pairs

    assert (change.pairs, change.better, change.same, change.worse) == (4, 2, 1, 1)
    assert (change.before, change.after) == (Decimal("2.75"), Decimal("4.00"))


# ── pages ───────────────────────────────────────────────────────────────────────────────
def counted_elsewhere(one, tally, scale) -> None:
    """Compare one question with what the dice threw, by fractions instead of decimals."""
    for number, line in enumerate(one.lines, start=1):
        count = tally.get((one.question.pk, number), 0)
        assert line.count == count
        assert line.share == Decimal(int(Fraction(count * 1000, 300) + Fraction(1, 2))) / 10
    if one.question.kind == "scale":
        values = scale[one.question.pk]
        exact = Fraction(sum(values), len(values)) * 100
        assert one.mean == Decimal(int(exact + Fraction(1, 2))) / 100
        assert one.blank == 300 - len(values)


def test_300_sheets_of_paper_are_keyed_and_counted(world, survey, clerk, frozen):
    survey = opened(survey, clerk)
    questions = list(survey.questions.all())
    dice = random.Random(7)
    desk = Desk(world.member())
    grid = reverse("admin:survey_grid", args=[survey.pk])
    tally: dict[tuple[int, int], int] = {}
    scale: dict[int, list[int]] = {}
    for page in range(6):
        data = {"once": f"page-{page}"}
        for n in range(50):
            for q in questions:
                # everybody answers the first question, so that no line is empty
                if q.kind == "text" or (q != questions[0] and dice.random() < 0.1):
                    continue
                top = len(q.choices) or 5
                picked = sorted(dice.sample(range(1, top + 1), 2 if q.kind == "multi" else 1))
                data[f"{q.key}-{n}"] = ",".join(map(str, picked))
                for one in picked:
                    tally[(q.pk, one)] = tally.get((q.pk, one), 0) + 1
                if q.kind == "scale":
                    scale.setdefault(q.pk, []).append(picked[0])
        assert desk.post(grid, data).status_code == 302
        desk.post(grid, data)  # sent twice

    summary = summary_of(survey)
    assert (summary.sheets, summary.on_paper) == (300, 300)
    for counted in summary.questions:
        counted_elsewhere(counted, tally, scale)
    html = desk.get(reverse("admin:survey_summary", args=[survey.pk])).content.decode()
    assert "回答 300人（うち紙 300人）" in html


def test_a_wrong_number_stores_nothing_and_keeps_what_was_typed(world, survey, clerk, frozen):
    survey = opened(survey, clerk)
    choice, scale = question(survey, "年代"), question(survey, "内容は")
    desk = Desk(world.member())
    grid = reverse("admin:survey_grid", args=[survey.pk])

    page = desk.post(
        grid, {"once": "x", f"{choice.key}-0": "99", f"{scale.key}-0": "３"}
    ).content.decode()
    again = desk.post(grid, {"once": "x", f"{choice.key}-0": "2", f"{scale.key}-0": "３"})

    assert "番号（99）" in page
    assert 'value="99"' in page
    assert again.status_code == 302
    assert SurveySheet.objects.get().answers == {choice.key: "20代", scale.key: 3}


def test_the_whole_way_by_link(world, course, survey, clerk, settings, frozen):
    settings.SASAE_FORM_MIN_SECONDS = 0
    ApplicationFactory(course=course, email="a@example.jp")
    survey = opened(survey, clerk, by_mail=True)
    invitation = SurveyInvitation.objects.get()
    link = issue_link(SURVEY, invitation, expires_at=NOW + timedelta(days=1))
    visitor = Client()
    page = visitor.get(link.removeprefix("http://testserver")).headers["Location"]
    html = visitor.get(page).content.decode()
    data = {
        "form_token": html.split('name="form_token" value="')[1].split('"')[0],
        question(survey, "内容は").key: "5",
        question(survey, "これから").key: ["サポーターとして登録する", "特にない"],
        question(survey, "気づいた").key: "地域の会に出てみたい。=1+1",
        "pair_code": "07やま",
    }

    done = visitor.post(page, data, follow=True).content.decode()
    text = SurveySheet.objects.get()
    desk = Desk(world.member())
    coding = reverse("admin:survey_coding", args=[question(survey, "気づいた").pk])
    assert "地域の会" in desk.get(coding).content.decode()
    desk.post(coding, {f"s{text.pk}": "地域を知る・地域と働く"})

    assert "ありがとうございました" in done
    assert "ありがとうございました" in visitor.get(page).content.decode()
    summary = {one.question.text: one for one in summary_of(survey).questions}
    coded = summary["気づいたこと・深めたいこと"].lines
    assert [line.count for line in coded] == [0, 0, 1, 0, 0]
    pdf = desk.get(reverse("admin:survey_pdf", args=[survey.pk])).content
    assert "アンケート集計" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    book = desk.get(reverse("admin:survey_workbook", args=[survey.pk])).content
    rows = list(load_workbook(BytesIO(book))["回答"].values)
    assert any("地域の会に出てみたい。=1+1" in str(cell) for row in rows for cell in row)


def test_without_the_link_the_page_does_not_exist(course, survey, clerk, frozen):
    ApplicationFactory(course=course)
    opened(survey, clerk)
    pk = SurveyInvitation.objects.get().pk

    assert Client().get(reverse("survey-page", args=["aoba", pk])).status_code == 404


def test_questions_are_fixed_once_it_is_open(world, survey, clerk, frozen):
    desk = Desk(world.member())
    change = reverse("admin:trainings_survey_change", args=[survey.pk])
    assert "questions-0-text" in desk.get(change).content.decode()

    opened(survey, clerk)

    assert 'name="questions-0-text"' not in desk.get(change).content.decode()


def test_other_organizations_and_roles_stay_outside(world, survey, clerk, frozen):
    pages = [
        reverse("admin:survey_summary", args=[survey.pk]),
        reverse("admin:survey_pdf", args=[survey.pk]),
        reverse("admin:survey_grid", args=[survey.pk]),
        reverse("admin:survey_workbook", args=[survey.pk]),
        reverse("admin:survey_coding", args=[question(survey, "気づいた").pk]),
        reverse("admin:trainings_survey_open", args=[survey.pk]),
    ]
    stranger = Desk(world.member(organization=world.wakaba))
    viewer = Desk(world.member(Role.VIEWER))

    assert {stranger.get(page).status_code for page in pages} == {404}
    assert [viewer.get(page).status_code for page in pages] == [200, 200, 403, 403, 403, 403]
    with within(world.wakaba):
        assert not Survey.objects.exists()
