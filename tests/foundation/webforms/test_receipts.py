"""The receipt opens the done page of what was sent, for the browser that sent it."""

from types import SimpleNamespace

import pytest

from foundation.webforms import receipts
from foundation.webforms.receipts import cookie_of, done_with_receipt, has_receipt, write_receipt

KIND, ORGANIZATION, ROW = "test.done", 3, 7
HOUR = 60 * 60


def request_with(text: str, kind: str = KIND) -> SimpleNamespace:
    return SimpleNamespace(
        COOKIES={cookie_of(kind): text}, organization=SimpleNamespace(pk=ORGANIZATION)
    )


def test_the_browser_that_sent_it_sees_it():
    assert has_receipt(request_with(write_receipt(KIND, ORGANIZATION, ROW)), KIND, ROW)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no receipt"),
        pytest.param("7", id="written by hand"),
        pytest.param(write_receipt(KIND, ORGANIZATION, ROW)[:-1] + "!", id="changed"),
        pytest.param(write_receipt(KIND, ORGANIZATION, ROW + 1), id="of another row"),
        pytest.param(write_receipt(KIND, ORGANIZATION + 1, ROW), id="of another organization"),
        pytest.param(write_receipt(KIND, None, ROW), id="of no organization"),
        pytest.param(write_receipt("other.done", ORGANIZATION, ROW), id="of another form"),
    ],
)
def test_nothing_else_opens_it(text):
    assert not has_receipt(request_with(text), KIND, ROW)


def test_it_opens_nothing_outside_an_organization():
    request = request_with(write_receipt(KIND, None, ROW))
    request.organization = None

    assert not has_receipt(request, KIND, ROW)


@pytest.mark.parametrize(("hours", "opens"), [(11, True), (13, False)])
def test_it_is_gone_after_twelve_hours(monkeypatch, hours, opens):
    text = write_receipt(KIND, ORGANIZATION, ROW)
    now = receipts.signing.time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + hours * HOUR)

    assert has_receipt(request_with(text), KIND, ROW) is opens


def test_the_cookie_is_for_the_done_page_alone():
    cookie = done_with_receipt("/aoba/applied/7/", KIND, ORGANIZATION, ROW).cookies[cookie_of(KIND)]

    assert cookie["path"] == "/aoba/applied/7/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
