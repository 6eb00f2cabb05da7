"""Nobody is led elsewhere by an address that begins with ours (every `next` and `_back`)."""

import pytest
from django.test import Client
from django.urls import reverse

from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from tests.factories.base import NOW
from tests.factories.organizations import PASSWORD, MembershipFactory
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/staff/\r\nSet-Cookie: a=b",
    "https://testserver@evil.example/staff/",
    "https://testserver.evil.example/staff/",
    "/staff/../../evil",
]
BACK = "/staff/notices/notice/?state=queued"
register_kind("test.redirect", "あいさつ", "こんにちは。")


def leads_away(response) -> bool:
    target = response.headers.get("Location", "/")
    return not target.startswith("/") or target.startswith(("//", "/\\")) or "\n" in target


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_our_own_pages(world, target):
    client, user = Client(), world.member().user
    for path in (f"{reverse('account_login')}?next=", reverse("account_login")):
        response = client.post(
            path, {"login": user.email, "password": PASSWORD, "next": target}, follow=False
        )
        assert response.status_code == 302
        assert not leads_away(response), response.headers["Location"]
        client.post(reverse("account_logout"))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_giving_the_password_again_leads_to_our_own_pages(world, target):
    desk = Desk(world.member(), fresh_password=False)

    response = desk.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": target})

    assert response.status_code == 302
    assert not leads_away(response), response.headers["Location"]


@pytest.mark.parametrize("target", [*ELSEWHERE, "/accounts/logout/", "/aoba/"])
def test_choosing_an_organization_leads_to_the_staff_pages(world, target):
    membership = world.member()
    other = MembershipFactory(user=membership.user, organization=world.wakaba, roles=["clerk"])
    desk = Desk(membership)

    page = desk.get(reverse("account_organization"), {"next": target})
    response = desk.post(reverse("account_organization"), {"membership": other.pk, "next": target})

    assert "evil.example" not in page.content.decode()
    assert response.headers["Location"].startswith("/staff/")
    assert not leads_away(response)


@pytest.mark.parametrize(("target", "led"), [*((one, False) for one in ELSEWHERE), (BACK, True)])
def test_an_action_on_several_rows_leads_back_to_our_own_list(world, aoba, target, led):
    for number in range(2):
        queue_notice(
            Message("test.redirect"), target=PersonFactory(), dedupe_key=str(number),
            recipient=Recipient("山田 花子", email="hanako@example.jp"),
            actor=Actor.system("test"), now=NOW,
        )  # fmt: skip
    ids = ",".join(str(pk) for pk in Notice.objects.values_list("pk", flat=True))

    done = Desk(world.member()).post(
        reverse("admin:notices_notice_bulk_take-back"), {"_ids": ids, "_back": target}
    )

    assert set(Notice.objects.values_list("state", flat=True)) == {"cancelled"}
    assert not leads_away(done), done.headers["Location"]
    assert (done.headers["Location"] == BACK) is led


def test_a_link_in_a_mail_names_our_own_host(world, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(raise_request_exception=False)
    form = {"email": world.member().user.email}

    forged = client.post(reverse("account_reset_password"), form, HTTP_HOST="evil.example")
    assert forged.status_code == 400
    assert "default-src 'none'" in forged.headers["Content-Security-Policy"]
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_reset_password"), form, HTTP_HOST="evil.example")

    (mail,) = mailoutbox
    assert "http://testserver/accounts/" in mail.body
    assert "evil.example" not in mail.body
