"""Two officers settle the same calls at the same moment: neither stops the other, nothing is lost.

Each race has a positive control with the order of locks, or the lock, taken away.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, transaction

from foundation.notices.actions import replacing, tasks
from foundation.notices.actions.tasks import close_task
from foundation.notices.models import CallLog, Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory
from tests.races import Meeting, at_once
from tests.trainings.test_reminders import DAY_BEFORE, elder
from trainings import notices_reminder
from trainings.actions import reminders
from trainings.actions.applications import cancel_application, submit_application
from trainings.actions.decisions import promote_by_hand
from trainings.actions.reminders import TOLD, log_reminder_call, remind_of_session, settle_calls
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLERK = Actor.system("race")


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def codes(raised: list[BaseException]) -> list[str]:
    return [error.code if isinstance(error, Refused) else repr(error) for error in raised]


def deadlocked(raised: list[BaseException]) -> bool:
    return any(isinstance(error, OperationalError) and "deadlock" in str(error) for error in raised)


def task_first(task: Task, meeting: Meeting) -> Callable[..., list[Notice]]:
    """The order that stops two who settle the same call: the task, then its message."""

    def lock(waiting: Any) -> list[Notice]:
        Task.objects.select_for_update().get(pk=task.pk)
        meeting.wait()
        return list(waiting)

    return lock


# ── a call is closed by hand while a later word replaces its message ─────────────────────────


class OneCall:
    """Somebody on the waiting list whom nobody has called yet."""

    def __init__(self, organization: Any) -> None:
        self.organization = organization
        with within(organization):
            submission = submit_application(
                CourseFactory(capacity=0),
                [Applicant("電話 花子", phone="0451112222")],
                ApplyingAct(channel="phone"),
                actor=CLERK,
                now=NOW,
            )
            self.one: Application = submission.applications.get()
            self.task: Task = Task.objects.get(done_at=None)

    def race(self) -> list[BaseException]:
        return at_once(
            self.organization,
            lambda: close_task(self.task, outcome="伝えた", actor=CLERK, now=NOW),
            lambda: promote_by_hand(self.one, reason="電話で確認", actor=CLERK, now=NOW),
        )


def test_closing_a_call_and_replacing_its_message_at_once_loses_neither(
    world, meeting, monkeypatch
):
    call = OneCall(world.aoba)
    for module in (tasks, replacing):
        monkeypatch.setattr(module, "lock_notices", meeting.after(tasks.lock_notices))

    raised = call.race()

    with within(world.aoba):
        first, last = Notice.objects.order_by("id")
        assert (last.kind, last.state) == ("trainings.accepted", "queued")
        assert [task.target_id for task in Task.objects.filter(done_at=None)] == [last.pk]
        call.task.refresh_from_db()
        assert (codes(raised), first.state, call.task.outcome) in [
            ([], "done", "伝えた"),
            (["task_closed"], "cancelled", "あとの連絡「参加が決まった」に替わりました。"),
        ]


def test_control_with_the_task_locked_first_they_stop_each_other(world, meeting, monkeypatch):
    call = OneCall(world.aoba)
    monkeypatch.setattr(replacing, "lock_notices", meeting.after(tasks.lock_notices))
    monkeypatch.setattr(tasks, "lock_notices", task_first(call.task, meeting))

    assert deadlocked(call.race())


# ── the list of a day ────────────────────────────────────────────────────────────────────────


class OneList:
    """The call list of a day with some people on it."""

    def __init__(self, organization: Any, people: int) -> None:
        self.organization = organization
        with within(organization):
            self.people = [elder()]
            for _ in range(people - 1):
                self.people.append(elder(self.people[0].course))
            self.session = self.people[0].course.sessions.get()
            self.remind()
            self.task = Task.objects.get(done_at=None)
            self.seen = list(Notice.objects.values_list("pk", flat=True))

    def remind(self) -> object:
        return remind_of_session(self.session, actor=CLERK, now=DAY_BEFORE)

    def close(self) -> object:
        return close_task(
            self.task, outcome="全員に伝えた", seen=self.seen, actor=CLERK, now=DAY_BEFORE
        )

    def told(self, one: Application) -> Callable[[], object]:
        return lambda: log_reminder_call(self.session, one, TOLD, actor=CLERK, now=DAY_BEFORE)

    def race_with_settling(self) -> list[BaseException]:
        with within(self.organization):
            (one,) = self.people
            cancel_application(one, reason="電話", actor=CLERK, now=DAY_BEFORE)
        return at_once(
            self.organization, self.close, lambda: settle_calls(actor=CLERK, now=DAY_BEFORE)
        )

    @property
    def is_open(self) -> bool:
        return Task.objects.filter(kind=notices_reminder.CALL_LIST, done_at=None).exists()


def test_closing_a_list_and_taking_its_calls_back_at_once_loses_neither(
    world, meeting, monkeypatch
):
    listed = OneList(world.aoba, 1)
    monkeypatch.setattr(tasks, "lock_notices", meeting.after(tasks.lock_notices))
    monkeypatch.setattr(reminders, "cancel_notice", meeting.after(reminders.cancel_notice))

    raised = listed.race_with_settling()

    with within(world.aoba):
        listed.task.refresh_from_db()
        state = Notice.objects.get(pk=listed.seen[0]).state
        assert (codes(raised), state, listed.task.outcome) in [
            ([], "done", "全員に伝えた"),
            (["task_closed"], "cancelled", reminders.NOBODY_LEFT),
        ]


def test_control_with_the_list_locked_first_they_stop_each_other(world, meeting, monkeypatch):
    listed = OneList(world.aoba, 1)
    monkeypatch.setattr(tasks, "lock_notices", task_first(listed.task, meeting))
    monkeypatch.setattr(reminders, "cancel_notice", meeting.after(reminders.cancel_notice))

    assert deadlocked(listed.race_with_settling())


def test_one_call_recorded_twice_at_once_is_one_call(world, meeting, monkeypatch):
    listed = OneList(world.aoba, 1)
    monkeypatch.setattr(reminders, "lock_notices", meeting.after(tasks.lock_notices))

    raised = at_once(world.aoba, *[listed.told(listed.people[0])] * 2)

    assert codes(raised) == ["told_already"]
    with within(world.aoba):
        assert CallLog.objects.count() == 1
        assert not listed.is_open


def test_control_without_the_lock_one_call_counts_twice_or_stops(world, meeting, monkeypatch):
    listed = OneList(world.aoba, 1)
    monkeypatch.setattr(reminders, "lock_notices", meeting.after(list))

    raised = at_once(world.aoba, *[listed.told(listed.people[0])] * 2)

    with within(world.aoba):
        assert CallLog.objects.count() == 2 or deadlocked(raised)


def test_the_last_two_calls_at_once_close_the_list(world, meeting, monkeypatch):
    listed = OneList(world.aoba, 2)
    monkeypatch.setattr(reminders, "note_told", meeting.after(reminders.note_told))

    raised = at_once(world.aoba, *map(listed.told, listed.people))

    assert raised == []
    with within(world.aoba):
        assert not listed.is_open


def test_control_without_the_lock_an_empty_list_stays_open(world, monkeypatch):
    listed = OneList(world.aoba, 2)
    monkeypatch.setattr(reminders, "note_told", Meeting().after(reminders.note_told))
    # Both have looked, and neither has finished, when the other looks.
    unlocked = Meeting().after(lambda *about: list(tasks.open_tasks_about(*about)))
    monkeypatch.setattr(reminders, "lock_open_tasks_about", unlocked)
    finished = Meeting().after(reminders._close_when_done)
    monkeypatch.setattr(reminders, "_close_when_done", finished)

    at_once(world.aoba, *map(listed.told, listed.people))

    with within(world.aoba):
        assert listed.is_open


def grown_while_closing(listed: OneList, meeting: Meeting) -> Application:
    """Somebody is put on the list while an officer closes it without having seen them."""
    with within(listed.organization):
        late = elder(listed.people[0].course)

    def close() -> None:
        with transaction.atomic():
            listed.close()
            meeting.wait()

    assert at_once(listed.organization, close, listed.remind) == []
    return late


def test_whoever_is_added_while_the_list_closes_stands_on_an_open_one(world, meeting, monkeypatch):
    listed = OneList(world.aoba, 1)
    monkeypatch.setattr(notices_reminder, "create_task", meeting.after(tasks.create_task))

    late = grown_while_closing(listed, meeting)

    with within(world.aoba):
        assert Notice.objects.get(target_id=late.pk).state == "queued"
        assert listed.is_open


def test_control_without_the_lock_somebody_waits_on_no_list(world, meeting, monkeypatch):
    listed = OneList(world.aoba, 1)
    monkeypatch.setattr(notices_reminder, "create_task", meeting.after(tasks.create_task))
    monkeypatch.setattr(notices_reminder, "lock_open_tasks_about", lambda *about: [listed.task])

    late = grown_while_closing(listed, meeting)

    with within(world.aoba):
        assert Notice.objects.get(target_id=late.pk).state == "queued"
        assert not listed.is_open
