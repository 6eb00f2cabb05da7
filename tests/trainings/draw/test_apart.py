"""A lottery of a course whose seats in the room and online are counted apart (B2, B8, T9)."""

import pypdfium2
import pytest
from django.urls import reverse

from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory, SubmissionFactory
from tests.foundation.adminsite.desk import Desk
from tests.trainings.draw.conftest import AFTER_CLOSE, UNTIL, apply
from tests.trainings.draw.test_lots import by_hand, sha256sum
from trainings.actions.applications import cancel_application
from trainings.actions.draws import ListChoices, LotChoices, draw_lots, freeze_list
from trainings.actions.online import change_seat
from trainings.enums import Allocation, SeatKind, SessionMode
from trainings.models import Application, Course, Draw
from trainings.queries.places import place_of
from trainings.rules.draw import LotEntry, Terms, place_all, read_list, results_of, write_list

pytestmark = pytest.mark.django_db
ROOM, ONLINE = SeatKind.ROOM, SeatKind.ONLINE


@pytest.fixture
def hybrid(aoba) -> Course:
    course = CourseFactory(
        allocation=Allocation.LOTTERY, capacity=2, online_capacity=1, counts_online=True,
        waiting_capacity=None,
    )  # fmt: skip
    course.sessions.update(mode=SessionMode.HYBRID, online_url="https://meet.example.jp/a")
    return course


def frozen(course: Course, clerk) -> Draw:
    return freeze_list(course, ListChoices(), actor=clerk, now=AFTER_CLOSE)


def drawn(draw: Draw, clerk, **more) -> Draw:
    return draw_lots(draw, LotChoices(UNTIL, "7-7-7", "x", **more), actor=clerk, now=AFTER_CLOSE)


def states(course: Course, seat: SeatKind) -> dict[int, str]:
    rows = course.applications.filter(seat=seat)
    return dict(rows.values_list("received_seq", "state"))


def test_each_kind_of_seat_is_given_out_in_the_one_drawn_order(hybrid, clerk):
    seats = [ROOM, ONLINE, ROOM, ROOM, ONLINE, ONLINE, ROOM, ROOM]
    for seat in seats:
        apply(hybrid, seat=seat)

    draw = drawn(frozen(hybrid, clerk), clerk, reserves=2)

    order = by_hand(draw.list_text, "7-7-7")
    for seat, free in ((ROOM, 2), (ONLINE, 1)):
        own = [lot for lot in order if seats[lot - 1] == seat]
        results = ["accepted"] * free + ["waiting"] * 2 + ["declined"] * (len(own) - free - 2)
        assert states(hybrid, seat) == dict(zip(own, results, strict=False))
        waiting = Application.objects.filter(course=hybrid, seat=seat).in_waiting_order()
        assert [row.received_seq for row in waiting] == own[free : free + 2]
        assert [place_of(row) for row in waiting] == list(range(1, len(waiting) + 1))
    assert (draw.seats, draw.online_seats) == (2, 1)
    assert [one.entry.lot for one in results_of(draw)] == order


def test_a_freed_seat_goes_to_the_reserve_of_its_own_kind(hybrid, clerk):
    for seat in (ONLINE, ONLINE, ROOM, ROOM, ROOM):
        apply(hybrid, seat=seat)
    drawn(frozen(hybrid, clerk), clerk)
    winner = hybrid.applications.get(seat=ONLINE, state="accepted")

    cancel_application(winner, reason="辞退", actor=clerk, now=AFTER_CLOSE)

    offered = hybrid.applications.get(state="offered")
    assert (offered.seat, offered.received_seq) == (ONLINE, 3 - winner.received_seq)


def test_people_who_came_together_are_one_unit_for_each_kind_of_seat(hybrid, clerk):
    act = SubmissionFactory(course=hybrid, received_at=NOW)
    for name, seat in (("花子 甲", ROOM), ("太郎 乙", ROOM), ("次郎 丙", ONLINE)):
        apply(hybrid, submission=act, name=name, seat=seat)

    draw = frozen(hybrid, clerk)

    assert [(one.lot, one.unit, one.seat) for one in read_list(draw.list_text)] == [
        (1, 1, ROOM), (2, 1, ROOM), (3, 3, ONLINE),
    ]  # fmt: skip
    assert draw.list_hash == sha256sum(draw.list_text)
    assert draw.list_text.splitlines()[0].endswith("\t席")


