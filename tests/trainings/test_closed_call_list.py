"""Whoever closes the call list of a day by hand has called those who stood on it, nobody else."""

import pytest
from django.urls import reverse

from foundation.adminsite import seen_calls
from foundation.notices.actions.tasks import close_task
from foundation.notices.models import CallLog, Notice, Task
from foundation.organizations.permissions import Role
from tests.factories.trainings import ApplicationFactory
from tests.foundation.adminsite.desk import Desk
from tests.trainings.test_reminders import DAY_BEFORE, elder, the_list
from trainings.actions.reminders import TOLD, log_reminder_call
from trainings.jobs import remind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LATER = "画面を開いたあとに加わった方が1人います。"


class Closing:
    """A clerk with the page that closes the one call list open in front of them."""

    def __init__(self, world):
        self.desk = Desk(world.member(Role.CLERK))
        self.task = Task.objects.get(kind="trainings.reminder_calls", done_at__isnull=True)
        self.address = reverse("admin:notices_task_done", args=[self.task.pk])
        self.page = self.desk.get(self.address)
        self.seen = self.page.context["form"]["seen"].value()

    def press(self, once="a", **sent):
        sent = {"_once": once, "outcome": "全員に伝えた", "seen": self.seen, **sent}
        return self.desk.post(self.address, {k: v for k, v in sent.items() if v is not None})

    @property
    def is_done(self) -> bool:
        return Task.objects.get(pk=self.task.pk).done_at is not None

    def said(self) -> str:
        """Return what the next page says."""
        return self.desk.get(reverse("admin:notices_task_changelist")).content.decode()


def states() -> dict[int, str]:
    return dict(Notice.objects.filter(channel="call").values_list("target_id", "state"))


def test_whoever_was_added_while_the_page_was_open_stays_on_the_list(world, aoba):
    one = elder()
    remind(DAY_BEFORE)
    closing = Closing(world)
    assert "まだ済んでいない1人を" in closing.page.content.decode()
    late = elder(one.course)
    remind(DAY_BEFORE)

    assert closing.press().status_code == 302

    assert states() == {one.pk: "done", late.pk: "queued"}
    assert the_list() == [late.pk]
    assert LATER in closing.said()
    # What was typed is kept; it was the outcome of one call, not of the list.
    assert [(call.result, call.note) for call in CallLog.objects.all()] == [
        ("1人に伝えた", "全員に伝えた")
    ]
    again = Closing(world)
    again.press("b")
    assert again.is_done
    assert states() == {one.pk: "done", late.pk: "done"}


def test_the_list_closes_with_everybody_who_stood_on_it(world, aoba):
    people = [elder()]
    people.append(elder(people[0].course))
    remind(DAY_BEFORE)
    closing = Closing(world)

    closing.press()

    assert closing.is_done
    assert states() == {one.pk: "done" for one in people}
    assert not CallLog.objects.exists()
    assert "1件を完了にしました。" in closing.said()


def test_the_last_call_of_the_page_made_elsewhere_leaves_the_others_untold(world, aoba, clerk):
    """A colleague told the only one seen; nobody is marked and no call is made up."""
    one = elder()
    remind(DAY_BEFORE)
    closing = Closing(world)
    late = elder(one.course)
    remind(DAY_BEFORE)
    log_reminder_call(one.course.sessions.get(), one, TOLD, actor=clerk, now=DAY_BEFORE)

    closing.press()

    assert not closing.is_done
    assert states() == {one.pk: "done", late.pk: "queued"}
    assert CallLog.objects.count() == 1
    assert LATER in closing.said()


@pytest.mark.parametrize("sent", [None, "", "1", "あ\0", "eyJ4Ijpbdfg:1abc:xyz"])
def test_a_mark_that_is_missing_or_changed_marks_nobody_and_asks_again(world, aoba, sent):
    one = elder()
    remind(DAY_BEFORE)
    closing = Closing(world)

    page = closing.press(seen=sent)

    assert page.status_code == 200
    assert "画面の情報の一部が届かなかったため、まだ完了にしていません" in page.content.decode()
    assert 'value="全員に伝えた"' in page.content.decode()
    assert (closing.is_done, states()) == (False, {one.pk: "queued"})
    closing.seen = page.context["form"]["seen"].value()
    assert closing.press("b").status_code == 302  # pressing again is enough
    assert (closing.is_done, states()) == (True, {one.pk: "done"})


def test_the_mark_of_another_list_says_nothing_about_this_one(world, aoba):
    one, other = elder(), elder()
    remind(DAY_BEFORE)
    task = Task.objects.get(target_id=one.course.sessions.get().pk)
    foreign = Task.objects.get(target_id=other.course.sessions.get().pk)
    mark = seen_calls.mark_of(seen_calls.waiting_calls([foreign]))

    page = Desk(world.member(Role.CLERK)).post(
        reverse("admin:notices_task_done", args=[task.pk]),
        {"_once": "a", "outcome": "全員に伝えた", "seen": mark},
    )

    assert page.status_code == 200
    assert set(states().values()) == {"queued"}


def test_messages_that_never_stood_on_the_list_are_not_marked_with_it(aoba, clerk):
    """Even a mark that names them: the list itself says who belongs to it."""
    one, elsewhere = elder(), elder()
    remind(DAY_BEFORE)
    task = Task.objects.get(target_id=one.course.sessions.get().pk)
    every = set(Notice.objects.values_list("pk", flat=True))

    close_task(task, outcome="全員に伝えた", seen=every, actor=clerk, now=DAY_BEFORE)

    assert states() == {one.pk: "done", elsewhere.pk: "queued"}


def test_several_to_dos_close_together_and_the_grown_list_is_named(world, aoba):
    grown, whole = elder(), elder()
    remind(DAY_BEFORE)
    tasks = Task.objects.order_by("target_id")
    desk = Desk(world.member(Role.CLERK))
    chosen = [task.pk for task in tasks]
    listed = reverse("admin:notices_task_changelist")
    page = desk.post(listed, {"action": "done", "_selected_action": chosen})
    assert "まだ済んでいない2人を" in page.content.decode()
    late = elder(grown.course)
    remind(DAY_BEFORE)

    desk.post(
        reverse("admin:notices_task_bulk_done"),
        {
            "_once": "a",
            "_ids": page.context["ids"],
            "outcome": "伝えた",
            "seen": page.context["form"]["seen"].value(),
        },
    )

    assert states() == {grown.pk: "done", whole.pk: "done", late.pk: "queued"}
    assert [task.done_at is None for task in tasks.all()] == [True, False]
    said = desk.get(listed).content.decode()
    assert "1件を完了にしました。" in said
    assert LATER in said


def test_another_to_do_needs_no_mark(world, aoba):
    alone = ApplicationFactory(email="", phone="0451112222")
    remind(DAY_BEFORE)
    assert the_list() == [alone.pk]
    page = Closing(world).page
    assert 'name="seen"' in page.content.decode()
