"""What helps a resident on the way through an application: told early, and where to go on."""

import re

import pytest

from tests.factories.trainings import ApplicationFactory, CourseFactory
from tests.trainings.test_public_pages import TYPED, address_of, hidden, page_of, visitor
from trainings.models import Application, Submission

__all__ = ["visitor"]

pytestmark = pytest.mark.django_db


def checked(visitor, course, **changes: str):
    """Fill the form and go on to the check page; returns form and answer."""
    form = visitor.get(address_of(course)).content.decode()
    data = {**TYPED, "form_token": hidden(form)["form_token"], "step": "check", **changes}
    return form, visitor.post(address_of(course), data).content.decode()


def test_a_full_course_offers_other_dates_before_anybody_types(aoba, visitor):
    course = CourseFactory(capacity=0, waiting_capacity=0)
    other = CourseFactory(program=course.program, title="次の回の研修")

    assert other.title in visitor.get(f"/aoba/courses/{course.public_code}/").content.decode()
    for answer in (
        visitor.get(address_of(course)),
        visitor.post(address_of(course), {**TYPED, "step": "check"}),
    ):
        assert answer.status_code == 409
        assert "定員に達しました" in answer.content.decode()
        assert other.title in answer.content.decode()
    assert Submission.objects.count() == 0


def test_a_course_that_filled_while_somebody_typed_refuses_what_is_sent(aoba, visitor):
    course = CourseFactory(capacity=1, waiting_capacity=0)
    _, check = checked(visitor, course)
    data = {**hidden(check), "step": "send", "people": "1"}
    one = ApplicationFactory(course=course)
    refused = visitor.post(address_of(course), data).content.decode()
    assert "定員に達したため" in refused
    assert "髙橋 花子" in refused
    Application.objects.filter(pk=one.pk).update(state="cancelled")

    done = visitor.post(address_of(course), data).headers["Location"]
    assert visitor.post(address_of(course), data).headers["Location"] == done  # full, yet sent


@pytest.mark.parametrize(
    ("facts", "told"),
    [({"capacity": 0}, True), ({}, False), ({"capacity": 0, "allocation": "lottery"}, False)],
)
def test_a_queue_says_what_applying_means(aoba, visitor, facts, told):
    for page in checked(visitor, CourseFactory(**facts)):
        assert ("いま申し込むと、キャンセル待ちになります。" in page) is told


def test_companions_are_told_apart_on_check_page_and_in_messages(aoba, visitor):
    course = CourseFactory()
    _, wrong = checked(visitor, course, people="2")
    assert "2人目の氏名を入力してください" in wrong
    assert ">氏名を入力してください" not in wrong

    _, right = checked(visitor, course, people="2", name_2="森 実", kana_2="もり みのる")
    assert "まだ送信されていません" in right
    for label in ("2人目の氏名", "2人目のふりがな", "2人目の生年月日"):
        assert label in right


@pytest.mark.parametrize(
    ("step", "people", "focused"),
    [("add", "1", 'name="name_2"'), ("add", "5", 'name="name_6"'), ("drop", "2", 'value="add"')],
)
def test_whoever_changes_the_number_of_people_goes_on_there(aoba, visitor, step, people, focused):
    data = {**TYPED, "people": people, "step": step}
    page = visitor.post(address_of(CourseFactory()), data).content.decode()
    (found,) = re.findall(r"<(?:input|button)[^>]* data-focus[^>]*>", page)
    assert focused in found
    assert " autofocus" in found


def test_a_form_with_mistakes_begins_with_their_list(aoba, visitor):
    _, wrong = checked(visitor, CourseFactory(), people="2")
    (found,) = re.findall(r"<[a-z]+[^>]* data-focus[^>]*>", wrong)
    assert "error-summary" in found


# ── the own page ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("allocation", "told"), [("approval", "後日お知らせします"), ("lottery", "抽選します")]
)
def test_who_waits_for_a_decision_reads_when_it_comes(aoba, visitor, allocation, told):
    one = ApplicationFactory(course=CourseFactory(allocation=allocation), received=True)
    assert told in visitor.get(page_of(visitor, one)).content.decode()


def test_the_own_page_opens_where_the_contact_stands(aoba, visitor):
    address = page_of(visitor, ApplicationFactory(email="a@example.jp"))
    opened = visitor.post(address, {"step": "unlock", "proof": "5678"})
    assert opened.headers["Location"] == f"{address}#contact"
    assert 'id="contact"' in visitor.get(address).content.decode()


def test_declining_a_seat_is_asked_once_more(aoba, visitor):
    application = ApplicationFactory(offered=True, email="a@example.jp")
    address = page_of(visitor, application)

    asked = visitor.post(f"{address}answer/", {"answer": "decline"})
    assert "席は次の方にご案内します" in asked.content.decode()
    assert Application.objects.get().state == "offered"

    visitor.post(f"{address}answer/", {"answer": "accept"})
    late = visitor.post(f"{address}answer/", {"answer": "decline"}, follow=True)
    assert Application.objects.get().state == "accepted"
    assert "席の辞退" not in late.content.decode()
