"""The reminder before each session: once a person and day, to people with a seat who come."""

from datetime import timedelta

import pytest
from django.urls import reverse
from post_office.models import STATUS, Email

from foundation.documents.models import PrintItem
from foundation.notices.actions.tasks import close_task
from foundation.notices.delivery import settle_notices
from foundation.notices.models import CallLog, MailedLink, Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.trainings import STARTS, ApplicationFactory, SubmissionFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import cancel_application
from trainings.actions.courses import cancel_course
from trainings.actions.day_answers import tell_absence
from trainings.actions.reminders import NOT_REACHED, REMIND_WITHIN, TOLD, log_reminder_call
from trainings.actions.sessions import NewTimes, postpone_session, reschedule_session
from trainings.jobs import remind, settle_call_lists
from trainings.models import Application, Attendance
from trainings.queries.reminders import call_list

pytestmark = pytest.mark.django_db


def told() -> list[int]:
    notices = Notice.objects.filter(kind="trainings.reminder").order_by("id")
    return list(notices.values_list("target_id", flat=True))


@pytest.mark.parametrize(
    ("before", "reminded"),
    [
        (REMIND_WITHIN + timedelta(minutes=1), False),
        (REMIND_WITHIN, True),
        (timedelta(minutes=1), True),
        (timedelta(0), False),
    ],
)
def test_people_with_a_seat_are_reminded_once(aoba, before, reminded):
    seated = ApplicationFactory(email="a@example.jp")
    ApplicationFactory(course=seated.course, waiting=True, email="w@example.jp")
    now = STARTS - before

    remind(now)
    remind(now)

    assert told() == ([seated.pk] if reminded else [])


def test_a_reminder_that_was_sent_leaves_no_second_link(aoba):
    """Whoever was reminded has one link in the mail; the next run makes none that nobody gets."""
    seated = ApplicationFactory(email="a@example.jp")
    elder(seated.course)
    remind(DAY_BEFORE)
    assert MailedLink.objects.count() == 1

    ApplicationFactory(course=seated.course, email="late@example.jp")
    for hours in (1, 2):
        remind(DAY_BEFORE + timedelta(hours=hours))

    assert MailedLink.objects.count() == Notice.objects.filter(channel="mail").count() == 2
    assert {mail.expires_at for mail in Email.objects.all()} == {STARTS}


def test_a_day_that_was_put_off_reminds_nobody(aoba, clerk):
    seated = ApplicationFactory(email="a@example.jp")
    now = STARTS - timedelta(days=1)
    postpone_session(seated.course.sessions.get(), reason="台風のため", actor=clerk, now=now)

    remind(now)

    assert told() == []


# ── whom no mail reaches ─────────────────────────────────────────────────────────────────────

DAY_BEFORE = STARTS - timedelta(days=1)


def elder(course=None, **facts) -> Application:
    """Somebody with a telephone and no e-mail."""
    facts = {"email": "", "phone": "0451112222", **facts}
    return ApplicationFactory(**({"course": course} if course else {}), **facts)


def the_list() -> list[int]:
    """Return whom the open call list of the one day names as not yet told."""
    task = Task.objects.filter(kind="trainings.reminder_calls", done_at__isnull=True).first()
    if task is None:
        return []
    session = Application.objects.first().course.sessions.get()
    assert task.target_id == session.pk
    return [row.application.pk for row in call_list(session) if not row.is_told]


def test_whoever_has_no_mail_stands_on_one_list_and_is_put_there_once(aoba):
    first = elder(name="森 実", kana="もり みのる")
    second = elder(first.course, name="青木 茂", kana="あおき しげる")
    group = SubmissionFactory(course=first.course, contact_email="c@example.jp")
    ApplicationFactory(course=first.course, email="", submission=group)
    elder(first.course, waiting=True)

    remind(DAY_BEFORE)
    remind(DAY_BEFORE)

    assert the_list() == [second.pk, first.pk]
    task = Task.objects.get()
    assert (task.due_on, task.due_at) == (DAY_BEFORE.date(), STARTS)
    assert Notice.objects.filter(channel="mail").count() == 1  # the contact of the group
    assert "お電話で承ります" in Notice.objects.get(target_id=first.pk).body


