"""Form, check, send: nothing is stored before it was shown, nothing typed is ever lost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from foundation.limits import Bound
from foundation.webforms import checked
from foundation.webforms.form import RUSH, USUAL
from tests.foundation.webforms.site import ApplyForm
from trainings.forms import ApplicationForm

URL = "/aoba/apply/"


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def hidden(html: str) -> list[tuple[str, str]]:
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return [(unescape(name), unescape(value)) for name, value in pairs]


def carried(html: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in hidden(html):
        values.setdefault(name, []).append(value)
    return values


def test_the_check_page_shows_what_was_read(small_site: Client, answers: dict[str, Any]) -> None:
    html = page(small_site.post(URL, {**answers, "step": "check"}))
    for shown in ("青葉 花子", "1985", "昭和60年", "090-1234-5678", "住民", "10月10日", "同意する"):
        assert shown in html
    assert "まだ送信されていません" in html
    assert html.count("未入力") == 1
    assert 'formaction="#id_birth_date_0"' in html
    assert 'formaction="#id_kind_0"' in html


def test_sending_needs_the_check_page(small_site: Client, answers: dict[str, Any]) -> None:
    html = page(small_site.post(URL, {**answers, "step": "send"}))
    assert "もう一度お読みになり" in html
    sent = page(small_site.post(URL, {**carried(html), "step": "send"}))
    assert sent.startswith("sent ")
    assert sent.endswith(" 1985-04-01")


def test_what_was_changed_after_the_check_is_shown_again(
    small_site: Client, answers: dict[str, Any]
) -> None:
    html = page(small_site.post(URL, {**answers, "step": "check"}))
    changed = {**carried(html), "phone": "0312345678", "step": "send"}
    assert "表示の内容が変わりました" in page(small_site.post(URL, changed))


def test_going_back_keeps_everything(small_site: Client, answers: dict[str, Any]) -> None:
    html = page(small_site.post(URL, {**answers, "step": "check"}))
    for step in ("back", "change"):
        form = page(small_site.post(URL, {**carried(html), "step": step}))
        assert 'value="昭和60"' in form
        assert "車いすで" in form
        assert 'value="2" id="id_days_1" checked' in form
        assert "入力内容を確認してください" not in form


def test_a_refusal_keeps_everything_and_says_why(
    small_site: Client, answers: dict[str, Any]
) -> None:
    html = page(small_site.post(URL, {**answers, "name": "満員 太郎", "step": "check"}))
    form = page(small_site.post(URL, {**carried(html), "step": "send"}))
    assert form.count("定員に達しました。次の回にお申し込みください。") == 2
    assert "満員 太郎" in form


def test_errors_stand_at_the_top_and_at_the_field_in_the_same_words(
    small_site: Client, answers: dict[str, Any]
) -> None:
    html = page(small_site.post(URL, {**answers, "name": "", "kind": "", "step": "check"}))
    assert "<title>エラー：参加の申込｜あおば市</title>" in html
    assert '<a href="#id_name">氏名を入力してください。</a>' in html
    assert '<a href="#id_kind_0">申込区分を選んでください。</a>' in html
    assert "＊氏名を入力してください。" in html
    assert 'aria-describedby="id_name_error"' in html
    assert html.index("error-summary") < html.index("<h1>")


def test_pages_on_the_way_may_be_kept_for_the_back_button(
    small_site: Client, answers: dict[str, Any]
) -> None:
    for response in (small_site.get(URL), small_site.post(URL, {**answers, "step": "check"})):
        assert response["Cache-Control"] == "private, no-cache"
        # A cookie that is set later must not make another page of it.
        assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize(
    ("networks", "sent"),
    [
        (["203.0.113.10"] * 6, [200] * 3 + [429] * 3),
        (["203.0.113.10", "203.0.113.11"] * 3, [200] * 6),
        ([f"2001:db8::{n}" for n in range(6)], [200] * 3 + [429] * 3),  # one /64, one sender
        ([f"2001:db8:0:{n}::1" for n in range(6)], [200] * 6),
        (["127.0.0.1"] * 6, [200] * 6),  # a proxy that nobody counted stands for everybody
    ],
)
def test_one_network_sends_a_form_so_many_times(
    small_site: Client, answers: dict[str, Any], monkeypatch: Any, networks: Any, sent: Any
) -> None:
    monkeypatch.setattr(ApplyForm, "sends", Bound(3, timedelta(minutes=10)))
    checked._sent.forget()

    seen = hidden(page(small_site.post(URL, {**answers, "step": "check"})))
    typed: dict[str, Any] = {**answers, **dict(seen), "step": "send"}
    replies = [small_site.post(URL, typed, REMOTE_ADDR=network) for network in networks]

    assert [reply.status_code for reply in replies] == sent
    for refused in replies[sent.index(429) :] if 429 in sent else []:
        html = refused.content.decode()
        assert "10分ほどおいてから" in html
        assert "花子" in html  # nothing typed is lost
    # Looking and correcting is not counted.
    assert small_site.post(URL, {**answers, "step": "check"}, REMOTE_ADDR=networks[0])


def test_a_town_hall_may_rush_for_a_course() -> None:
    """Five hundred people of one address, each pressing twice, within ten minutes (rule B3)."""
    assert RUSH.most >= 2 * 500
    assert ApplicationForm.sends == RUSH
    assert RUSH.within == USUAL.within == timedelta(minutes=10)
