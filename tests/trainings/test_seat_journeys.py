"""Seats and receptions as people meet them in a browser: groups, offers, calls, lost networks."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from tests.plugins.browser import browser, needs_chromium
from tests.trainings.test_browser import look, visit
from trainings.actions.applications import cancel_application
from trainings.actions.offers import settle_due_courses
from trainings.messages import page_link
from trainings.models import Application, Attendance, Offer, ReceptionTap

__all__ = ["browser", "visit"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]
SYSTEM = Actor.system("test")


@pytest.fixture
def desk_page(world, visit) -> Page:
    desk = Desk(world.member(Role.CLERK))
    page = visit("/aoba/", 1280)
    base = page.url.removesuffix("/aoba/")
    cookie = {"name": "sessionid", "value": desk.cookies["sessionid"].value, "url": base}
    page.context.add_cookies([cookie])
    return page


def open_staff(page: Page, name: str, *args: int) -> None:
    base = page.url.split("/aoba/")[0].split("/staff/")[0]
    page.goto(f"{base}{reverse(name, args=args)}")


def test_a_group_of_three_waits_together_and_is_offered_together(aoba, visit):
    course = CourseFactory(capacity=3)
    seated = ApplicationFactory(course=course)
    page = visit(f"/aoba/courses/{course.public_code}/apply/", 390)
    page.fill("#id_name", "青葉 花子")
    for _ in range(2):
        page.get_by_role("button", name="いっしょに参加する人を追加する").click()
    page.fill("#id_kana", "あおば はなこ")
    page.get_by_label("所属", exact=True).check()
    page.fill("#id_place", "あおば大学")
    page.fill("#id_phone", "09012345678")
    page.fill("#id_email", "hanako@example.jp")
    for number, name in ((2, "青葉 一郎"), (3, "青葉 二郎")):
        page.fill(f"#id_name_{number}", name)
        page.fill(f"#id_kana_{number}", "あおば いちろう")
    page.go_back()
    page.go_forward()
    page.get_by_role("button", name="確認へ進む").click()  # nothing typed was lost
    page.get_by_role("button", name="この内容で申し込む").click()
    look(page, "group-waiting", 390)
    group = Application.objects.exclude(pk=seated.pk)
    assert {one.state for one in group} == {"waiting"}
    done = page.url
    page.reload()
    page.go_back()
    page.get_by_role("button", name="この内容で申し込む").click()  # sent again: harmless
    page.wait_for_url(done)
    # A page on the way that the browser may not keep ends in its question about sending again.
    for _ in range(4):
        page.go_back()
        expect(page.locator("input[name=name]").first).to_have_value("青葉 花子")
    for _ in range(4):
        page.go_forward()
    assert (page.url, group.count()) == (done, 3)

    cancel_application(seated, reason="", actor=SYSTEM, now=NOW)
    assert {one.state for one in group.all()} == {"offered"}


@pytest.mark.parametrize(
    ("button", "state"), [("参加する", "accepted"), ("辞退する", "declined_offer")]
)
def test_an_offer_is_answered_on_the_telephone_screen(aoba, visit, button, state):
    application = ApplicationFactory(course=CourseFactory(capacity=1), offered=True)
    page = visit(page_link(application, application.course), 390)
    look(page, "offer", 390)
    page.get_by_role("button", name=button, exact=True).click()
    if button == "辞退する":  # the seat would be gone: asked once more
        look(page, "offer-decline", 390)
        page.get_by_role("button", name=button, exact=True).click()
    look(page, f"offer-{state}", 390)
    assert Application.objects.get().state == state


def test_a_lapsed_offer_says_so_and_lets_people_queue_again(aoba, visit):
    application = ApplicationFactory(course=CourseFactory(capacity=1), offered=True)
    Offer.objects.update(made_at=NOW, deadline=NOW)
    settle_due_courses(actor=SYSTEM, now=NOW.replace(second=1))
    page = visit(page_link(application, application.course), 390)
    expect(page.get_by_text("繰上げ期限切れ")).to_be_visible()
    look(page, "lapsed", 390)
    page.get_by_role("button", name="列に並び直す").click()
    expect(page.get_by_role("heading", name="席が空きました")).to_be_visible()


# ── a call ───────────────────────────────────────────────────────────────────────────────────


def test_a_call_is_keyed_with_the_keyboard_alone(aoba, desk_page):
    course = CourseFactory(capacity=20)
    ApplicationFactory(course=course, name="森 実", phone="0551234567")
    open_staff(desk_page, "admin:course_entry", course.pk)
    desk_page.keyboard.type("林 葉")  # the first box has the focus
    desk_page.keyboard.press("Tab")
    desk_page.keyboard.type("はやし よう")
    desk_page.keyboard.press("Tab")
    desk_page.keyboard.type("0551234567")
    expect(desk_page.get_by_text("同じ電話番号の申込があります：森 実さん")).to_be_visible()
    look(desk_page, "entry-hint", 1280)
    desk_page.keyboard.press("F2")
    focused = desk_page.evaluate("document.activeElement.id")
    assert focused == "id_line-1-name"
    desk_page.keyboard.press("Enter")
    expect(desk_page.get_by_text("復唱：").first).to_be_visible()
    expect(desk_page.locator("[data-seats]")).to_contain_text("残り18席")

    desk_page.keyboard.press("Control+z")
    expect(desk_page.get_by_text("林 葉様の入力を取り消しました")).to_be_visible()
    expect(desk_page.locator("#id_line-0-name")).to_have_value("林 葉")
    look(desk_page, "entry-taken-back", 1280)
    assert Application.objects.get(name="林 葉").state == "cancelled"


# ── the reception ────────────────────────────────────────────────────────────────────────────


def test_a_double_tap_is_one_arrival(aoba, desk_page):
    application = ApplicationFactory()
    session = application.course.sessions.get()
    open_staff(desk_page, "admin:reception", session.pk)
    desk_page.get_by_role("button", name="さんが来場").dblclick()
    expect(desk_page.get_by_role("button", name="さんの早退")).to_be_visible()
    assert Attendance.objects.trainees().count() == 1


def test_two_devices_that_lost_the_network_record_one_arrival(aoba, desk_page):
    application = ApplicationFactory()
    session = application.course.sessions.get()
    day = f"{desk_page.url.removesuffix('/aoba/')}{reverse('admin:reception', args=[session.pk])}"
    second = desk_page.context.new_page()
    for page in (desk_page, second):
        page.goto(day)

    desk_page.context.set_offline(True)
    with desk_page.expect_event("requestfailed"):
        desk_page.get_by_role("button", name="さんが来場").click()
    assert not Attendance.objects.exists()

    desk_page.context.set_offline(False)
    second.get_by_role("button", name="さんが来場").click()
    expect(second.get_by_role("button", name="さんの早退")).to_be_visible()
    desk_page.goto("about:blank")
    desk_page.goto(day)
    expect(desk_page.get_by_role("button", name="さんの早退")).to_be_visible()
    assert Attendance.objects.trainees().count() == 1
    assert ReceptionTap.objects.count() == 1


def test_rare_deeds_of_the_reception_stand_behind_their_heading(aoba, desk_page):
    session = CourseFactory(capacity=2).sessions.get()
    open_staff(desk_page, "admin:reception", session.pk)
    walk_in = desk_page.get_by_role("button", name="当日参加を受け付ける")
    expect(walk_in).to_be_hidden()
    desk_page.locator("summary", has_text="当日参加").click()
    look(desk_page, "reception-walk-in", 1280)
    walk_in.click()  # without a name: the form comes back open, with its error
    expect(desk_page.get_by_role("button", name="当日参加を受け付ける")).to_be_visible()
