"""Questions a programme writes itself: from its settings to form, check page, staff and files."""

import io
import re
from dataclasses import replace

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from foundation.organizations.permissions import Role
from tests.factories.trainings import CourseFactory, ProgramSpecFactory, TrainingSettingsFactory
from tests.foundation.adminsite.desk import Desk
from trainings.disclosure import _answers
from trainings.history_words import answers, questions
from trainings.models import Application
from trainings.presets import TSUNAGARI
from trainings.rules.settings import why_spec_cannot_be_used
from trainings.specs import (
    MOST_OWN,
    AnswerKind,
    AskedField,
    FrozenSpec,
    carried_answers,
    stored,
)

pytestmark = pytest.mark.django_db
ASKED = (
    AskedField("phone", required=True),
    AskedField("own_1", label="参加の動機", help_text="短くて結構です。", kind="line"),
    AskedField("own_2", label="これまでの経験", kind="text"),
    AskedField(
        "own_3", label="昼食", choices=("要る", "要らない"), kind="choice", required=True, each=True
    ),
    AskedField("own_4", label="関心", choices=("聴き方", "地域", "制度"), kind="several"),
    AskedField("own_5", label="送迎バスに乗りますか", kind="yes_no"),
    AskedField("own_bus", label="古い質問", choices=("ア", "イ")),
)
ANSWERS = {
    "own_1": "学びたい",
    "own_2": "1行目\n2行目",
    "own_3": "要る",
    "own_4": ["聴き方", "制度"],
    "own_5": "はい",
}


@pytest.fixture
def course(aoba):
    spec = ProgramSpecFactory(asked_fields=[stored(one) for one in ASKED])
    return CourseFactory(program=spec.program, spec=spec)


def pairs(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)


def sent(visitor: Client, address: str, data: list[tuple[str, str]]):
    return visitor.post(address, urlencode(data), "application/x-www-form-urlencoded")


def typed(form: str) -> list[tuple[str, str]]:
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token is not None
    several = [("own_4", one) for one in ANSWERS["own_4"]]
    plain = [(key, value) for key, value in ANSWERS.items() if isinstance(value, str)]
    return [
        *(("form_token", token[1]), ("name", "髙橋 花子"), ("phone", "090-1234-5678")),
        *(("people", "1"), *plain, *several),
    ]


def test_every_kind_of_question_goes_from_the_form_to_the_files(course, world, settings, frozen):
    settings.SASAE_FORM_MIN_SECONDS = 0
    visitor = Client()
    address = reverse("course-apply", args=["aoba", course.public_code])
    form = visitor.get(address).content.decode()
    assert "短くて結構です。" in form
    assert form.count('type="checkbox" name="own_4"') == 3
    assert "回答しない" in form  # a choice that may stay open can be taken back

    check = sent(visitor, address, [*typed(form), ("step", "check")]).content.decode()
    for words in ("学びたい", "聴き方", "制度", "はい", "要る"):
        assert words in check
    sent(visitor, address, [*pairs(check), ("step", "send")])

    one = Application.objects.get()
    assert {key: one.answers[key] for key in ANSWERS} == ANSWERS
    desk = Desk(world.member(Role.CLERK))
    page = desk.get(reverse("admin:trainings_application_change", args=[one.pk])).content.decode()
    assert "関心：聴き方、制度" in page
    assert "関心：聴き方、制度" in _answers(one)
    assert "独自の質問4：聴き方・制度" in answers(one.answers)
    export = reverse("admin:trainings_course_export_applications", args=[course.pk])
    book = openpyxl.load_workbook(
        io.BytesIO(
            desk.post(
                export,
                {"group": "all", "purpose": "準備", "questions": ["own_4", "own_5"]},
            ).content
        )
    )
    cells = {cell for row in book.active.iter_rows(values_only=True) for cell in row}
    assert {"関心", "聴き方、制度", "送迎バスに乗りますか", "はい"} <= cells


def test_everybody_who_comes_together_states_what_they_need_themselves(aoba, settings, frozen):
    """B8: the wheelchair is the companion's, not the contact's."""
    settings.SASAE_FORM_MIN_SECONDS = 0
    visitor = Client()
    asked = [stored(AskedField("phone", required=True)), stored(AskedField("care"))]
    spec = ProgramSpecFactory(asked_fields=asked)
    address = reverse(
        "course-apply", args=["aoba", CourseFactory(program=spec.program, spec=spec).public_code]
    )
    form = visitor.get(address).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token is not None
    data = [
        *(("form_token", token[1]), ("people", "2"), ("phone", "090-1234-5678")),
        *(("name", "髙橋 花子"), ("name_2", "森 実"), ("care_2", "車いす")),
    ]

    check = sent(visitor, address, [*data, ("step", "check")]).content.decode()
    assert "2人目の配慮が必要なこと" in check
    assert "車いす" in check
    sent(visitor, address, [*pairs(check), ("step", "send")])

    told = Application.objects.order_by("id").values_list("name", "answers")
    assert list(told) == [("髙橋 花子", {}), ("森 実", {"care": "車いす"})]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("own_3", ""),
        ("own_3", "ほか"),
        ("own_4", "ほか"),
        ("own_5", "たぶん"),
        ("own_1", "長" * 201),
    ],
)
def test_an_answer_that_was_not_offered_is_refused_and_the_others_stay(
    course, settings, frozen, key, value
):
    settings.SASAE_FORM_MIN_SECONDS = 0
    visitor = Client()
    address = reverse("course-apply", args=["aoba", course.public_code])
    form = visitor.get(address).content.decode()
    data = [pair for pair in typed(form) if pair[0] != key]
    page = sent(visitor, address, [*data, (key, value), ("step", "check")]).content.decode()
    assert "入力内容を確認してください" in page
    assert "髙橋 花子" in page
    assert "1行目" in page


