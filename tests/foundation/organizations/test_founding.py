"""An installation's first organization comes from one command, its administrator by mail."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from foundation.organizations.models import Membership, Organization

FACTS = {
    "slug": "hinata",
    "name": "ひなた町",
    "section": "福祉課",
    "phone": "0991234567",
    "admin_email": "Kanri@hinata.example.jp",
    "admin_name": "管理 花子",
}

pytestmark = pytest.mark.django_db


def test_the_administrator_gets_in_by_the_printed_link(capsys):
    call_command("found_organization", **FACTS)

    membership = Membership.objects.get()
    assert (membership.roles, membership.user.email) == (
        ["administrator"],
        "kanri@hinata.example.jp",
    )
    browser = Client()
    link = re.search(r"http://testserver(/accounts/\S+)", capsys.readouterr().out)
    assert link
    page = browser.get(link[1], follow=True)
    browser.post(
        page.request["PATH_INFO"],
        {"password1": "hidamari-no-enzoku", "password2": "hidamari-no-enzoku"},
    )
    membership.user.refresh_from_db()
    assert membership.user.check_password("hidamari-no-enzoku")


@pytest.mark.parametrize("slug", ["staff", "accounts", "あおば", "A", "x y"])
def test_a_slug_that_cannot_be_an_address_founds_nothing(slug):
    with pytest.raises(CommandError):
        call_command("found_organization", **{**FACTS, "slug": slug})

    assert not Organization.objects.exists()
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("site", "hint"), [("http://localhost:8001", True), ("https://sasae.example.jp", False)]
)
def test_a_local_link_says_what_to_do_where_it_does_not_open(settings, capsys, site, hint):
    settings.SITE_URL = site

    call_command("found_organization", **FACTS)

    said = capsys.readouterr().out
    assert f"\n{site}/accounts/" in said
    assert ("アドレスに読み替えてください" in said) == hint
