"""Idle limit, the form that was sent too late, the active organization, the second factor."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from axes.helpers import get_client_ip_address
from django.test import Client
from django.urls import reverse

from foundation.adminsite import organization_token
from foundation.organizations.client_address import client_address
from foundation.organizations.middleware import SESSION_KEY
from foundation.organizations.models import MfaPolicy
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.programs.models import Program
from tests.factories.base import NOW
from tests.factories.organizations import PASSWORD, MembershipFactory, ProgramFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
ADD = "/staff/programs/program/add/"
PROGRAM = {"kind": "other", "name": "新しい事業", "neutral_label": "お知らせ"}


def sign_in(client, membership):
    return client.post("/accounts/login/", {"login": membership.user.email, "password": PASSWORD})


def programs(organization):
    with within(organization):
        return list(Program.objects.values_list("name", flat=True))


# ── idle ────────────────────────────────────────────────────────────────────────────────


def test_thirty_minutes_without_a_click_end_the_session(world, at):
    at(NOW)
    desk = Desk(world.member(Role.ADMINISTRATOR))
    assert desk.get("/staff/").status_code == 200
    at(NOW + timedelta(minutes=30))
    assert desk.get("/staff/").status_code == 200
    at(NOW + timedelta(minutes=61))

    response = desk.get("/staff/people/person/?q=1", follow=True)

    assert "30分間操作がなかったため" in response.content.decode()
    assert desk.get("/staff/").status_code == 302


def test_polling_does_not_keep_a_session_alive(world, at):
    at(NOW)
    desk = Desk(world.member(Role.ADMINISTRATOR))
    desk.get("/staff/")
    at(NOW + timedelta(minutes=29))
    desk.get("/staff/", headers={"X-Sasae-Background": "1"})
    at(NOW + timedelta(minutes=31))

    assert desk.get("/staff/").status_code == 302


def test_a_form_sent_too_late_is_offered_again_after_sign_in(world, at):
    at(NOW)
    membership = world.member(Role.ADMINISTRATOR)
    desk = Desk(membership)
    desk.get("/staff/")
    at(NOW + timedelta(minutes=45))

    sent = desk.post(ADD, PROGRAM)
    assert sent["Location"].startswith("/accounts/login/?next=")
    assert programs(world.aoba) == []
    sign_in(desk, membership)
    offered = desk.get(reverse("admin:pending_form")).content.decode()
    assert "<dt>事業名</dt><dd>新しい事業</dd>" in offered
    assert "<dt>kind</dt>" not in offered
    assert "csrfmiddlewaretoken" in offered
    assert "送信されていない入力があります" in desk.get("/staff/").content.decode()

    assert desk.post(ADD, {**PROGRAM, "_pending": "1"}).status_code == 302
    assert programs(world.aoba) == ["新しい事業"]
    assert "送信されていない入力があります" not in desk.get("/staff/").content.decode()


def test_somebody_else_is_not_shown_the_form(world, at):
    at(NOW)
    desk, other = Desk(world.member(Role.ADMINISTRATOR)), world.member(Role.ADMINISTRATOR)
    desk.get("/staff/")
    at(NOW + timedelta(minutes=45))
    desk.post(ADD, PROGRAM)

    sign_in(desk, other)

    assert "新しい事業" not in desk.get(reverse("admin:pending_form")).content.decode()


def test_the_form_can_be_thrown_away(world, at):
    at(NOW)
    membership = world.member(Role.ADMINISTRATOR)
    desk = Desk(membership)
    desk.get("/staff/")
    at(NOW + timedelta(minutes=45))
    desk.post(ADD, PROGRAM)
    sign_in(desk, membership)

    desk.post(reverse("admin:pending_form"))

    page = desk.get(reverse("admin:pending_form")).content.decode()
    assert "送信されていない入力はありません" in page


def test_passwords_are_not_kept(world, at):
    at(NOW)
    membership = world.member(Role.ADMINISTRATOR)
    desk = Desk(membership)
    desk.get("/staff/")
    at(NOW + timedelta(minutes=45))
    desk.post(ADD, {**PROGRAM, "password": "himitsu-desu"})
    sign_in(desk, membership)

    assert "himitsu" not in desk.get(reverse("admin:pending_form")).content.decode()


# ── active organization (rule A8) ───────────────────────────────────────────────────────


def test_a_form_without_the_organization_is_refused(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))

    response = Client.post(desk, ADD, PROGRAM)

    assert response.status_code == 409
    assert programs(world.aoba) == []


def test_a_form_of_another_organization_is_refused(world):
    user = world.member(Role.ADMINISTRATOR).user
    aoba = user.memberships.get()
    wakaba = MembershipFactory(
        user=user, organization=world.wakaba, roles=[Role.ADMINISTRATOR.value]
    )
    desk = Desk(aoba)
    page = desk.get(ADD).content.decode()
    assert 'name="_organization"' in page
    session = desk.session
    session[SESSION_KEY] = wakaba.pk
    session.save()

    response = desk.post(ADD, {**PROGRAM, "": "名前のない欄"})

    assert response.status_code == 409
    page = response.content.decode()
    assert 'id="site-name"' in page, "in the frame of the staff pages"
    assert "この画面は「あおば市」で開きました" in page
    assert "別のタブで「わかば町」に切り替えられています" in page
    assert PROGRAM["name"] in page, "what was typed can be copied"
    assert programs(world.wakaba) == programs(world.aoba) == []
    way = re.search(
        r'name="membership" value="(\d+)"><input [^>]*name="next" value="([^"]+)"', page
    )
    assert way is not None
    back = desk.post(reverse("account_organization"), {"membership": way[1], "next": way[2]})
    assert back["Location"] == ADD
    assert desk.get(ADD).context["organization"] == world.aoba


def test_a_forged_organization_is_refused(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))

    response = Client.post(desk, ADD, {**PROGRAM, "_organization": f"{world.aoba.pk}:x"})

    assert response.status_code == 409
    assert "「あおば市」でこの画面を開き直す" in response.content.decode()


def test_the_organization_of_a_form_is_named_to_its_members_alone(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))
    foreign = organization_token.token_of(SimpleNamespace(membership=1, organization=world.wakaba))

    response = Client.post(desk, ADD, {**PROGRAM, "_organization": foreign})

    assert response.status_code == 409
    assert "わかば町" not in response.content.decode()
    assert PROGRAM["name"] in response.content.decode()


# ── second factor ───────────────────────────────────────────────────────────────────────


def test_without_a_second_factor_the_staff_pages_stay_closed(world, settings):
    settings.STAFF_MFA_REQUIRED = True
    desk = Desk(world.member(Role.ADMINISTRATOR))

    assert desk.get("/staff/")["Location"] == reverse("mfa_activate_totp")
    assert desk.post(ADD, PROGRAM)["Location"] == reverse("mfa_activate_totp")
    assert desk.get(reverse("mfa_activate_totp")).status_code == 200


def test_an_enrolled_person_gives_the_code_in_each_session(world, settings):
    settings.STAFF_MFA_REQUIRED = True
    membership = world.member(Role.ADMINISTRATOR)
    Authenticator.objects.create(user=membership.user, type="totp", data={"secret": "x"})
    desk = Desk(membership)

    assert desk.get("/staff/")["Location"].startswith(reverse("mfa_reauthenticate"))
    session = desk.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] += [{"method": "mfa", "at": 0}]
    session.save()
    assert desk.get("/staff/").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"), [("10.1.2.3", 200), ("192.0.2.1", 302), ("2001:db8::1", 302)]
)
def test_a_trusted_network_stands_in_for_the_second_factor(world, settings, address, status):
    settings.STAFF_MFA_REQUIRED = True
    world.aoba.mfa_policy = MfaPolicy.TRUSTED_NETWORK
    world.aoba.trusted_networks = "10.1.0.0/16\n172.16.0.0/12\n"
    world.aoba.save()
    desk = Desk(world.member(Role.ADMINISTRATOR))

    assert desk.get("/staff/", REMOTE_ADDR=address).status_code == status


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "10.1.2.3", "127.0.0.1"),  # written by the client: believed by nobody
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "10.1.2.3, 192.0.2.1", "192.0.2.1"),
        (1, "", None),
        (2, "10.1.2.3, 192.0.2.1, 198.51.100.7", "192.0.2.1"),
        (2, "198.51.100.7", None),
    ],
)
def test_the_address_is_what_our_own_proxies_say(rf, settings, proxies, told, address):
    settings.PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=told)

    assert client_address(request) == address
    assert get_client_ip_address(request) == address  # what the lockout counts


@pytest.mark.parametrize(("told", "status"), [("10.1.2.3", 200), ("10.1.2.3, 192.0.2.1", 302)])
def test_a_trusted_network_is_known_behind_a_proxy(world, settings, told, status):
    settings.STAFF_MFA_REQUIRED, settings.PROXY_COUNT = True, 1
    world.aoba.mfa_policy = MfaPolicy.TRUSTED_NETWORK
    world.aoba.trusted_networks = "10.1.0.0/16"
    world.aoba.save()
    desk = Desk(world.member(Role.ADMINISTRATOR))

    assert desk.get("/staff/", HTTP_X_FORWARDED_FOR=told).status_code == status


def test_a_network_alone_changes_nothing(world, settings):
    settings.STAFF_MFA_REQUIRED = True
    world.aoba.trusted_networks = "10.1.0.0/16"
    world.aoba.save()

    assert Desk(world.member()).get("/staff/", REMOTE_ADDR="10.1.2.3").status_code == 302


def test_a_wrong_network_is_an_error_of_the_form(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))
    url = reverse("admin:organizations_organization_change", args=[world.aoba.pk])

    response = desk.post(url, {"trusted_networks": "10.1.0.0/99"})

    assert "1行に1つずつ" in response.content.decode()


def test_use_is_noted_once_a_day(world, at):
    at(NOW)
    membership = world.member(Role.CLERK)

    Desk(membership).get("/staff/")

    membership.refresh_from_db()
    assert membership.last_used_on == NOW.date()


def test_two_people_edit_one_record(world):
    first, second = world.member(Role.ADMINISTRATOR), world.member(Role.ADMINISTRATOR)
    with within(world.aoba):
        program = ProgramFactory(name="前の名前", neutral_label="前のお知らせ", kind="other")
    url = reverse("admin:programs_program_change", args=[program.pk])
    mine, theirs = Desk(first), Desk(second)
    opened = mine.get(url).context["house_version"]
    data = {"kind": "other", "name": "前の名前", "is_active": "on"}
    theirs.post(url, {**data, "neutral_label": "同僚のお知らせ"})

    clash = mine.post(url, {**data, "neutral_label": "自分のお知らせ", "_version": opened})

    page = clash.content.decode()
    assert f"{second.user.name}さんが" in page
    assert "「中立な呼び名」（いまの値：同僚のお知らせ）" in page
    assert "自分のお知らせ" in page  # what was typed stays
    again = clash.context["house_version"]
    saved = mine.post(url, {**data, "neutral_label": "自分のお知らせ", "_version": again})
    assert saved.status_code == 302
    with within(world.aoba):
        assert Program.objects.get().neutral_label == "自分のお知らせ"


def test_saving_twice_alone_is_no_clash(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))
    with within(world.aoba):
        program = ProgramFactory(kind="other")
    url = reverse("admin:programs_program_change", args=[program.pk])
    for label in ("一", "二"):
        version = desk.get(url).context["house_version"]
        data = {"kind": "other", "name": "名前", "neutral_label": label, "_version": version}
        assert desk.post(url, data).status_code == 302