def test_without_a_telephone_a_letter_is_printed_and_no_list_is_made(aoba):
    act = SubmissionFactory(contact_address="中央1-1", contact_phone="")
    alone = elder(act.course, submission=act, phone="")
    remind(DAY_BEFORE)
    assert not Task.objects.exists()
    assert Notice.objects.get(pk=PrintItem.objects.get().target_id).target_id == alone.pk

    cancel_application(alone, reason="電話", actor=Actor.system("test"), now=DAY_BEFORE)
    settle_call_lists(DAY_BEFORE)
    letter = Notice.objects.get(kind="trainings.reminder")
    assert letter.state == "cancelled"
    assert not PrintItem.objects.filter(target_id=letter.pk, state="waiting").exists()


def bounce() -> None:
    Email.objects.update(status=STATUS.failed)
    settle_notices(actor=Actor.system("test"), now=DAY_BEFORE)


def test_a_reminder_that_comes_back_puts_the_person_on_the_list(aoba):
    seated = ApplicationFactory(email="a@example.jp", phone="0451112222")
    remind(DAY_BEFORE)
    assert the_list() == []

    bounce()
    bounce()

    assert the_list() == [seated.pk]
    assert Task.objects.count() == 1  # no second to-do about the lost mail
    remind(DAY_BEFORE + timedelta(hours=1))
    assert the_list() == [seated.pk]


def test_an_address_known_to_be_lost_is_not_written_to_again(aoba, clerk):
    seated = ApplicationFactory(email="a@example.jp", phone="0451112222")
    session = seated.course.sessions.get()
    times = NewTimes(STARTS, STARTS + timedelta(hours=3), venue="南町会館")
    reschedule_session(session, times, reason="都合", actor=clerk, now=DAY_BEFORE)
    bounce()

    remind(DAY_BEFORE)

    assert the_list() == [seated.pk]
    assert not Notice.objects.filter(kind="trainings.reminder", channel="mail").exists()
    Application.objects.update(email="new@example.jp")  # corrected: mails go there again
    remind(DAY_BEFORE)
    assert Notice.objects.get(kind="trainings.reminder", channel="mail").email == "new@example.jp"


WITHDRAWALS = {
    "postponed": lambda one, actor: postpone_session(
        one.course.sessions.get(), reason="台風", actor=actor, now=DAY_BEFORE
    ),
    "moved": lambda one, actor: reschedule_session(
        one.course.sessions.get(),
        NewTimes(STARTS + timedelta(days=7), STARTS + timedelta(days=7, hours=3)),
        reason="台風",
        actor=actor,
        now=DAY_BEFORE,
    ),
    "course cancelled": lambda one, actor: cancel_course(
        one.course, reason="台風", actor=actor, now=DAY_BEFORE
    ),
    "person cancelled": lambda one, actor: cancel_application(
        one, reason="電話", actor=actor, now=DAY_BEFORE
    ),
    "absence told": lambda one, actor: tell_absence(
        one, one.course.sessions.get(), actor=actor, now=DAY_BEFORE
    ),
    "begun": lambda one, actor: None,
}


@pytest.mark.parametrize("what", WITHDRAWALS)
def test_a_call_that_nobody_needs_any_more_is_taken_back(aoba, clerk, what):
    one = elder()
    remind(DAY_BEFORE)
    assert the_list() == [one.pk]
    settle_call_lists(DAY_BEFORE)
    assert the_list() == [one.pk]  # as long as it is needed it stays

    WITHDRAWALS[what](one, clerk)
    settle_call_lists(STARTS if what == "begun" else DAY_BEFORE)

    assert Notice.objects.get(kind="trainings.reminder").state == "cancelled"
    task = Task.objects.get(kind="trainings.reminder_calls")
    assert task.done_at is not None
    assert task.outcome == (
        "電話が済んでいない方がいましたが、始まる時刻になりました。"
        if what == "begun"
        else "電話する方がいなくなりました。"
    )


def test_the_open_list_of_a_day_that_moved_says_the_new_time(aoba, clerk):
    one = elder()
    remind(DAY_BEFORE)
    later = STARTS + timedelta(days=1)
    session = one.course.sessions.get()
    times = NewTimes(later, later + timedelta(hours=3))
    reschedule_session(session, times, reason="都合", actor=clerk, now=DAY_BEFORE)

    remind(DAY_BEFORE)  # before anything was taken back
    settle_call_lists(DAY_BEFORE)

    assert the_list() == [one.pk]
    task = Task.objects.get(kind="trainings.reminder_calls", done_at__isnull=True)
    assert "11月1日" in task.title
    assert (task.due_on, task.due_at) == (STARTS.date(), later)


