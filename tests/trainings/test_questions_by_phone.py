"""What else a course asks, keyed from a call or a sheet: in the grid, and afterwards (ux 2)."""

from dataclasses import replace

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.base import NOW
from tests.factories.trainings import (
    ApplicationFactory,
    CourseFactory,
    ProgramSpecFactory,
    SubmissionFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.corrections import correct_application
from trainings.models import ApplicantAttribute, Application, Submission
from trainings.queries.open_questions import open_questions
from trainings.specs import AskedField, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ASKED = (
    AskedField("kana", required=True),
    AskedField("phone", required=True),
    AskedField("birth_date", required=True),
    AskedField("affiliation"),
    AskedField("category", required=True),
    AskedField("heard_from"),
    AskedField("own_1", label="参加の動機", kind="text"),
    AskedField("own_2", label="昼食", choices=("要る", "要らない"), kind="choice", required=True),
    AskedField("own_3", label="関心", choices=("聴き方", "地域", "制度"), kind="several"),
)
CALLER = {"name": "森 実", "kana": "もり みのる", "phone": "055-123-4567"}
TOLD = {
    "birth_date_year": "昭和26", "birth_date_month": "4", "birth_date_day": "1",
    "affiliation": "中央町内会", "category": "family", "heard_from": "flyer",
    "own_1": "近所の方の\r\n力になりたい", "own_2": "要る", "own_3": ["制度", "聴き方"],
}  # fmt: skip
KEPT = {"own_1": "近所の方の\n力になりたい", "own_2": "要る", "own_3": ["聴き方", "制度"]}


def course_asking(*asked: AskedField):
    spec = ProgramSpecFactory(asked_fields=[stored(one) for one in asked])
    return CourseFactory(program=spec.program, spec=spec)


@pytest.fixture
def course(aoba):
    return course_asking(*ASKED)


@pytest.fixture
def desk(world) -> Desk:
    return Desk(world.member(Role.CLERK))


def key(desk: Desk, course, *people: dict, channel: str = "phone", **more):
    data = {"line-TOTAL_FORMS": "6", "line-INITIAL_FORMS": "0", "channel": channel, **more}
    for number, person in enumerate(people):
        data |= {f"line-{number}-{name}": value for name, value in person.items()}
    return desk.post(reverse("admin:course_entry", args=[course.pk]), data, follow=True)


def correct(desk: Desk, one: Application, **changes):
    address = reverse("admin:trainings_application_correct", args=[one.pk])
    form = desk.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields if name not in changes}
    data = {name: value for name, value in shown.items() if value not in (None, "")}
    return desk.post(address, {**data, **changes}, follow=True)


# ── the grid ─────────────────────────────────────────────────────────────────────────────────


def test_the_grid_takes_everything_the_course_asks(course, desk):
    page = key(desk, course, {**CALLER, **TOLD}).content.decode()

    one = Application.objects.get()
    assert one.answers == KEPT
    assert (str(one.birth_date), one.affiliation) == ("1951-04-01", "中央町内会")
    assert one.submission.heard_from == "flyer"
    assert one.attribute.attribute == "family"
    assert "復唱：" in page
    assert "まだ伺っていないことがあります" not in page


def test_a_call_that_breaks_off_is_an_application_and_says_what_is_open(course, desk):
    page = key(desk, course, {**CALLER, "own_1": "学びたい"}).content.decode()

    one = Application.objects.get()
    assert one.state == "accepted"
    assert one.answers == {"own_1": "学びたい"}
    way = reverse("admin:trainings_application_correct", args=[one.pk])
    assert f'まだ伺っていないことがあります：生年月日、昼食。<a href="{way}">' in page
    assert f'<a href="{way}">生年月日、昼食</a>' in page  # in the table of the latest
    record = desk.get(reverse("admin:trainings_application_change", args=[one.pk]))
    assert "生年月日、昼食" in record.content.decode()


def test_each_line_of_a_sheet_has_its_own_answers(course, desk):
    others = {"name": "林 葉", "kana": "はやし よう", "phone": "055-999-9999"}
    key(desk, course, {**CALLER, **TOLD}, {**others, "own_2": "要らない"}, channel="fax")

    assert Submission.objects.get().heard_from == "flyer"
    answers = {one.name: one.answers.get("own_2") for one in Application.objects.all()}
    assert answers == {"森 実": "要る", "林 葉": "要らない"}


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"own_2": "ほか"}, "own_2", "選び直して"),
        ({"own_3": ["ほか"]}, "own_3", "選び直して"),
        ({"own_1": "長" * 1001}, "own_1", "1,000文字以内"),
        ({"own_1": "a\x00"}, "own_1", "読み取れない文字"),
        ({"birth_date_year": "昭和26"}, "birth_date", "生年月日"),
        ({"category": "king"}, "category", "選び直して"),
    ],
)
def test_a_mistake_below_the_line_opens_it_and_keeps_all(course, desk, told, field, words):
    page = key(desk, course, {**CALLER, "own_2": "要る", **told})

    line = page.context["lines"][0]
    assert list(line.errors) == [field]
    assert words in str(line.errors[field])
    assert line.opens
    assert 'value="森 実"' in page.content.decode()
    assert Submission.objects.count() == 0


