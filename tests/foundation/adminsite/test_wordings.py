"""The wordings of messages: all kinds on one page, an own one begins with the one in use."""

import pytest
from django.urls import reverse

from foundation.notices.models import NoticeText
from foundation.notices.texts import register_kind
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.usefixtures("frozen")

register_kind("test.wording", "持ち物の案内", "{物}をお持ちください。")


@pytest.fixture
def desk(world):
    return Desk(world.member(Role.ADMINISTRATOR))


def test_every_kind_stands_with_its_text_and_own_wordings_beside_it(world, aoba, desk):
    text = NoticeText.objects.create(kind="test.wording", body="{物}が要ります。")
    with within(world.wakaba):
        foreign = NoticeText.objects.create(kind="test.wording", body="隣の町の文")

    page = desk.get(reverse("admin:notice_texts")).content.decode()

    assert "持ち物の案内" in page
    assert "{物}をお持ちください。" in page
    assert reverse("admin:notices_noticetext_change", args=[text.pk]) in page
    assert reverse("admin:notices_noticetext_change", args=[foreign.pk]) not in page


def test_an_own_wording_begins_with_the_one_in_use_and_says_its_items(aoba, desk):
    page = desk.get(f"{reverse('admin:notices_noticetext_add')}?kind=test.wording")

    html = page.content.decode()
    assert "{物}をお持ちください。" in html
    assert "使える項目：{物}" in html
    assert '<option value="test.wording" selected>' in html


def test_an_unknown_kind_begins_with_nothing(aoba, desk):
    page = desk.get(f"{reverse('admin:notices_noticetext_add')}?kind=no.such")

    assert page.status_code == 200
    assert "使える項目" not in page.content.decode()


def test_others_do_not_see_the_page(world, aoba):
    clerk = Desk(world.member(Role.CLERK))

    assert clerk.get(reverse("admin:notice_texts")).status_code == 403


def test_the_page_asks_a_constant_number_of_queries(aoba, desk, django_assert_max_num_queries):
    for n in range(3):
        NoticeText.objects.create(kind=f"test.wording{n}", body="文")

    with django_assert_max_num_queries(12):
        desk.get(reverse("admin:notice_texts"))
