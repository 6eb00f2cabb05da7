"""Staff read every message and none of the keys in it: a link acts for its recipient alone."""

import re

import pytest
from django.urls import reverse
from post_office.models import Email

from foundation.notices.actions.notices import resend_notice
from foundation.notices.delivery import settle_notices
from foundation.notices.links import find_link
from foundation.notices.models import Notice, NoticeState, Task
from foundation.organizations.actor import Actor
from foundation.people.disclosure import sections_of
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory
from tests.foundation.adminsite.desk import Desk
from trainings.notices import tell_accepted

pytestmark = pytest.mark.django_db
KEY = re.compile(r"/l/([\w-]{16,})")


@pytest.fixture
def notice(aoba) -> Notice:
    application = ApplicationFactory(email="hanako@example.jp")
    tell_accepted(application, actor=Actor.system("test"), now=NOW)
    return Notice.objects.get()


def key_in(text: str) -> str:
    found = KEY.search(text)
    assert found is not None
    assert find_link(found[1]) is not None
    return found[1]


def test_the_page_of_a_message_shows_no_key_and_a_copy_carries_it(world, notice, clerk):
    key = key_in(notice.body)
    page = Desk(world.member()).get(reverse("admin:notices_notice_change", args=[notice.pk]))

    assert "申込の確認・取消は、次のページからできます" in page.content.decode()
    assert key not in page.content.decode()
    Notice.objects.update(state=NoticeState.SENT)
    resend_notice(notice, actor=clerk, now=NOW)
    assert key in Email.objects.order_by("id").last().message


def test_a_call_about_a_mail_that_did_not_arrive_reads_no_key_out(world, notice):
    Email.objects.update(status=1)
    settle_notices(actor=Actor.system("test"), now=NOW)
    task = Task.objects.get()

    page = Desk(world.member()).get(reverse("admin:notices_task_change", args=[task.pk]))

    assert "申込の確認・取消は、次のページからできます" in page.content.decode()
    assert not KEY.search(page.content.decode())


def test_the_printout_of_a_person_holds_no_key(notice):
    application = ApplicationFactory(email="taro@example.jp")
    tell_accepted(application, actor=Actor.system("test"), now=NOW)

    told = [str(section) for section in sections_of(application.person)]

    assert any("お送りした連絡" in one and "/l/" in one for one in told)
    assert not any(KEY.search(one) for one in told)