def test_an_answer_without_a_name_is_no_empty_line(course, desk):
    page = key(desk, course, {"own_2": "要る"})
    assert "氏名を入力してください" in page.content.decode()
    assert Submission.objects.count() == 0


def test_what_is_taken_back_comes_back_with_its_answers_but_for_the_category(course, desk):
    key(desk, course, {**CALLER, **TOLD})
    page = desk.post(
        reverse("admin:course_entry", args=[course.pk]),
        {"deed": "take_back", "entry": Submission.objects.get().pk},
    )

    line = page.context["lines"][0]
    assert line.opens
    assert {name: line[name].value() for name in KEPT} == KEPT
    assert line["affiliation"].value() == "中央町内会"
    assert line["heard_from"].value() == "flyer"
    assert not line["category"].value()
    assert "申込区分は画面に戻りません" in page.content.decode()


def test_rule_b9_what_a_second_call_tells_goes_to_the_first_application(course, desk):
    key(desk, course, CALLER)
    one = Application.objects.get()
    page = key(desk, course, {**CALLER, **TOLD}, token="second").content.decode()

    assert Application.objects.get() == one
    assert "先の申込が有効です" in page
    assert reverse("admin:trainings_application_correct", args=[one.pk]) in page


def test_a_course_that_asks_nothing_more_keeps_its_lines_short(aoba, desk):
    plain = course_asking(
        AskedField("kana", required=True), AskedField("phone"), AskedField("care")
    )
    page = desk.get(reverse("admin:course_entry", args=[plain.pk])).content.decode()
    assert "行目の方に伺うこと" not in page
    assert "空欄のまま登録できます" not in page


# ── afterwards ───────────────────────────────────────────────────────────────────────────────


def test_answers_are_added_changed_and_taken_away_on_the_record(course, desk):
    one = ApplicationFactory(course=course, answers={"own_1": "動機", "care": "手話"}, kana="もり")
    page = correct(desk, one, own_2="要る", own_3=["制度", "聴き方"], own_1="")
    assert "保存しました" in page.content.decode()
    one.refresh_from_db()
    assert one.answers == {"care": "手話", "own_2": "要る", "own_3": ["聴き方", "制度"]}

    correct(desk, one, own_2="要らない")
    one.refresh_from_db()
    assert one.answers["own_2"] == "要らない"
    history = desk.get(reverse("admin:trainings_application_history", args=[one.pk]))
    assert "要る" in history.content.decode()
    assert "変わったところはありません" in correct(desk, one).content.decode()


def test_an_answer_of_the_former_course_is_kept_and_named_as_such(course, desk):
    """It came along with a move; here it cannot be chosen, and a correction must not lose it."""
    moved = {"own_2": "弁当A", "own_3": ["夜間", "制度", "送迎"]}
    one = ApplicationFactory(course=course, answers=moved, kana="もり", birth_date="1951-04-01")
    address = reverse("admin:trainings_application_correct", args=[one.pk])
    page = reverse("admin:trainings_application_change", args=[one.pk])
    untouched = {"own_2": "", "own_3": ["制度"]}

    asked, shown = (desk.get(where).content.decode() for where in (address, page))
    correct(desk, one, own_1="動機", **untouched)
    one.refresh_from_db()

    assert "前の研修での回答：弁当A。" in asked
    assert "前の研修での回答：夜間、送迎。" in asked
    assert "昼食：弁当A（前の研修での回答）" in shown
    assert "関心：夜間、制度、送迎（「夜間、送迎」は、前の研修での回答）" in shown
    assert open_questions([one]) == {one.pk: ["昼食"]}
    assert one.answers == {**moved, "own_1": "動機"}
    assert "変わったところはありません" in correct(desk, one, **untouched).content.decode()

    correct(desk, one, own_2="要る", own_3=["地域"])
    one.refresh_from_db()
    assert (one.answers["own_2"], one.answers["own_3"]) == ("要る", ["地域", "夜間", "送迎"])


def test_a_place_told_later_is_an_address_unless_said_otherwise(course, desk):
    one = ApplicationFactory(course=course, kana="もり", place="", place_kind="")
    correct(desk, one, own_2="要る")
    one.refresh_from_db()
    assert (one.place, one.place_kind) == ("", "")
    correct(desk, one, place="中央1-1")
    one.refresh_from_db()
    assert (one.place, one.place_kind) == ("中央1-1", "address")