def test_one_of_two_leaves_and_the_list_stays_open_for_the_other(aoba, clerk):
    stays = elder()
    goes = elder(stays.course)
    remind(DAY_BEFORE)
    cancel_application(goes, reason="電話", actor=clerk, now=DAY_BEFORE)
    settle_call_lists(DAY_BEFORE)
    assert the_list() == [stays.pk]


def test_the_list_closes_with_the_last_call_and_is_not_made_again(aoba, clerk):
    one = elder()
    session = one.course.sessions.get()
    remind(DAY_BEFORE)

    log_reminder_call(session, one, NOT_REACHED, actor=clerk, now=DAY_BEFORE)
    assert the_list() == [one.pk]
    log_reminder_call(session, one, TOLD, actor=clerk, now=DAY_BEFORE)

    assert Notice.objects.get().state == "done"
    assert Task.objects.get().done_at == DAY_BEFORE
    assert [(log.result, log.note) for log in CallLog.objects.all()] == [
        ("不在", one.reference), ("伝えた", one.reference),
    ]  # fmt: skip
    remind(DAY_BEFORE + timedelta(hours=1))
    assert Task.objects.get().done_at == DAY_BEFORE
    with pytest.raises(Refused, match="すでに済んでいる"):
        log_reminder_call(session, one, TOLD, actor=clerk, now=DAY_BEFORE)


def test_who_closes_the_to_do_has_called_everybody_on_it(aoba, clerk):
    one = elder()
    remind(DAY_BEFORE)
    close_task(Task.objects.get(), outcome="全員に伝えた", actor=clerk, now=DAY_BEFORE)
    assert Notice.objects.get(target_id=one.pk).state == "done"
    settle_call_lists(DAY_BEFORE)
    assert Notice.objects.get(target_id=one.pk).state == "done"


@pytest.mark.usefixtures("frozen")
def test_the_clerk_works_the_list_and_prints_it(world, aoba):
    one = elder(name="森 実", kana="もり みのる")
    other = elder(one.course, name="青木 茂", kana="あおき しげる")
    ApplicationFactory(course=one.course, name="電子 郵子", email="m@example.jp")
    remind(DAY_BEFORE)
    session = one.course.sessions.get()
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:reminder_calls", args=[session.pk])
    task = Task.objects.get()

    assert (
        address in desk.get(reverse("admin:notices_task_change", args=[task.pk])).content.decode()
    )
    html = desk.get(address).content.decode()
    assert "あと2人" in html
    assert "森 実" in html
    assert "電子 郵子" not in html
    for result in ("not-reached", "told"):
        assert desk.post(address, {"person": one.pk, "result": result}).status_code == 302
    assert "あと1人" in desk.get(address).content.decode()
    desk.post(address, {"person": other.pk, "result": "not-coming"})
    assert Attendance.objects.valid().get().application_id == other.pk
    task.refresh_from_db()
    assert task.done_at is not None
    paper = desk.get(reverse("admin:reminder_calls_pdf", args=[session.pk]))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(
    ("role", "sent", "status"),
    [
        (Role.COORDINATOR, {"result": "told"}, 403),
        (Role.CLERK, {"result": "?"}, 404),
        (Role.CLERK, {"result": "told", "person": "0"}, 404),
    ],
)
def test_nobody_else_records_calls_and_nonsense_is_refused(world, aoba, role, sent, status):
    one = elder()
    remind(DAY_BEFORE)
    address = reverse("admin:reminder_calls", args=[one.course.sessions.get().pk])
    desk = Desk(world.member(role))
    assert 'name="result"' not in desk.get(address).content.decode() or role == Role.CLERK
    assert desk.post(address, {"person": one.pk, **sent}).status_code == status
    assert Notice.objects.get().state == "queued"


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_is_read_in_three_queries(aoba, people, django_assert_num_queries):
    one = elder()
    for _ in range(people - 1):
        elder(one.course)
    remind(DAY_BEFORE)
    session = one.course.sessions.get()
    with django_assert_num_queries(3):
        assert len([row.phone for row in call_list(session)]) == people
