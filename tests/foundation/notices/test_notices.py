"""A notice is queued once, by the way the person can be reached, and can be taken back."""

from datetime import timedelta

import pytest
from post_office.models import Email

from foundation.documents.actions.printing import mark_handed, mark_printed
from foundation.documents.models import PrintItem
from foundation.notices.actions.notices import cancel_notice, resend_notice
from foundation.notices.models import Channel, Notice, NoticeState, NoticeText, Task
from foundation.notices.texts import body_of, refuse_unknown_placeholders
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.foundation.notices.conftest import CLERK, NOW, make_organization, tell


@pytest.mark.parametrize(
    ("where", "channel", "mails", "letters", "calls"),
    [
        ({"email": "hanako@example.jp", "phone": "0312345678"}, Channel.MAIL, 1, 0, 0),
        ({"address": "あおば市1-2", "phone": "0312345678"}, Channel.LETTER, 0, 1, 0),
        ({"phone": "0312345678"}, Channel.CALL, 0, 0, 1),
        ({}, Channel.LETTER, 0, 1, 0),
    ],
)
def test_everybody_is_reached_by_some_way(person, where, channel, mails, letters, calls):
    notice = tell(person, **where)

    assert notice.channel == channel
    assert Email.objects.count() == mails
    assert PrintItem.objects.count() == letters
    assert Task.objects.count() == calls


def test_the_same_notice_is_queued_once(person):
    first = tell(person, email="hanako@example.jp")
    again = tell(person, email="hanako@example.jp")
    other = tell(person, key="2", email="hanako@example.jp")

    assert first.pk == again.pk != other.pk
    assert Email.objects.count() == 2


def test_the_subject_is_neutral_and_the_body_filled(person):
    notice = tell(person, email="hanako@example.jp")

    assert notice.subject == "【あおば市】お知らせ"
    assert notice.body == "佐藤 花子さん、11月20日にお待ちしています。\n"


def test_a_queued_notice_can_be_taken_back_and_a_sent_one_cannot(person):
    notice = tell(person, email="hanako@example.jp")

    cancel_notice(notice, actor=CLERK, now=NOW)

    assert Email.objects.count() == 0
    assert Notice.objects.get(pk=notice.pk).state == NoticeState.CANCELLED
    with pytest.raises(Refused):
        cancel_notice(notice, actor=CLERK, now=NOW)


def test_a_letter_is_settled_with_its_paper(person):
    """What stood on the queue of letters for ever: printed, then posted (ux 4)."""
    address = {"address": "あおば市1-2"}
    letter, other = tell(person, key="1", **address), tell(person, key="2", **address)
    mail = tell(person, key="3", email="hanako@example.jp")
    first = PrintItem.objects.filter(target_id=letter.pk)

    for mark, moment, state in (
        (mark_printed, NOW, NoticeState.PRINTED),
        (mark_handed, NOW + timedelta(hours=1), NoticeState.DONE),
    ):
        mark(first, actor=CLERK, now=moment)
        letter.refresh_from_db()
        assert (letter.state, letter.settled_at) == (state, moment)
        with pytest.raises(Refused):
            cancel_notice(letter, actor=CLERK, now=NOW)
    states = Notice.objects.filter(pk__in=[other.pk, mail.pk]).values_list("state", flat=True)
    assert set(states) == {NoticeState.QUEUED}


def test_what_is_taken_back_is_neither_printed_nor_called(person):
    told = [
        tell(person, key=key, **where)
        for key, where in (
            ("1", {"address": "あおば市1-2"}), ("2", {"address": "あおば市1-2"}),
            ("3", {"phone": "0312345678"}), ("4", {"phone": "0312345678"}),
        )
    ]  # fmt: skip

    for notice in (told[0], told[2]):
        cancel_notice(notice, actor=CLERK, now=NOW)

    papers = PrintItem.objects.order_by("id").values_list("state", flat=True)
    assert list(papers) == ["cancelled", "waiting"]
    tasks = Task.objects.order_by("id").values_list("done_at", flat=True)
    assert list(tasks) == [NOW, None]
    states = Notice.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["cancelled", "queued", "cancelled", "queued"]


@pytest.mark.parametrize(
    ("channel", "waiting", "told"),
    [
        (Channel.MAIL, "送信待ち", "送信済み"),
        (Channel.LETTER, "印刷待ち", "印刷済み"),
        (Channel.CALL, "未連絡", "連絡済み"),
    ],
)
def test_where_a_message_stands_is_said_in_the_words_of_its_channel(channel, waiting, told):
    after = {Channel.MAIL: "sent", Channel.LETTER: "printed", Channel.CALL: "done"}[channel]

    assert Notice(channel=channel).standing == waiting
    assert Notice(channel=channel, state=after).standing == told


def test_a_cancelled_notice_can_be_sent_again(person):
    notice = cancel_notice(tell(person, email="hanako@example.jp"), actor=CLERK, now=NOW)

    copy = resend_notice(notice, actor=CLERK, now=NOW)

    assert (copy.state, copy.body) == (NoticeState.QUEUED, notice.body)
    assert Email.objects.get().to == ["hanako@example.jp"]


def test_a_notice_is_sent_again_as_often_as_asked_but_not_twice_at_once(person):
    notice = cancel_notice(tell(person, email="hanako@example.jp"), actor=CLERK, now=NOW)
    first = resend_notice(notice, actor=CLERK, now=NOW)
    with pytest.raises(Refused, match="送信待ち"):
        resend_notice(notice, actor=CLERK, now=NOW)
    Notice.objects.filter(pk=first.pk).update(state=NoticeState.SENT)

    second = resend_notice(notice, actor=CLERK, now=NOW)

    assert second.pk != first.pk
    assert Email.objects.count() == 2


def test_nothing_is_sent_again_to_somebody_who_was_erased(person):
    notice = cancel_notice(tell(person, email="hanako@example.jp"), actor=CLERK, now=NOW)
    Notice.objects.filter(pk=notice.pk).update(email="", channel=Channel.LETTER)

    with pytest.raises(Refused, match="送り先"):
        resend_notice(notice, actor=CLERK, now=NOW)

    assert PrintItem.objects.count() == 0


def test_an_organizations_own_wording_is_used_by_it_alone(person):
    NoticeText.objects.create(kind="test.hello", body="{名前}様 お知らせです")

    assert body_of("test.hello", {"名前": "佐藤"}) == "佐藤様 お知らせです"
    with within(make_organization("notices-b")):
        assert body_of("test.hello", {"名前": "佐藤"}).startswith("佐藤さん、")


def test_a_placeholder_is_never_a_template(person):
    NoticeText.objects.create(kind="test.hello", body="{名前}{{ settings.SECRET_KEY }}{% now %}")

    assert "only-for-tests" not in body_of("test.hello", {"名前": "{% include 'x' %}"})


def test_an_unknown_placeholder_is_refused_with_what_may_be_used():
    with pytest.raises(Refused) as refused:
        refuse_unknown_placeholders("test.hello", "{氏名}さん")
    assert "{名前}" in refused.value.sentence


@pytest.mark.parametrize("where", [{"phone": "0312345678"}, {"address": "あおば市1-2"}])
def test_what_is_about_a_case_names_nobody_in_lists(person, where, monkeypatch):
    monkeypatch.setattr(type(person)._meta, "app_label", "dispatch")

    tell(person, **where)

    shown = [*Task.objects.values_list("title", "phone"), *PrintItem.objects.values_list("title")]
    assert shown
    assert "佐藤" not in str(shown)
    assert "0312345678" not in str(shown)