def test_rule_b14_the_category_is_keyed_and_shown_to_nobody(course, desk):
    one = ApplicationFactory(course=course, kana="もり")
    ApplicantAttribute.objects.create(application=one, attribute="family", age_band="50s")
    address = reverse("admin:trainings_application_correct", args=[one.pk])
    before = desk.get(address)
    assert not before.context["form"]["category"].value()

    correct(desk, one, own_2="要る")  # left open, it stays
    assert ApplicantAttribute.objects.get().attribute == "family"
    correct(desk, one, category="concerned")
    attribute = ApplicantAttribute.objects.get()
    assert (attribute.attribute, attribute.age_band) == ("concerned", "50s")
    told = before.content.decode().count("当事者")
    assert desk.get(address).content.decode().count("当事者") == told


def test_answers_to_what_nobody_asked_are_a_mistake_of_the_caller(course, clerk):
    one = ApplicationFactory(course=course)
    for wrong in ({"answers": {"own_9": "x"}}, {"told": {"state": "x"}}):
        with pytest.raises(ValueError, match="not correctable"):
            correct_application(one, {}, **wrong, actor=clerk, now=NOW)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.RECEPTION, Role.COORDINATOR])
def test_who_decides_nothing_changes_no_answer(world, course, role):
    one = ApplicationFactory(course=course, answers={"own_1": "内緒の動機"})
    address = reverse("admin:trainings_application_correct", args=[one.pk])
    assert Desk(world.member(role)).post(address, {"own_1": "x"}).status_code == 403
    one.refresh_from_db()
    assert one.answers == {"own_1": "内緒の動機"}


def test_another_town_finds_neither_grid_nor_record(world, desk):
    with within(world.wakaba):
        theirs = ApplicationFactory(course=course_asking(*ASKED), answers={"own_1": "内緒の動機"})
    for name, pk in (
        ("trainings_application_correct", theirs.pk),
        ("course_entry", theirs.course_id),
    ):
        assert desk.get(reverse(f"admin:{name}", args=[pk])).status_code == 404


# ── what is still open ───────────────────────────────────────────────────────────────────────

FULL = {"kana": "もり", "birth_date": "1951-04-01", "answers": {"own_2": "要る"}}


@pytest.mark.parametrize(
    ("facts", "labels"),
    [
        ({}, []),
        ({"answers": {}}, ["昼食"]),
        ({"answers": {"own_2": ""}}, ["昼食"]),
        ({"birth_date": None}, ["生年月日"]),
        ({"kana": "", "answers": {"own_1": "x"}}, ["ふりがな", "昼食"]),
        ({"answers": {}, "cancelled": True}, []),
        ({"answers": {}, "waiting": True}, ["昼食"]),
    ],
)
def test_what_is_open(course, desk, facts, labels):
    one = ApplicationFactory(course=course, **{**FULL, **facts})
    assert open_questions([one]) == ({one.pk: labels} if labels else {})

    address = reverse("admin:trainings_application_changelist")
    narrowed = {"course__id__exact": course.pk, "ask": "open"}
    assert (one.reference in desk.get(address, narrowed).content.decode()) is bool(labels)


@pytest.mark.parametrize("each", [False, True])
def test_rule_b8_of_a_group_each_is_asked_what_the_programme_says(aoba, each):
    lunch = replace(ASKED[-2], each=each)
    course = course_asking(AskedField("phone"), lunch)
    act = SubmissionFactory(course=course)
    first, second = ApplicationFactory.create_batch(2, course=course, submission=act)
    asked = {first.pk: ["昼食"], second.pk: ["昼食"]} if each else {first.pk: ["昼食"]}
    assert open_questions([first, second]) == asked


@pytest.mark.parametrize("n", [1, 3])
def test_one_query_for_a_list(course, django_assert_num_queries, n):
    ApplicationFactory.create_batch(n, course=course, **{**FULL, "answers": {}})
    rows = list(Application.objects.select_related("course__spec"))
    with django_assert_num_queries(1):
        assert len(open_questions(rows)) == n


def test_the_filter_stands_where_there_is_something_to_ask(course, desk):
    address = reverse("admin:trainings_application_changelist")
    ApplicationFactory(course=course)
    plain = ApplicationFactory(course=course_asking(AskedField("phone", required=True)))

    def shown(**query):
        return "ask=open" in desk.get(address, query).content.decode()

    assert shown(course__id__exact=course.pk)
    assert not shown(course__id__exact=plain.course_id)
    assert not shown()
    assert not shown(course__id__exact="x")
