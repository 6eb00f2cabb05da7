"""The database is away or a disk full: people learn that nothing is lost and how to go on (S30)."""

import errno
import re

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client

from foundation.organizations import middleware
from foundation.outages import is_outage

TYPED = {"name": "髙橋 花子"}


def arising_from(cause: Exception, shown: Exception) -> Exception:
    """Return an error as it is raised while another one is handled."""
    shown.__context__ = cause
    return shown


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("connection refused"), True),
        (InterfaceError("connection already closed"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (arising_from(OperationalError("gone"), KeyError("name")), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (IntegrityError("twice"), False),
        (DataError("too long"), False),
        (arising_from(IntegrityError("twice"), KeyError("name")), False),
        (KeyError("name"), False),
        (None, False),
    ],
)
def test_what_passes_by_itself(error, expected):
    assert is_outage(error) == expected


@pytest.fixture
def visitor() -> Client:
    """A browser that is shown what the server answers, with a session from before."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "from-before"
    return client


@pytest.fixture
def away(django_db_blocker, monkeypatch):
    """No server listens where the settings say."""
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
        yield
        connection.close()
        monkeypatch.undo()


def failing(monkeypatch, error: Exception) -> None:
    def find(slug: str) -> None:
        raise error

    monkeypatch.setattr(middleware, "find_organization", find)


@pytest.mark.parametrize("path", ["/", "/aoba/", "/aoba/courses/apply/", "/staff/", "/aoba/l/key/"])
def test_without_a_database_a_page_says_that_nothing_is_lost(visitor, away, path):
    response = visitor.get(path)
    page = response.content.decode()

    assert response.status_code == 503
    assert response["Retry-After"] == "300"
    assert response["Cache-Control"] == "no-store"
    assert "<h1>ただいま利用できません</h1>" in page
    assert "受け付けた申込みや記録は、なくなっていません" in page
    assert "5分ほど待ってから、この画面を再読み込み" in page
    assert ("市町村のホームページに載っています" in page) == (path != "/staff/")


def test_what_was_typed_can_be_sent_again(visitor, away):
    page = visitor.post("/aoba/", TYPED).content.decode()

    assert "この画面を再読み込み（更新）すると、同じ内容をもう一度送れます" in page
    assert "「戻る」で前の画面に戻ると、入力した文字が残っています" in page
    assert "髙橋" not in page


def test_staff_are_not_sent_back_to_a_page_no_browser_keeps(visitor, away):
    page = visitor.post("/staff/", TYPED).content.decode()

    assert "同じ内容をもう一度送れます" in page
    assert "「戻る」" not in page


def test_the_page_asks_nobody_else_for_anything(visitor, away):
    page = visitor.get("/aoba/").content.decode()
    fetched = re.findall(r'(?:src|href)="([^"]*)"', page)

    assert fetched
    assert all(one.startswith(("/static/", "data:", "tel:")) for one in fetched)
    assert "<script" not in page
    assert "style=" not in page


def test_the_process_is_alive_all_the_same(visitor, away):
    response = visitor.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_a_full_disk_is_told_alike(visitor, monkeypatch):
    failing(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))

    assert visitor.post("/aoba/", TYPED).status_code == 503


@pytest.mark.django_db
def test_a_fault_of_ours_is_no_outage(visitor, monkeypatch):
    failing(monkeypatch, KeyError("name"))

    response = visitor.get("/aoba/")

    assert response.status_code == 500
    assert "機械の不具合" in response.content.decode()


@pytest.mark.django_db
def test_the_organization_found_before_gives_its_telephone(world, visitor, monkeypatch):
    def gone(*args: object, **more: object) -> None:
        raise OperationalError("terminating connection")

    monkeypatch.setattr("trainings.views.courses.listed_courses", gone)

    page = visitor.get("/aoba/").content.decode()

    assert world.aoba.name in page
    assert f'href="tel:{world.aoba.phone.replace("-", "")}"' in page
