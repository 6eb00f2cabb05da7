"""The messages in the list: a call is made and a letter printed; only a mail is sent."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.models import Notice, Task
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

register_kind("test.ways", "あいさつ", "お待ちしています。")


def tell(**where: str) -> Notice:
    return queue_notice(
        Message("test.ways"),
        target=PersonFactory(),
        recipient=Recipient("山田 花子", **where),
        actor=Actor.system("test"),
        now=NOW,
    )


def page(desk: Desk, notice: Notice) -> str:
    address = reverse("admin:notices_notice_change", args=[notice.pk])
    html: str = desk.get(address).content.decode()
    return html


def test_a_call_and_a_letter_wait_to_be_made_and_are_not_sent(world, aoba):
    desk = Desk(world.member())
    call, letter = tell(phone="0312345678"), tell(address="あおば市1-2")

    called, written = page(desk, call), page(desk, letter)

    assert all(word in called for word in ("電話で伝える", "未連絡", "連絡を取りやめる"))
    assert reverse("admin:notices_task_change", args=[Task.objects.get().pk]) in called
    assert all(word in written for word in ("手紙で伝える", "印刷待ち", "連絡を取りやめる"))
    assert "送信待ち" not in called + written
    assert "送信を取り消す" not in called + written
    listed = desk.get(reverse("admin:notices_notice_changelist")).content.decode()
    assert "送信を取り消す" not in listed


def test_a_call_that_is_not_needed_leaves_the_to_dos(world, aoba):
    desk, call = Desk(world.member()), tell(phone="0312345678")
    address = reverse("admin:notices_notice_drop", args=[call.pk])

    asked = desk.get(address).content.decode()
    desk.post(address)

    assert "電話の「やること」はなくなります。" in asked
    assert "メールは送られません" not in asked
    assert Task.objects.get().done_at is not None
    assert "もう一度伝える" in page(desk, call)


def test_a_mail_that_waits_is_taken_back_as_a_mail(world, aoba):
    waiting = page(Desk(world.member()), tell(email="hanako@example.jp"))

    assert "送信待ち" in waiting
    assert "送信を取り消す" in waiting
    assert "連絡を取りやめる" not in waiting
