"""Broken moments in a real browser: two at once, a consent gone while the page is open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch.actions.consent_requests import ConsentAsk, ask_for_consent
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.cases.enums import DispatchKind
from dispatch.cases.models import SupportConsent
from dispatch.models import Invitation, Visit
from dispatch.notices import HOME_LINK
from dispatch.notices_consents import CONSENT_LINK
from foundation.notices import links
from foundation.organizations.permissions import Role
from tests.dispatch.test_browser import LATER, prove, signed_in, site
from tests.factories import dispatch as make
from tests.plugins.browser import (
    PHONE,
    assert_sound,
    browser,
    needs_chromium,
    open_page,
)

__all__ = ["browser", "open_page", "site"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
    pytest.mark.usefixtures("frozen"),
]


def ask(page, name):
    page.get_by_label(f"{name}に要請する").check()
    page.locator('[name="area"]').last.fill("北部")
    page.locator('[name="when"]').fill("土曜日の午後")
    page.locator('[name="outline"]').fill("話し相手")
    page.get_by_role("button", name="選んだ人に要請する").click()
    page.wait_for_load_state()


def test_two_coordinators_ask_the_same_supporter_from_pages_opened_before(
    site, path, case, coordinator, world, open_page
):
    colleague = world.member(Role.COORDINATOR)
    make.on_team(case, colleague.user)
    address = site + reverse("admin:dispatch_candidates", args=[path.request.pk])
    pages = [signed_in(open_page, member, site) for member in (coordinator, colleague)]
    for page in pages:
        page.goto(address)

    for page in pages:
        ask(page, path.supporter.person.name)

    assert "1人に要請しました" in pages[0].content()
    assert "すでに要請しています" in pages[1].content()
    assert Invitation.objects.count() == 1


def test_a_consent_withdrawn_while_the_page_is_open_ends_everything_on_it(
    site, path, case, doer, at, open_page
):
    visit = make.visit(path.active())
    page = open_page(PHONE)
    page.goto(links.issue_link(HOME_LINK, path.supporter, expires_at=LATER))
    at(visit.starts_at - timedelta(minutes=10))
    page.goto(site + reverse("dispatch:visit", args=["aoba", visit.pk]))
    prove(page, path.supporter)
    assert make.CLIENT_NAME in page.content()

    withdraw_support_consent(
        case.consents.filter(client__isnull=False).get(), actor=doer["actor"],
        now=visit.starts_at - timedelta(minutes=5),
    )  # fmt: skip
    page.get_by_role("button", name="活動を始めます").click()
    page.wait_for_load_state()

    assert "調整中" in page.content()
    for secret in (make.CLIENT_NAME, "北公民館", "0559999999"):
        assert secret not in page.content()
    assert_sound(page, "dispatch-withdrawn")
    assert Visit.objects.get().began_at is None


@pytest.mark.parametrize("javascript", [True, False])
def test_a_consent_is_signed_on_a_phone(site, program, coordinator, doer, open_page, javascript):
    case = make.case(program, coordinator.user)
    case.client.email = "client@example.jp"
    case.client.save()
    request = ask_for_consent(
        case, ConsentAsk(make.text_of(program), DispatchKind.CASE_PERSON), **doer
    )
    page = open_page(PHONE, javascript=javascript)
    page.goto(links.issue_link(CONSENT_LINK, request, expires_at=LATER))
    if javascript:
        assert_sound(page, "dispatch-consent")
        page.get_by_role("button", name="同意する", exact=True).click()
        assert_sound(page, "dispatch-consent-faults")
    page.get_by_role("group", name="サポーターに伝えてよいこと").get_by_label("氏名").check()
    page.get_by_label("お名前").fill("見本 一郎")
    page.get_by_label("上の内容を読み").check()
    page.get_by_role("button", name="同意する", exact=True).click()
    page.get_by_role("heading", name="同意を受け取りました").wait_for()

    consent = SupportConsent.objects.get()
    assert (consent.signed_name, consent.scope) == ("見本 一郎", {"name": ["supporter"]})


def test_one_key_hides_the_page_and_brings_it_back(site, case, coordinator, open_page):
    page = signed_in(open_page, coordinator, site)
    page.goto(site + reverse("admin:cases_case_change", args=[case.pk]))
    name = page.get_by_text(make.CLIENT_NAME).first
    assert name.is_visible()
    shown = "document.elementFromPoint(innerWidth / 2, 300).closest('.curtain') !== null"

    page.keyboard.press("F9")

    assert page.title() == "お待ちください"
    assert page.evaluate(shown)
    assert page.get_by_role("dialog", name="画面を隠しています").is_visible()
    page.keyboard.press("F9")
    assert not page.evaluate(shown)
    assert name.is_visible()


def test_without_scripts_the_link_hides_the_page(site, case, coordinator, open_page):
    page = signed_in(open_page, coordinator, site, javascript=False)
    page.goto(site + reverse("admin:cases_case_change", args=[case.pk]))

    page.get_by_role("link", name="画面を隠す").click()
    assert make.CLIENT_NAME not in page.content()
    assert case.number_text not in page.title()
    page.get_by_role("link", name="画面に戻る").click()

    assert page.get_by_text(make.CLIENT_NAME).first.is_visible()


def test_who_cannot_go_finds_the_telephone_first(site, path, at, open_page):
    visit = make.visit(path.active())
    at(visit.starts_at - timedelta(hours=1))
    page = open_page(PHONE)
    page.goto(links.issue_link(HOME_LINK, path.supporter, expires_at=LATER))
    page.goto(site + reverse("dispatch:visit", args=["aoba", visit.pk]))
    page.get_by_role("link", name="行けなくなったとき").click()
    assert_sound(page, "dispatch-cannot-go")
    call = page.get_by_role("link", name="担当課に電話する")
    assert call.get_attribute("href").startswith("tel:")

    page.get_by_role("button", name="行けなくなったことを知らせる").click()
    page.get_by_role("heading", name="担当に知らせました").wait_for()

    assert_sound(page, "dispatch-cannot-go-done")
    assert Visit.objects.get().state == "excused"