def test_rule_b8_a_question_may_be_asked_of_everybody(course, settings, frozen):
    settings.SASAE_FORM_MIN_SECONDS = 0
    visitor = Client()
    address = reverse("course-apply", args=["aoba", course.public_code])
    alone = [pair for pair in typed(visitor.get(address).content.decode()) if pair[0] != "people"]
    two = [*alone, ("people", "2"), ("name_2", "髙橋 一郎")]
    missing = sent(visitor, address, [*two, ("step", "check")]).content.decode()
    assert "2人目の昼食を選んでください" in missing
    assert "2人目の参加の動機" not in missing

    check = sent(visitor, address, [*two, ("own_3_2", "要らない"), ("step", "check")])
    sent(visitor, address, [*pairs(check.content.decode()), ("step", "send")])
    first, second = Application.objects.order_by("id")
    assert {key: first.answers[key] for key in ANSWERS} == ANSWERS
    assert second.answers == {"own_3": "要らない"}


# ── the settings ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(world, aoba, frozen):
    row = TrainingSettingsFactory(asked_fields=[stored(one) for one in ASKED])
    desk = Desk(world.member(Role.ADMINISTRATOR))
    return row, desk, reverse("admin:trainings_trainingsettings_change", args=[row.pk])


def as_shown(page) -> dict[str, object]:
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    return {key: value for key, value in data.items() if value not in (None, False)}


def test_the_settings_keep_every_question_with_its_key(office):
    row, desk, address = office
    page = desk.get(address)
    html = page.content.decode()
    assert f"独自の質問{MOST_OWN}" in html
    assert f"独自の質問{MOST_OWN + 1}" not in html

    assert desk.post(address, as_shown(page)).status_code == 302
    row.refresh_from_db()
    before = {one.key: (one, one.answer_kind) for one in ASKED}
    after = {one.key: one for one in row.spec.asked_fields}
    assert set(after) == set(before)
    for key, (one, kind) in before.items():
        assert replace(after[key], kind="") == replace(one, kind="")
        assert not one.is_own or after[key].answer_kind == kind
    desk.post(address, {**as_shown(desk.get(address)), "own_1": ""})  # the second goes
    row.refresh_from_db()
    own = [one.key for one in row.spec.asked_fields if one.is_own]
    assert sorted(own) == ["own_1", "own_3", "own_4", "own_5", "own_bus"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"own_choices_2": "要る"}, "own_choices_2", "2つ以上"),
        ({"own_choices_2": "要る／要る"}, "own_choices_2", "同じ選択肢"),
        ({"own_choices_0": "ア／イ"}, "own_kind_0", "1つ選ぶ"),
        ({"own_help_6": "説明だけ"}, "own_6", "質問文を入力"),
        ({"own_each_6": "on"}, "own_6", "質問文を入力"),
        ({"own_kind_0": "colour"}, "own_kind_0", "選び直してください"),
    ],
)
def test_what_would_be_lost_is_said_at_its_field(office, changes, field, words):
    row, desk, address = office
    before = row.asked_fields
    page = desk.post(address, {**as_shown(desk.get(address)), **changes})
    errors = page.context["adminform"].form.errors
    assert words in str(errors[field])
    assert "参加の動機" in page.content.decode()
    row.refresh_from_db()
    assert row.asked_fields == before


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (AskedField("own_1", label="質問", kind="several", choices=("ア", "イ")), None),
        (AskedField("own_1", label="質問", kind="several", choices=("ア",)), "choices_missing"),
        (AskedField("own_1", label="質問", choices=tuple(map(str, range(21)))), "choices_missing"),
        (AskedField("own_1", label="質問", kind="colour"), "answer_unknown"),
        (AskedField("own_1", label=" "), "label_missing"),
    ],
)  # fmt: skip
def test_rule_b15_questions_that_cannot_be_asked(one, code):
    spec = replace(TSUNAGARI.spec, asked_fields=(AskedField("phone"), one))
    refusal = why_spec_cannot_be_used(spec)
    assert (refusal.code if refusal else None) == code


def test_a_frozen_version_reads_as_it_was_written():
    spec = FrozenSpec(asked_fields=ASKED)
    older = {key: value for key, value in stored(ASKED[-1]).items() if key != "kind"}
    again = FrozenSpec.of(type("Row", (), {**spec.as_columns(), "asked_fields": [older]}))
    assert again.asked_fields == (ASKED[-1],)
    assert again.asked_fields[0].answer_kind == AnswerKind.CHOICE


def test_the_history_says_how_a_question_is_answered():
    said = questions([stored(one) for one in ASKED])
    assert "参加の動機［短い文を書く］［補足：短くて結構です。］（任意）" in said
    assert "昼食［要る／要らない］［いっしょに申し込む方にも］（必須）" in said
    assert "関心［聴き方／地域／制度］［いくつでも］" in said


def test_answers_go_along_to_the_same_question_of_another_course():
    there = (
        AskedField("own_1", label="昼食"),
        AskedField("own_3", label="ほかの質問"),
        AskedField("own_9", label="関心"),
    )
    answers = {**ANSWERS, "care": "手話"}
    assert carried_answers(answers, ASKED, there) == {
        "own_1": "要る", "own_9": ["聴き方", "制度"], "care": "手話",
    }  # fmt: skip
    assert carried_answers(answers, ASKED, ASKED) == answers
    assert carried_answers(answers, ASKED, ()) == {"care": "手話"}
