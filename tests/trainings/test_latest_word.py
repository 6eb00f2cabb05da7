"""One word about an application is told, the latest: by mail, letter and telephone (T27, B6)."""

from datetime import timedelta

import pytest
from post_office.models import STATUS, Email

from foundation.documents.models import PrintItem
from foundation.notices.actions.notices import cancel_notice, resend_notice
from foundation.notices.delivery import settle_notices
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
from trainings.actions.applications import cancel_application, cancel_group, submit_application
from trainings.actions.bulk import write_to_many
from trainings.actions.decisions import promote_by_hand
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Submission

pytestmark = pytest.mark.django_db
WORKER = Actor.system("test")
HOUR = timedelta(hours=1)
ADDRESS = "みどり県あおば市中央1-1"
REPLACED = "あとの連絡「参加が決まった」に替わりました。"


def waiting(clerk: Actor, **contact: str) -> Application:
    act = ApplyingAct(channel="phone", **contact)
    typed = Applicant("電話 花子", phone="0451112222")
    course = CourseFactory(capacity=0)
    return submit_application(course, [typed], act, actor=clerk, now=NOW).applications.get()


def promote(one: Application, clerk: Actor, hours: int = 1) -> Notice:
    promote_by_hand(one, reason="電話で確認", actor=clerk, now=NOW + hours * HOUR)
    return words(one)[-1]


def words(row: Application | Submission) -> list[Notice]:
    about = Notice.objects.filter(target_kind=row._meta.label, target_id=row.pk)
    return list(about.order_by("id"))


def lose(*notices: Notice) -> None:
    """Let their mails come back."""
    Email.objects.filter(pk__in=[one.outbox_id for one in notices]).update(status=STATUS.failed)
    settle_notices(actor=WORKER, now=NOW + 5 * HOUR)


def calls() -> list[int]:
    """Return the messages that wait for a call, or whose mail has to be told by telephone."""
    tasks = Task.objects.filter(target_kind=Notice._meta.label, done_at=None)
    return list(tasks.order_by("id").values_list("target_id", flat=True))


def letters() -> list[int]:
    waiting = PrintItem.objects.filter(state="waiting")
    return list(waiting.values_list("target_id", flat=True))


# ── a later mail ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [ADDRESS, ""])
def test_a_later_mail_replaces_the_letter_or_call_nobody_was_told(aoba, clerk, address):
    """Somebody gives an e-mail address afterwards."""
    one = waiting(clerk, contact_address=address)
    other = waiting(clerk, contact_address=address)
    Application.objects.filter(pk=one.pk).update(email="hanako@example.jp")

    last = promote(one, clerk)

    assert (last.channel, last.state) == ("mail", "queued")
    assert words(one)[0].state == "cancelled"
    assert (letters() if address else calls()) == [words(other)[0].pk]  # somebody else's stays
    replaced = Task.objects.filter(outcome=REPLACED).count()
    assert replaced == (0 if address else 1)


def test_the_later_mail_that_does_not_arrive_becomes_the_call(aoba, clerk):
    one = waiting(clerk)
    Application.objects.filter(pk=one.pk).update(email="hanako@example.jp")
    last = promote(one, clerk)
    assert calls() == []

    lose(last)

    assert calls() == [last.pk]
    assert Task.objects.get(done_at=None).phone == "0451112222"


# ── mails that come back ─────────────────────────────────────────────────────────────────────


def test_the_call_about_a_lost_mail_gives_way_to_the_later_word(aoba, clerk):
    one = waiting(clerk, contact_email="hanako@example.jp")
    first = words(one)[0]
    lose(first)
    assert calls() == [first.pk]

    last = promote(one, clerk)

    assert calls() == []
    assert Task.objects.get().outcome == REPLACED
    first.refresh_from_db()
    assert first.state == "failed"  # which stays true
    lose(last)
    assert calls() == [last.pk]


def test_mails_that_come_back_together_make_one_call_about_the_latest(aoba, clerk):
    one = waiting(clerk, contact_email="hanako@example.jp")
    last = promote(one, clerk)

    lose(*words(one))
    lose(*words(one))

    assert calls() == [last.pk]


def test_a_late_report_about_an_overtaken_mail_makes_no_call(aoba, clerk):
    one = waiting(clerk, contact_email="hanako@example.jp")
    first, last = words(one)[0], promote(one, clerk)

    lose(first)

    assert calls() == []
    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.state, last.state) == ("failed", "queued")


