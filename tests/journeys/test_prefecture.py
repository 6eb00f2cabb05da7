"""みどり県 provides its roster to two towns, they ask again, the supporter narrows it (A4–A7, C5).

Every step goes through the pages people use; only what stands before the first is made by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from supporters.enums import ConsentKind
from supporters.models import ReceivedEntry, Supporter
from supporters.notices import page_link
from supporters.presets import apply_preset
from supporters.queries.standing import why_not_dispatchable
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import (
    PASSWORD,
    IssuerFactory,
    MunicipalityFactory,
    OrganizationFactory,
    ProgramFactory,
    link,
)
from tests.journeys.window import Window
from tests.plugins.browser import DESK, PHONE, needs_chromium

pytestmark = [pytest.mark.browser, needs_chromium]
TODAY = date(2026, 10, 1)
PROVISIONS = "/staff/supporters/rosterprovision/"
RECEIVED = "/staff/supporters/receivedentry/"
SILENT, WILLING, UNWILLING = "三沢 誠", "山田 花子", "泉川 一樹"


@dataclass
class Land:
    """One prefecture and its two towns, each with the same kind of programme."""

    world: Any
    address: str
    midori: Organization
    open_page: Callable[..., Page]

    def desk(self, town: Organization, *roles: Role, width: int = DESK) -> Window:
        """Sign in as a new member of `town`, through the real page."""
        member = self.world.member(*roles, organization=town)
        window = Window(self.open_page(width), self.address)
        window.go("/staff/")
        window.write(login=member.user.email, password=PASSWORD)
        window.press("ログインする")
        return window


@pytest.fixture
def land(
    transactional_db: None, world: Any, open_page: Any, live_server: Any, settings: Any, at: Any
) -> Land:
    settings.SITE_URL = live_server.url
    at(NOW)
    municipality = MunicipalityFactory(code="990001", name="みどり県")
    midori = OrganizationFactory(
        slug="midori", name="みどり県", kind="prefecture", municipality=municipality
    )
    for town in (midori, world.aoba, world.wakaba):
        with within(town):
            program = ProgramFactory(name="ひきこもりサポーター養成・派遣事業")
            apply_preset(program, actor=Actor.system("journey"), now=NOW)
            make.publish_texts(program)
            if town != midori:
                link(midori, town)
                continue
            IssuerFactory(title="みどり県知事")
            for name in (WILLING, UNWILLING, SILENT):
                supporter = make.supporter(program, make.person(name))
                if name != SILENT:
                    make.consent(supporter.person, make.text_of(program, ConsentKind.PROVISION))
    return Land(world, live_server.url, midori, open_page)


def standing(town: Organization, name: str) -> str:
    with within(town):
        supporter = Supporter.objects.select_related("received_entry").get(person__name=name)
        refusal = why_not_dispatchable(supporter, TODAY)
    return refusal.code if refusal else ""


def prepare(clerk: Window, town: Organization) -> None:
    """Prepare the provision of everybody registered to a town."""
    clerk.go(f"{PROVISIONS}add/")
    clerk.look("provision-add")
    clerk.write(
        program="ひきこもり", recipient_organization=town.name, purpose="派遣の調整",
        basis="本人の同意", as_of="R8.10.1",
    )  # fmt: skip
    clerk.press("保存して表示")
    clerk.says("登録しました", SILENT, "名簿の提供への同意がありません。")
    clerk.look("provision-prepared")


def each_row(desk: Window, label: str) -> None:
    """Press a button of every row of the register until none is left."""
    desk.go(PROVISIONS)
    desk.look(f"provisions-{label}")
    while desk.page.get_by_role("link", name=label).count():
        desk.follow_first(f"#result_list tbody tr:has(a:text('{label}')) .row-actions")
        desk.look(f"do-provision-{label}")
        desk.press(label)
        desk.go(PROVISIONS)


def ask_again(town: Window, name: str, answer: str) -> None:
    """Record what a received supporter said."""
    town.go(f"{RECEIVED}?q={name.split()[0]}")
    town.look("received")
    town.follow("意向を確認した")
    town.look("do-reconfirm")
    town.write(willing=answer, note="電話で確かめました。")
    town.press("意向を確認した")
    town.says("本人の意向を記録しました")


def test_a_roster_travels_and_is_narrowed(land: Land) -> None:
    aoba, wakaba = land.world.aoba, land.world.wakaba
    clerk = land.desk(land.midori, Role.CLERK)
    for town in (aoba, wakaba):
        prepare(clerk, town)
    each_row(land.desk(land.midori, Role.APPROVER), "承認する")
    each_row(clerk, "提供する")

    for town, width in ((aoba, DESK), (wakaba, PHONE)):
        assert standing(town, WILLING) == "not_reconfirmed"
        desk = land.desk(town, Role.CLERK, width=width)
        desk.look("town-home")
        desk.says("意向を確かめる")
        desk.go(RECEIVED)
        desk.hides(SILENT)
        ask_again(desk, WILLING, "yes")
        ask_again(desk, UNWILLING, "no")
        assert (standing(town, WILLING), standing(town, UNWILLING)) == ("", "declined")

    narrow(land)
    assert (standing(aoba, WILLING), standing(wakaba, WILLING)) == ("provision_withdrawn", "")
    desk = land.desk(aoba, Role.CLERK)
    desk.go(RECEIVED)
    desk.follow("撤回を確認した")
    desk.look("do-read-withdrawal")
    desk.press("撤回を確認した")
    desk.says("撤回の確認を記録しました")
    with within(aoba):
        assert not Task.objects.filter(kind="supporters.read_withdrawal", done_at=None).exists()
    with within(wakaba):
        assert not ReceivedEntry.objects.filter(withdrawn_at__isnull=False).exists()


def narrow(land: Land) -> None:
    """The supporter sees who may see what, and keeps わかば町 alone."""
    with within(land.midori):
        supporter = Supporter.objects.select_related("person").get(person__name=WILLING)
        address = page_link(supporter, now=NOW)
    phone = Window(land.open_page(PHONE), land.address)
    phone.go(address)
    phone.look("narrow-proof")
    phone.write(proof=supporter.person.mobile[-4:])
    phone.press("確認して表示する")
    phone.says("あおば市", "わかば町", "あなたの情報を見ることができる人")
    phone.page.locator("summary", has_text="提供してよい範囲を変えたいとき").click()
    phone.look("narrow-open")
    phone.write(agreed_towns="わかば町")
    form = phone.page.locator("form", has=phone.field("agreed_towns"))
    form.locator('[name="signed_name"]').fill(WILLING)
    phone.press("この範囲に変える")
    phone.says("提供してよい範囲を変えました", "提供先はわかば町に限る")
    phone.look("narrow-done")
