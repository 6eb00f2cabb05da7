"""Sign-in pages: Japanese, complete, closed to sign-up, careful with addresses."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.test import Client
from django.urls import reverse

from foundation.adminsite.memberships import password_link
from foundation.organizations.permissions import Role
from tests.factories.organizations import PASSWORD
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db


def test_signing_in_leads_to_the_dashboard(world):
    membership = world.member()
    client = Client()

    response = client.post(
        "/accounts/login/", {"login": membership.user.email, "password": PASSWORD}, follow=True
    )

    assert response.redirect_chain[-1][0] == "/staff/"
    assert "今日の仕事" in response.content.decode()


def test_a_wrong_password_says_what_to_do(world):
    response = Client().post(
        "/accounts/login/", {"login": world.member().user.email, "password": "ちがう"}
    )

    assert response.status_code == 200
    assert "パスワード" in response.content.decode()


@pytest.mark.parametrize("page", ["account_signup", "account_email", "account_set_password"])
def test_there_is_no_sign_up(world, page):
    assert Client().get(reverse(page)).status_code == 404
    assert Client().post(reverse(page), {"email": "a@example.jp"}).status_code == 404


PAGES = [
    "account_change_password",
    "account_reauthenticate",
    "account_organization",
    "mfa_index",
    "mfa_activate_totp",
]


@pytest.mark.parametrize("page", PAGES)
def test_pages_about_the_own_account(world, page):
    desk = Desk(world.member())

    assert desk.get(reverse(page)).status_code == 200
    assert Client().get(reverse(page)).status_code == 302


def test_who_came_by_the_mailed_link_may_set_up_the_second_factor(world):
    membership = world.member()
    password_link(membership.user)  # the library notes the address, as one that nobody confirmed

    answer = Desk(membership).get(reverse("mfa_activate_totp"))

    assert answer.status_code == 200


def test_known_and_unknown_addresses_get_the_same_answer(world, mailoutbox):
    known, unknown = world.member().user.email, "nobody@example.jp"
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (known, unknown)
    ]
    texts = [re.sub(r'nonce="[^"]*"', "", answer.content.decode()) for answer in answers]

    assert texts[0] == texts[1]
    assert {mail.subject for mail in mailoutbox} == {"【支え Sasae】パスワード設定のご案内"}
    assert [mail.to for mail in mailoutbox if "登録されていません" in mail.body] == [[unknown]]


def test_the_link_ignores_the_host_of_the_request(world, mailoutbox):
    Client().post(
        reverse("account_reset_password"),
        {"email": world.member().user.email},
        headers={"host": "evil.example"},
    )

    assert "http://testserver/accounts/password/reset/key/" in mailoutbox[0].body
    assert "evil.example" not in mailoutbox[0].body


def test_signing_out_needs_post_and_clears_the_browser(world):
    desk = Desk(world.member())

    assert desk.get("/accounts/logout/").status_code == 405
    response = desk.post("/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert desk.get("/staff/").status_code == 302


@pytest.mark.parametrize("had_codes", [False, True])
def test_earlier_recovery_codes_are_told_of_where_there_were_some(world, monkeypatch, had_codes):
    desk = Desk(world.member(Role.CLERK))
    user = desk.membership.user
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    if had_codes:
        RecoveryCodes.activate(user)

    # The message is written at the commit, which a test's transaction never comes to.
    monkeypatch.setattr(transaction, "on_commit", lambda do: do())

    desk.post(reverse("mfa_generate_recovery_codes"))
    page = desk.get(reverse("mfa_view_recovery_codes")).content.decode()

    assert "リカバリーコードを作りました。" in page
    assert "市町村の担当窓口" not in page, "the help is for staff"
    assert ("前のコードは使えません。" in page) == had_codes
