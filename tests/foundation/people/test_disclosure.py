"""Everything about one person on one printout, and the record that it was printed (S39)."""

from datetime import date

import pytest

from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction, AccessLog
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.texts import register_kind
from foundation.organizations.tenancy import within
from foundation.people import disclosure
from foundation.people.actions.disclosure import disclose
from foundation.people.actions.people import update_person
from foundation.people.disclosure import Listing
from foundation.people.models import Person
from foundation.refusals import Refused
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.people import PersonFactory
from tests.foundation.pdf.reading import text


def printed(person: Person, clerk) -> str:
    return text(disclose(person, purpose="開示請求 第3号", actor=clerk, now=NOW)).replace(" ", "")


def test_it_holds_record_history_messages_and_reads(aoba, clerk):
    person = PersonFactory(name="青葉 一郎", birth_date=date(1960, 1, 2), address="旧住所1番地")
    update_person(person, actor=clerk, now=NOW, address="新住所2番地")
    PersonFactory(name="青葉 壱郎", merged_into=person)
    register_kind("people.test", "試験", "{name}様 お知らせです")
    queue_notice(
        Message("people.test", {"name": "青葉"}),
        target=person, recipient=Recipient("青葉 一郎", "a@example.jp"), actor=clerk, now=NOW,
    )  # fmt: skip
    record_access(AccessAction.VIEW, Person, [person.pk], actor=clerk, now=NOW)
    record_access(
        AccessAction.PROVIDE,
        Person,
        [person.pk],
        actor=clerk,
        purpose="みどり県へ名簿提供",
        now=NOW,
    )
    paper = printed(person, clerk)

    for expected in (
        "青葉一郎", "昭和35年1月2日", "旧住所1番地", "新住所2番地", "青葉壱郎", "090-1234-5678",
        "お知らせです", "みどり県へ名簿提供", "閲覧", "人の情報を訂正しました", "あおば市",
    ):  # fmt: skip
        assert expected in paper, expected


def test_printing_is_logged_with_its_purpose(aoba, clerk):
    person = PersonFactory()
    printed(person, clerk)
    entry = AccessLog.objects.get()

    assert (entry.action, entry.object_ids, entry.purpose, entry.user_id) == (
        AccessAction.PRINT, [person.pk], "開示請求 第3号", clerk.user_id,
    )  # fmt: skip


def test_apps_bring_their_sections_in_order(aoba, clerk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disclosure, "_sections", {})
    disclosure.register(lambda p: [Listing("後", ("日付", "内容"), [])], order=60)

    def first(person: Person):
        yield Listing("先", ("日付", "内容"), [("4月1日", f"{person}の講座")])

    disclosure.register(first, order=20)
    paper = printed(PersonFactory(name="林"), clerk)

    assert paper.index("林の講座") < paper.index("後")
    assert "記録はありません" in paper


def test_many_rows_run_over_pages(aoba, clerk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disclosure, "_sections", {})
    rows = [(f"{n}日", f"内容{n}") for n in range(120)]
    disclosure.register(lambda p: [Listing("長い表", ("日付", "内容"), rows)])

    assert "内容119" in printed(PersonFactory(), clerk)


@pytest.mark.parametrize("purpose", ["", "  "])
def test_no_printout_without_a_purpose(aoba, clerk, purpose: str):
    with pytest.raises(Refused):
        disclose(PersonFactory(), purpose=purpose, actor=clerk, now=NOW)
    assert not AccessLog.objects.exists()


def test_nothing_is_printed_after_an_erasure(aoba, clerk):
    with pytest.raises(Refused, match="消去済み"):
        disclose(PersonFactory(purged_on=NOW.date()), purpose="x", actor=clerk, now=NOW)


def test_the_look_alike_next_door_is_not_on_it(world: World, clerk):
    with within(world.wakaba):
        PersonFactory(name="青葉 一郎", address="わかば町の住所")
    with within(world.aoba):
        assert "わかば" not in printed(PersonFactory(name="青葉 一郎"), clerk)