def test_a_later_word_that_was_taken_back_said_nothing(aoba, clerk):
    one = waiting(clerk, contact_email="hanako@example.jp")
    first, last = words(one)[0], promote(one, clerk)
    cancel_notice(last, actor=clerk, now=NOW + HOUR)

    lose(first)

    assert calls() == [first.pk]
    copy = resend_notice(last, actor=clerk, now=NOW + 2 * HOUR)
    lose(copy)
    assert copy.pk in calls()


def test_an_old_word_sent_again_does_not_replace_the_latest(aoba, clerk):
    one = waiting(clerk, contact_email="hanako@example.jp")
    first, last = words(one)[0], promote(one, clerk)
    lose(first, last)
    again = resend_notice(first, actor=clerk, now=NOW + 6 * HOUR)

    lose(again)

    assert calls() == [last.pk]


def test_a_lost_word_that_was_sent_again_and_lost_again_is_one_call(aoba, clerk):
    one = waiting(clerk, contact_email="hanako@example.jp")
    first = words(one)[0]
    lose(first)
    copy = resend_notice(first, actor=clerk, now=NOW + 6 * HOUR)

    lose(copy)

    assert calls() == [copy.pk]


def test_what_else_was_written_is_told_beside_the_latest_word(aoba, clerk):
    """A message of the office says something of its own: no later one makes it untrue."""
    one = ApplicationFactory(email="hanako@example.jp", phone="0451112222")
    texts = ("持ち物は筆記用具です。", "駐車場はありません。")
    for hours, text in enumerate(texts):
        people = Application.objects.filter(pk=one.pk)
        write_to_many(people, text, actor=clerk, now=NOW + hours * HOUR)
    lose(*words(one))
    assert len(calls()) == 2

    cancel_application(one, reason="電話", actor=clerk, now=NOW + 6 * HOUR)

    assert len(calls()) == 2


# ── the contact of a group ───────────────────────────────────────────────────────────────────


def group(clerk: Actor, **contact: str) -> tuple[Submission, list[Application]]:
    act = ApplyingAct(
        channel="phone", contact_name="連絡 係子", contact_phone="0453334444", **contact
    )
    typed = [Applicant(f"一員 {n}子", phone=f"045111222{n}") for n in (1, 2)]
    submission = submit_application(CourseFactory(capacity=0), typed, act, actor=clerk, now=NOW)
    return submission, list(submission.applications.order_by("id"))


@pytest.mark.parametrize("address", [ADDRESS, ""])
def test_the_cancellation_of_a_group_replaces_what_nobody_was_told(aoba, clerk, address):
    submission, people = group(clerk, contact_address=address)
    other, _ = group(clerk, contact_address=address)
    promote(people[0], clerk)
    waits = letters if address else calls
    assert len(waits()) == 3

    cancel_group(submission, reason="電話", actor=clerk, now=NOW + 2 * HOUR)

    receipt, last = words(submission)
    assert (receipt.state, last.state, last.kind) == (
        "cancelled", "queued", "trainings.group_cancelled",
    )  # fmt: skip
    assert words(people[0])[-1].state == "cancelled"
    assert sorted(waits()) == sorted([words(other)[0].pk, last.pk])


def test_the_receipt_of_a_group_stays_until_everybody_has_a_word_of_their_own(aoba, clerk):
    submission, (first, second) = group(clerk)
    (receipt,) = words(submission)

    told = [promote(first, clerk).pk]
    assert calls() == [receipt.pk, *told]  # it still says what is true of the other

    told.append(promote(second, clerk).pk)

    assert calls() == told
    outcome = Task.objects.get(target_id=receipt.pk, target_kind=Notice._meta.label).outcome
    assert outcome == "あとの連絡「お一人ずつの連絡」に替わりました。"


@pytest.mark.parametrize("how_many", [0, 1, 2])
def test_a_lost_receipt_of_a_group_is_told_while_it_says_what_is_true(aoba, clerk, how_many):
    submission, people = group(clerk, contact_email="kakari@example.jp")
    (receipt,) = words(submission)
    for one in people[:how_many]:
        promote(one, clerk)

    lose(receipt)

    assert calls() == ([] if how_many == 2 else [receipt.pk])


def test_a_lost_mail_about_one_of_a_cancelled_group_makes_no_call(aoba, clerk):
    submission, people = group(clerk, contact_email="kakari@example.jp")
    lost = promote(people[0], clerk)
    cancel_group(submission, reason="電話", actor=clerk, now=NOW + 2 * HOUR)

    lose(lost, words(submission)[0])

    assert calls() == []
    lose(words(submission)[-1])
    assert calls() == [words(submission)[-1].pk]
