"""Guessing passwords is stopped where it is done, and nobody locks a colleague out (design D13)."""

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from foundation.adminsite import known_browser
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.django_db
HALL, ELSEWHERE = "203.0.113.10", "198.51.100.77"
GUESSES = 10


@pytest.fixture(autouse=True)
def lockout_as_in_production(settings):
    settings.AXES_ENABLED = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def staff(world):
    """Two colleagues of one town hall, behind one address."""
    return world.member().user.email, world.member().user.email


def sign_in(
    email: str, password: str = PASSWORD, address: str = HALL, client: Client | None = None
):
    client = client or Client()
    return client.post(
        "/accounts/login/", {"login": email, "password": password}, REMOTE_ADDR=address
    )


def guess(email: str, address: str, times: int = GUESSES, client: Client | None = None) -> None:
    for number in range(times):
        sign_in(email, f"wrong {number}", address, client)


def test_guesses_lock_an_account_at_the_address_they_come_from(staff):
    mine, colleagues = staff
    guess(mine, ELSEWHERE)

    assert sign_in(mine, address=ELSEWHERE).status_code == 429
    assert sign_in(mine, address=HALL).status_code == 302
    assert sign_in(colleagues, address=HALL).status_code == 302


def test_wrong_passwords_of_one_account_lock_no_colleague_behind_the_same_address(staff):
    mine, colleagues = staff
    guess(mine, HALL)

    assert sign_in(mine).status_code == 429
    assert sign_in(colleagues).status_code == 302
    guess(colleagues, HALL, 1)
    assert sign_in(colleagues).status_code == 302  # upper and lower case are one account
    assert sign_in(mine.upper()).status_code == 429


def test_a_monday_morning_behind_one_address(world):
    people = [world.member().user.email for _ in range(40)]

    for email in people:
        guess(email, HALL, 1)
    assert {sign_in(email).status_code for email in people} == {302}


def test_a_browser_that_signed_in_before_is_not_locked_out(staff):
    mine, colleagues = staff
    desk = Client()
    assert sign_in(mine, client=desk).status_code == 302
    assert sign_in(colleagues, client=desk).status_code == 302  # two share the counter's computer
    desk.post("/accounts/logout/")
    guess(mine, HALL)  # somebody in the same house, on another computer

    assert sign_in(mine).status_code == 429
    assert sign_in(mine, client=desk).status_code == 302


def test_a_known_browser_may_not_guess_for_ever(staff):
    mine, colleagues = staff
    desk = Client()
    sign_in(mine, client=desk)
    desk.post("/accounts/logout/")
    guess(mine, HALL, known_browser.MOST_GUESSES, desk)

    refused = sign_in(mine, client=desk)
    assert (refused.status_code, "連続" in refused.content.decode()) == (200, True)
    guess(colleagues, HALL, client=desk)  # it knows nothing of the colleague
    assert sign_in(colleagues, client=desk).status_code == 429


@pytest.mark.parametrize("cookie", ["", "rubbish", "1:abc", "x" * 5000])
def test_a_made_up_cookie_opens_nothing(staff, cookie):
    guess(staff[0], HALL)
    client = Client()
    client.cookies[known_browser.COOKIE] = cookie

    assert sign_in(staff[0], client=client).status_code == 429


def test_the_cookie_is_the_browsers_alone(staff):
    sent = sign_in(staff[0]).cookies[known_browser.COOKIE]

    assert (sent["httponly"], sent["samesite"], sent["path"]) == (True, "Lax", "/accounts/")
    assert staff[0] not in sent.value


def test_what_was_typed_into_the_form_is_not_kept(staff):
    guess(staff[0], HALL, 2)

    kept = AccessAttempt.objects.get()
    assert kept.username == staff[0]  # what the lock counts, for an hour
    assert staff[0] not in kept.post_data
    assert "wrong" not in kept.post_data
