"""What the public pages say about the next step, and what the Enter key and a way back may lose."""

import re

import pytest
from django.urls import reverse

from foundation.organizations.models import Organization
from tests.factories.trainings import ApplicationFactory, CourseFactory, CurriculumItemFactory
from tests.foundation.adminsite.desk import Desk
from tests.trainings.test_public_pages import address_of, apply, visitor

__all__ = ["visitor"]

pytestmark = pytest.mark.usefixtures("frozen")


def page_of(visitor, course) -> str:
    html: str = visitor.get(f"/aoba/courses/{course.public_code}/").content.decode()
    return html


def test_the_enter_key_goes_on_and_adds_nobody(aoba, visitor):
    form = visitor.get(address_of(CourseFactory())).content.decode()

    steps = [
        re.search(r'value="([^"]*)"', button)
        for button in re.findall(r"<button[^>]*>", form)
        if 'name="step"' in button
    ]

    assert [step[1] for step in steps if step] == ["check", "add", "check"]


def test_the_check_page_has_no_link_that_loses_what_was_typed(aoba, visitor):
    course = CourseFactory()

    check, _ = apply(visitor, address_of(course))
    main = check.content.decode()

    assert "戻って直す" in main
    assert 'class="back"' not in main
    assert f'href="/aoba/courses/{course.public_code}/"' not in main


@pytest.mark.parametrize(
    ("allocation", "sentence"),
    [
        ("first_come", None),
        ("lottery", "抽選します。結果は"),
        ("approval", "参加できるかどうかを後日お知らせします"),
    ],
)
def test_the_course_page_says_how_seats_are_given(aoba, visitor, allocation, sentence):
    html = page_of(visitor, CourseFactory(allocation=allocation))

    told = [one for one in ("抽選します。結果は", "後日お知らせします") if one in html]
    assert told == [] if sentence is None else sentence in html


@pytest.mark.parametrize(("fax", "offered"), [("", False), ("0451234568", True)])
def test_fax_is_offered_where_there_is_a_number(aoba, visitor, fax, offered):
    Organization.objects.filter(pk=aoba.pk).update(fax=fax)

    html = page_of(visitor, CourseFactory(channels=["web", "phone", "fax"]))

    assert ("電話・FAXでも申し込めます" in html) is offered


@pytest.mark.parametrize(("people", "offered"), [(0, False), (2, True)])
def test_where_only_the_queue_is_left_other_dates_are_shown(aoba, visitor, people, offered):
    course = CourseFactory(capacity=2)
    ApplicationFactory.create_batch(people, course=course)
    other = CourseFactory(program=course.program, title="次の回の研修")

    assert (other.title in page_of(visitor, course)) is offered


@pytest.mark.parametrize(("name", "column"), [("", False), ("岡田 真由美", True)])
def test_lecturers_have_a_column_where_any_is_known(aoba, visitor, name, column):
    course = CourseFactory()
    CurriculumItemFactory(session=course.sessions.get(), title="講義", instructor=name)

    assert (">講師</th>" in page_of(visitor, course)) is column


def test_an_empty_list_says_how_its_first_row_comes_about(world, aoba):
    desk, page = Desk(world.member()), reverse("admin:trainings_course_changelist")
    hint, narrowed = "「研修を追加」から計画します", "この条件に合うものはありません"

    empty, searched = (desk.get(page + query).content.decode() for query in ("", "?q=ない"))
    assert hint in empty
    assert narrowed not in empty
    assert narrowed in searched
    assert hint not in searched

    CourseFactory()
    assert hint not in desk.get(page).content.decode()
