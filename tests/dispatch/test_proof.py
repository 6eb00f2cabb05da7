"""The last digits of the telephone before anything of a client is shown (rule B12)."""

from datetime import timedelta

import pytest

from dispatch.models import Assignment, DispatchSettings, Visit
from foundation.audit.models import AccessLog
from foundation.people.models import Person
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(path) -> Visit:
    person = path.supporter.person
    person.mobile, person.phone = "09012345678", ""
    person.save()
    return make.visit(path.active())


@pytest.fixture
def phone(visit, frozen) -> Phone:
    return Phone().through(visit.supporter, proved=False)


def pages(visit) -> dict[str, str]:
    here = "/aoba/activity"
    return {
        "visit": f"{here}/visits/{visit.pk}/",
        "assignment": f"{here}/assignments/{visit.assignment_id}/",
    }


@pytest.mark.parametrize("page", ["visit", "assignment"])
def test_the_link_shows_no_client_before_the_digits(phone, visit, page):
    url = pages(visit)[page]

    closed = phone.text(url)
    assert make.CLIENT_NAME not in closed
    assert "北公民館" not in closed
    assert not AccessLog.objects.filter(object_type="cases.Case").exists()

    phone.send(url, step="unlock", proof="５６７８")

    assert make.CLIENT_NAME in phone.text(url)
    assert AccessLog.objects.filter(object_type="cases.Case").exists()


@pytest.mark.parametrize("page", ["visit", "assignment", "preparing"])
def test_the_plan_opens_after_the_digits(phone, visit, page):
    """It tells what somebody needs help with: a mail that went astray must not show it."""
    plan = "月2回、一緒に散歩をする"
    if page == "preparing":
        Assignment.objects.update(
            state="preparing", begun_on=None, agreed_by_user_on=None, agreed_by_supporter_on=None
        )
    url = pages(visit)["assignment" if page == "preparing" else page]
    closed = phone.text(url)
    assert "電話番号の下4けた" in closed
    assert plan not in closed
    assert "この内容で合意する" not in closed

    phone.send(url, step="unlock", proof="5678")

    opened = phone.text(url)
    assert plan in opened
    assert ("この内容で合意する" in opened) == (page == "preparing")


def test_what_is_the_supporters_own_needs_the_link_alone(phone, visit, at):
    at(visit.starts_at)
    url = pages(visit)["visit"]
    assert "活動を始めます" in phone.text(url)

    phone.send(url, step="begin")

    visit.refresh_from_db()
    assert visit.began_at == visit.starts_at
    assert "の予定と報告" in phone.text(f"/aoba/activity/{visit.supporter_id}/")


@pytest.mark.parametrize(
    "path_of", ["visits/{v.pk}/report/", "assignments/{v.assignment_id}/contact/"]
)
def test_what_was_written_about_a_client_opens_after_the_digits(phone, visit, at, path_of):
    at(visit.ends_at)
    url = "/aoba/activity/" + path_of.format(v=visit)

    assert "ご本人の確認" in phone.text(url)
    phone.send(url, step="unlock", proof="5678")

    assert "ご本人の確認" not in phone.text(url)


def test_a_draft_is_not_kept_without_the_digits_and_the_page_says_so(phone, visit, at):
    at(visit.ends_at)

    answer = phone.post(
        f"/aoba/activity/visits/{visit.pk}/report/", {"step": "save", "content": "散歩"},
        headers={"X-Sasae-Draft": "1"},
    )  # fmt: skip

    assert answer.status_code == 403
    assert "保存していません" in answer.json()["sentence"]


def test_wrong_digits_count_and_lock(phone, visit):
    url = pages(visit)["visit"]
    for _ in range(8):
        assert (
            "登録されている内容と違います"
            in phone.send(url, step="unlock", proof="0000").content.decode()
        )

    text = phone.send(url, step="unlock", proof="5678").content.decode()

    assert "しばらく時間をおいて" in text
    assert make.CLIENT_NAME not in phone.text(url)


def test_without_a_telephone_the_reference_counts_and_never_a_number(phone, visit):
    """Numbers are counted up and printed on cards; without a reference the office is called."""
    supporter = visit.supporter
    registration = supporter.registration
    Person.objects.filter(pk=supporter.person_id).update(mobile="", phone="")
    url = pages(visit)["visit"]
    assert "担当課へお電話ください。" in phone.text(url)
    for typed in (registration.number_text, ""):
        phone.send(url, step="unlock", proof=typed)
        assert make.CLIENT_NAME not in phone.text(url)
    registration.application = make_supporters.application(
        supporter.program, supporter.person, reference="ABCD2345"
    )
    registration.save()
    assert "受付番号" in phone.text(url)

    phone.send(url, step="unlock", proof=registration.number_text)
    assert make.CLIENT_NAME not in phone.text(url)
    phone.send(url, step="unlock", proof="abcd-2345")

    assert make.CLIENT_NAME in phone.text(url)


def test_a_programme_may_do_without(phone, visit):
    DispatchSettings.objects.update(asks_digits=False)

    assert make.CLIENT_NAME in phone.text(pages(visit)["visit"])


def test_the_digits_of_one_supporter_open_nothing_of_another(phone, visit, program, at):
    other = make_supporters.supporter(program)
    at(NOW + timedelta(minutes=1))
    phone.send(pages(visit)["visit"], step="unlock", proof="5678")
    stranger = Phone().through(other, proved=False)

    assert stranger.get(pages(visit)["visit"]).status_code == 404