def test_who_changes_between_room_and_online_after_the_list_stops_the_draw(hybrid, clerk):
    one, _ = apply(hybrid, seat=ROOM), apply(hybrid, seat=ROOM)
    draw = frozen(hybrid, clerk)
    change_seat(one, actor=clerk, now=AFTER_CLOSE)

    with pytest.raises(Refused) as refused:
        drawn(draw, clerk)

    assert refused.value.code == "seat_moved"
    assert one.reference in refused.value.sentence
    assert not hybrid.applications.exclude(state="received").exists()


def test_a_list_of_one_kind_reads_as_it_always_did(course, clerk):
    apply(course)
    text = frozen(course, clerk).list_text

    assert text.splitlines()[0] == "抽選番号\t受付番号\t組\t優先順\t分かれてもよい"
    assert write_list(read_list(text)) == text


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(1, None, (), 1), ["当選", "補欠1", "当選", "補欠1", "補欠2"]),
        (Terms(1, 1, (), 0), ["当選", "補欠1", "補欠1", "落選", "落選"]),
        (Terms(None, 0, (), 1), ["当選", "当選", "当選", "落選", "当選"]),
        (Terms(1, None, {3}, 1), ["当選", "補欠1", "辞退済み", "当選", "補欠2"]),
    ],
)
def test_reserves_are_numbered_by_kind(terms, words):
    kinds = (ROOM, ROOM, ONLINE, ONLINE, ROOM)
    units = [(LotEntry(n, f"R{n}", n, 1, False, kind),) for n, kind in enumerate(kinds, start=1)]

    placed = place_all(units, terms)

    assert [one.words for one in placed] == words
    assert [one.rank for one in placed] == [1, 2, 3, 4, 5]


def test_pages_and_proof_say_which_seat(world, hybrid, clerk, at):
    at(AFTER_CLOSE)
    for seat in (ONLINE, ROOM, ROOM, ROOM):
        apply(hybrid, seat=seat)
    desk = Desk(world.member())
    prepare = desk.get(reverse("admin:lottery_prepare", args=[hybrid.pk])).content.decode()
    draw = drawn(frozen(hybrid, clerk), clerk)

    result = desk.get(reverse("admin:draw_result", args=[draw.pk])).content.decode()
    pdf = desk.get(reverse("admin:draw_proof", args=[draw.pk])).content

    assert "定員 会場 2人、オンライン 1人" in prepare
    assert prepare.count("<td>オンライン</td>") == 1
    assert "会場 2席、オンライン 1席" in result
    assert result.count("<td>オンライン</td>") == 1
    assert "一致しました" in result
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert "会場 2席、オンライン 1席" in pages[0]
    assert pages[1].count("オンライン") == 1


def test_the_hash_can_be_computed_from_the_proof_sheet_alone(world, course, clerk, at):
    at(AFTER_CLOSE)
    pair = SubmissionFactory(course=course, received_at=NOW, may_split=True)
    for name in ("花子 甲", "太郎 乙"):
        apply(course, submission=pair, name=name)
    apply(course)
    draw = drawn(frozen(course, clerk), clerk)

    pdf = Desk(world.member()).get(reverse("admin:draw_proof", args=[draw.pk])).content

    first, second = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    lines = [line.split() for line in second.splitlines()]
    rows = sorted((row[1:6] for row in lines if len(row) == 7 and row[0].isdigit()), key=by_lot)
    heading = "\t".join(["抽選番号", "受付番号", "組", "優先順", "分かれてもよい"])
    text = "\n".join([heading, *("\t".join(row) for row in rows)]) + "\n"
    assert sha256sum(text) == draw.list_hash
    assert draw.list_hash in "".join(first.split())


def by_lot(row: list[str]) -> int:
    return int(row[0])
