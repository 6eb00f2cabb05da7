"""What waits on the first page, for the role that settles it (ux 5)."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from supporters.actions.provisions import approve_provision, draft_provision
from supporters.models import ChangeNotice
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory
from tests.foundation.adminsite.desk import Desk
from tests.supporters.test_provisions import facts

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)
TO_APPROVE, TO_PROVIDE = "承認を待つ名簿の提供", "承認が済み、提供を待つ名簿"


def first_page(world, role: Role) -> str:
    return Desk(world.member(role)).get(reverse("admin:index")).content.decode()


def test_a_prepared_provision_waits_on_the_first_page_of_whoever_is_next(
    world, program, clerk, approver, willing
):
    provision = draft_provision(
        program, [willing], facts(recipient_municipality=MunicipalityFactory()),
        actor=clerk, now=NOW,
    )  # fmt: skip
    assert TO_APPROVE in first_page(world, Role.APPROVER)
    assert TO_APPROVE not in first_page(world, Role.CLERK)

    approve_provision(provision, actor=approver, now=NOW)

    assert TO_PROVIDE in first_page(world, Role.CLERK)
    after = first_page(world, Role.APPROVER)
    assert TO_APPROVE not in after
    assert TO_PROVIDE not in after


def test_a_change_notice_waits_for_who_applies_it(world, program, willing):
    ChangeNotice.objects.create(
        registration=willing.registration, channel="post", received_on=TODAY,
        changes={"name": {"old": "山田", "new": "佐藤"}},
    )  # fmt: skip
    assert "反映を待つ変更届" in first_page(world, Role.CLERK)
    assert "反映を待つ変更届" not in first_page(world, Role.APPROVER)


def test_a_change_notice_says_in_words_what_changes(world, program, willing):
    notice = ChangeNotice.objects.create(
        registration=willing.registration, channel="post", received_on=TODAY,
        changes={"postcode": {"old": "", "new": "9900012"},
                 "name": {"old": "山田", "new": "<佐藤>"}},
    )  # fmt: skip
    address = reverse("admin:supporters_changenotice_change", args=[notice.pk])
    page = Desk(world.member(Role.APPROVER)).get(address).content.decode()
    assert "郵便番号　（なし） → 990-0012" in page
    assert "氏名　山田 → &lt;佐藤&gt;" in page
    assert "&quot;old&quot;" not in page


def test_the_list_of_provisions_is_headed_in_japanese(world, program, clerk, willing):
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:supporters_rosterprovision_changelist")
    assert "名簿の提供を準備すると、ここに並びます。" in desk.get(address).content.decode()
    draft_provision(
        program, [willing], facts(recipient_municipality=MunicipalityFactory(name="こだま村")),
        actor=clerk, now=NOW,
    )  # fmt: skip
    page = desk.get(address).content.decode()
    assert "こだま村" in page
    assert "Recipient" not in page
