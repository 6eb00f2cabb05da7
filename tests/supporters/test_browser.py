"""Every public page of supporters in a real browser: axe, no sideways scrolling, no scripts."""

import re
from datetime import date, timedelta

import pytest

from foundation.notices.models import MailedLink
from supporters.actions.decisions import approve_application
from supporters.actions.texts import draft_next_version, publish_text
from supporters.models import Consent, ConsentText, RegistrationApplication, Supporter
from supporters.notices import invite_to_register, page_link, tell_received
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.plugins.browser import (
    PHONE,
    assert_sound_at_both_widths,
    browser,
    needs_chromium,
    open_page,
)

__all__ = ["browser", "open_page"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
    pytest.mark.usefixtures("frozen"),
]


TYPED = {
    "ふりがな": "やまだ はなこ",
    "氏名": "山田 花子",
    "年": "1970",
    "月": "5",
    "日": "5",
    "郵便番号": "4000001",
    "住所": "みどり県あおば市中央1-1",
    "電話番号": "0551234567",
}


@pytest.fixture
def site(live_server, settings, program):
    settings.SASAE_FORM_MIN_SECONDS = 0
    settings.SITE_URL = live_server.url
    return live_server.url


def test_a_completer_registers_on_a_phone_without_scripts(site, program, clerk, open_page):
    completion = make.completion(program, make.person("山田 花子"))
    body = invite_to_register(completion, actor=clerk, now=NOW).body
    page = open_page(PHONE, javascript=False)

    link = re.search(r"http\S+", body)[0]
    page.goto(link)
    page.get_by_label("電話番号の下4けた").fill("4567")
    keep(page, "apply-proof")
    page.get_by_role("button", name="確認して表示する").click()
    keep(page, "apply-1")
    assert page.get_by_label("氏名").first.input_value() == "山田 花子"
    page.get_by_role("button", name="次へ進む").click()
    page.get_by_label("動機・理由").fill("地域の役に立ちたいと思いました。")
    page.get_by_label("月", exact=True).check()
    keep(page, "apply-2")
    page.get_by_role("button", name="次へ進む").click()
    page.get_by_label("「同意書」に同意する方の氏名").fill("山田 花子")
    for box in page.locator("input[type=checkbox]:not([name*=agreed_fields])").all():
        box.check()
    keep(page, "apply-3")
    page.get_by_label("電話", exact=True).check()
    page.get_by_role("button", name="確認へ進む").click()
    keep(page, "apply-limits-unsigned")
    assert page.get_by_label("電話", exact=True).is_checked()
    page.get_by_label("「名簿の提供についての同意書」に同意する方の氏名").fill("山田 花子")
    page.get_by_role("button", name="確認へ進む").click()
    keep(page, "apply-check")
    page.get_by_role("button", name="この内容で申し込む").click()

    keep(page, "apply-done")
    application = RegistrationApplication.objects.get()
    assert application.reference in page.content()
    assert application.person == completion.person
    assert {consent.signed_name for consent in Consent.objects.all()} == {"山田 花子"}
    assert Consent.objects.get(text__kind="provision").scope == {"fields": ["phone"]}
    MailedLink.objects.update(expires_at=NOW - timedelta(days=1))
    page.goto(link)
    keep(page, "link-closed")
    page.get_by_role("button", name="新しいリンクを送る").click()
    assert "メールを確認してください" in page.title()


def keep(page, name: str) -> None:
    """Without scripts axe cannot run: look at the width and keep the picture."""
    from tests.plugins.browser import keep_picture  # noqa: PLC0415 - beside its one use

    keep_picture(page, f"supporters-{name}")


def test_the_form_is_sound_in_all_its_parts(site, program, open_page):
    page = open_page(PHONE)
    page.goto(f"{site}/aoba/registration/programs/{program.pk}/")
    assert_sound_at_both_widths(page, "supporters-open-1")
    page.get_by_role("button", name="次へ進む").click()
    assert_sound_at_both_widths(page, "supporters-open-faults")
    for label, text in TYPED.items():
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name="次へ進む").click()
    assert_sound_at_both_widths(page, "supporters-open-2")
    page.get_by_label("動機・理由").fill("地域の役に立ちたい。")
    page.get_by_role("button", name="次へ進む").click()
    assert_sound_at_both_widths(page, "supporters-open-3")


def test_the_pages_of_applicants_and_supporters_are_sound(site, program, clerk, open_page):
    application = make.ready_application(program, phone="0551234567", mobile="")
    approve_application(application, decided_on=date(2026, 10, 1), actor=clerk, now=NOW)
    supporter = Supporter.objects.get()
    draft = draft_next_version(ConsentText.objects.first(), actor=clerk, now=NOW)
    publish_text(draft, on=date(2026, 10, 1), deadline=NOW.date() + timedelta(days=60),
                 actor=clerk, now=NOW)  # fmt: skip
    page = open_page(PHONE)

    page.goto(page_link(supporter, now=NOW))
    assert_sound_at_both_widths(page, "supporters-own-locked")
    page.get_by_label("電話番号の下4けた").fill("4567")
    page.get_by_role("button", name="確認して表示する").click()
    assert_sound_at_both_widths(page, "supporters-own")

    card = supporter.registration.terms.get().issues.get(kind="card")
    page.goto(f"{site}/aoba/card/{card.snapshot['code']}/")
    assert_sound_at_both_widths(page, "supporters-card")

    waiting = make.application(program, email="a@example.jp")
    body = tell_received(waiting, actor=clerk, now=NOW).body
    page.goto(re.search(r"http\S+", body)[0])
    assert_sound_at_both_widths(page, "supporters-status")
