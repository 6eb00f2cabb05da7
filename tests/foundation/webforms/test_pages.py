"""The frame of the public pages, the template pack and the template words of the house."""

import re
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from foundation.webforms import dates, fields
from foundation.webforms.form import HouseForm
from foundation.webforms.templatetags import sasae

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", re.IGNORECASE)


def render(source: str, **context: Any) -> str:
    return str(
        engines["django"].from_string("{% load sasae crispy_forms_tags %}" + source).render(context)
    )


def test_a_page_runs_under_the_strictest_policy(small_site: Client) -> None:
    response = small_site.get("/aoba/apply/")
    html = response.content.decode()
    assert not INLINE.search(html)
    nonce = re.search(r'nonce="([^"]+)"', html)
    assert nonce is not None
    assert f"'nonce-{nonce[1]}'" in response["Content-Security-Policy"]
    assert not re.search(r'(src|href)="(https?:)?//', html)


def test_the_frame_names_the_office_and_its_telephone(small_site: Client) -> None:
    html = small_site.get("/aoba/apply/").content.decode()
    assert '<html lang="ja">' in html
    assert "<title>参加の申込｜あおば市</title>" in html
    assert html.count('href="tel:0312345678"') == 2
    assert "あおば市相談センター" in html


def test_controls_carry_no_browser_validation(small_site: Client) -> None:
    html = small_site.get("/aoba/apply/").content.decode()
    assert '<form method="post" novalidate>' in html
    assert not re.search(r"<(input|select|textarea)[^>]* required", html)
    assert 'inputmode="tel"' in html
    assert 'autocomplete="bday-year"' in html
    assert html.index("例：やまだ たろう") < html.index('name="kana"')


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_no_request_and_offer_another_way(code: str) -> None:
    bare = render_to_string(f"{code}.html")
    assert bare.count("<h1>") == 1
    assert "FAX" in bare
    request = RequestFactory().get("/")
    request.organization = SimpleNamespace(name="あおば市", slug="aoba", phone="0312-34-5678")  # type: ignore[attr-defined]
    shown = render_to_string(f"{code}.html", request=request)
    assert 'href="tel:0312345678"' in shown
    assert '<a class="way-on" href="/aoba/">' in shown
    assert '<a class="way-on" href="/">' in bare


@pytest.mark.parametrize("code", ["403", "404", "500"])
def test_error_pages_send_staff_back_to_their_work(code: str) -> None:
    request = RequestFactory().get("/staff/")
    request.organization = SimpleNamespace(name="あおば市", slug="aoba", phone="0312-34-5678")  # type: ignore[attr-defined]
    request.membership = SimpleNamespace()  # type: ignore[attr-defined]
    shown = render_to_string(f"{code}.html", request=request)
    assert f'href="{reverse("admin:index")}"' in shown
    assert "所属の管理者" in shown
    assert "メールのリンク" not in shown
    assert "お問い合わせ" not in shown


def test_rows_of_a_formset_are_labelled_by_number() -> None:
    class Row(HouseForm):
        name = fields.NameField(label="氏名")
        held_on = dates.WarekiDateField(label="日付", required=False)

    rows = forms.formset_factory(Row, extra=2)()
    html = render_to_string("dads/table_inline_formset.html", {"formset": rows})
    assert "2行目 氏名" in html
    assert 'for="id_form-1-held_on"' in html


def test_hostile_text_stays_text() -> None:
    class Hostile(HouseForm):
        name = fields.NameField(label="<b>氏名", help_text="<i>例")

    html = render("{{ form|crispy }}", form=Hostile({"name": '"><script>' + "あ" * 90}))
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ day|wareki }}", "令和8年11月20日"),
        ("{{ day|wareki:'weekday' }}", "令和8年11月20日（金）"),
        ("{{ moment|wareki_datetime }}", "令和8年11月21日（土）午前0時5分"),
        ("{{ noon|clock_time }}", "正午"),
        ("{{ nothing|wareki }}{{ nothing|wareki_datetime }}{{ nothing|clock_time }}", ""),
        ("{{ '代表 なし'|tel }}", "代表 なし"),
        ("{% status_label '受付中' tone='success' %}", "受付中"),
    ],
)
def test_words_for_dates_and_labels(source: str, shown: str) -> None:
    html = render(
        source,
        day=date(2026, 11, 20),
        moment=datetime(2026, 11, 20, 15, 5, tzinfo=UTC),
        noon=time(12),
        nothing=None,
    )
    assert re.sub("<[^>]+>", "", html).strip() == shown


def test_both_calendars_are_shown_on_wish() -> None:
    html = sasae.wareki_date(date(1985, 4, 1), "both")
    assert "昭和60年" in html
    assert "1985" in html


def test_a_telephone_link_is_safe() -> None:
    assert sasae.tel("０３１２−３４−５６７８").startswith('<a class="tel" href="tel:0312345678">')
    assert "<b>" not in render("{{ number|tel }}", number="<b>0312345678")


def test_a_number_of_bare_digits_is_shown_with_its_hyphens() -> None:
    assert ">03-1234-5678</a>" in sasae.tel("0312345678")


@pytest.mark.parametrize(
    ("words", "linked"),
    [
        ("電話 0451234567（平日9時から17時）", ["0451234567"]),
        ("昼 045-123-4567、夜 090-1111-2222", ["0451234567", "09011112222"]),
        ("令和8年11月20日、郵便番号 231-0001", []),
        ("受付番号 00012345678901234", []),
    ],
)
def test_numbers_within_a_text_can_be_tapped(words: str, linked: list[str]) -> None:
    html = render("{{ words|linked_tel|linebreaks }}", words=words)

    assert re.findall(r'href="tel:(\d+)"', html) == linked


@pytest.mark.parametrize(
    ("words", "together"),
    [
        ("中央公民館（みどり県あおば市中央1-1）", ["1-1"]),
        ("中央１－２－３ ハイツ4号", ["１－２－３"]),
        ("第2回 中央町", []),
        (None, []),
        ("<b>1-1</b>", ["1-1"]),
    ],
)
def test_the_numbers_of_an_address_stay_together(words: str | None, together: list[str]) -> None:
    html = render("{{ words|unbroken|linebreaks }}", words=words)

    assert re.findall(r'<span class="unbroken">(.*?)</span>', html) == together
    assert "<b>" not in html


def test_an_endless_number_may_break() -> None:
    html = render("{{ words|unbroken }}", words="1234-" * 200)

    assert max(map(len, re.findall('unbroken">(.*?)<', html))) < 30


def test_a_text_with_numbers_stays_a_text() -> None:
    html = render("{{ words|linked_tel|linebreaks }}", words="<b>045-123-4567</b>")

    assert "<b>" not in html
    assert 'href="tel:0451234567"' in html
