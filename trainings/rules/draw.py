"""The lottery without the database: canonical list, hash, order, who wins (rules B2, B8; T9).

Anybody can repeat it with a SHA-256 tool: the lot of a unit (one person, or people who applied
together) is SHA-256 of "seed:list hash:unit number"; units are sorted by priority, then lot.
Where room and online are counted apart each kind of seat has its own seats and its own reserves,
given out in this one order.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from foundation.refusals import Refusal
from trainings.enums import Allocation, CourseState, SeatKind
from trainings.models import Course, Draw

HEADING = "抽選番号\t受付番号\t組\t優先順\t分かれてもよい"
SEAT_HEADING = "\t席"
"""Where room and online are counted apart each line ends with the kind of seat."""
SEAT_WORDS = {SeatKind.ROOM: "会場", SeatKind.ONLINE: "オンライン"}
SEAT_KINDS = {word: kind for kind, word in SEAT_WORDS.items()}


class DrawResult(StrEnum):
    """What the lot gave to one person."""

    WON = "won"
    RESERVE = "reserve"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


RESULT_LABELS = {
    DrawResult.WON: "当選",
    DrawResult.RESERVE: "補欠",
    DrawResult.LOST: "落選",
    DrawResult.WITHDRAWN: "辞退済み",
}


@dataclass(frozen=True)
class LotEntry:
    """One person on the frozen list; people of one unit are drawn together (rule B8)."""

    lot: int
    reference: str
    unit: int
    group: int
    may_split: bool = False
    seat: str = SeatKind.ROOM


@dataclass(frozen=True)
class Placed:
    """One person after the draw: rank from 1, result, and the place among the reserves."""

    entry: LotEntry
    rank: int
    result: DrawResult
    reserve: int | None = None

    @property
    def seat_words(self) -> str:
        """Return the kind of seat in words."""
        return SEAT_WORDS[SeatKind(self.entry.seat)]

    @property
    def words(self) -> str:
        """Return the result in words, 補欠 with its number."""
        return f"{RESULT_LABELS[self.result]}{self.reserve or ''}"


@dataclass(frozen=True)
class Terms:
    """What the draw hands out: seats (None: no limit), reserves (None: all), who withdrew.

    `online` are the seats online where they are counted apart, with as many reserves of their own.
    """

    seats: int | None
    reserves: int | None
    withdrawn: Collection[int] = ()
    online: int | None = None


def write_list(entries: Iterable[LotEntry], *, apart: bool = False) -> str:
    """Return the canonical text of a list: one line a person, in the order of the numbers."""
    lines = [HEADING + (SEAT_HEADING if apart else "")]
    for one in sorted(entries, key=lambda entry: entry.lot):
        split = "1" if one.may_split else "0"
        line = f"{one.lot}\t{one.reference}\t{one.unit}\t{one.group}\t{split}"
        lines.append(f"{line}\t{SEAT_WORDS[SeatKind(one.seat)]}" if apart else line)
    return "\n".join(lines) + "\n"


def read_list(text: str) -> list[LotEntry]:
    """Return the entries of a canonical text."""
    entries = []
    for line in text.splitlines()[1:]:
        lot, reference, unit, group, split, *seat = line.split("\t")
        kind = SEAT_KINDS[seat[0]] if seat else SeatKind.ROOM
        entries.append(LotEntry(int(lot), reference, int(unit), int(group), split == "1", kind))
    return entries


def counts_apart(text: str) -> bool:
    """Return whether a canonical text tells room from online."""
    return text.split("\n", 1)[0].endswith(SEAT_HEADING)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a canonical text, as announced before the draw."""
    return hashlib.sha256(text.encode()).hexdigest()


def lot_of(unit: int, list_hash: str, seed: str) -> str:
    """Return the lot of a unit: the smaller hexadecimal number comes first."""
    return hashlib.sha256(f"{seed}:{list_hash}:{unit}".encode()).hexdigest()


def in_drawn_order(
    entries: Sequence[LotEntry], list_hash: str, seed: str
) -> list[tuple[LotEntry, ...]]:
    """Return the units in the order of the draw; a unit has the lowest priority of its people."""
    by_unit = sorted(entries, key=lambda entry: (entry.unit, entry.lot))
    units = [tuple(rows) for _, rows in groupby(by_unit, key=lambda entry: entry.unit)]
    return sorted(
        units,
        key=lambda unit: (
            max(entry.group for entry in unit),
            lot_of(unit[0].unit, list_hash, seed),
        ),
    )


def place_all(units: Sequence[tuple[LotEntry, ...]], terms: Terms) -> list[Placed]:
    """Give seats in the drawn order.

    The first unit that does not fit waits and everybody behind it who wants the same kind of seat
    waits too: nobody smaller slips past (rule B8). A unit that may split gets what is left for its
    first-listed people.
    """
    queues = {
        SeatKind.ROOM: _Queue(terms, terms.seats),
        SeatKind.ONLINE: _Queue(terms, terms.online),
    }
    results = (
        (entry, *given)
        for unit in units
        for entry, given in zip(unit, queues[SeatKind(unit[0].seat)].place(unit), strict=True)
    )
    return [
        Placed(entry, rank, result, reserve)
        for rank, (entry, result, reserve) in enumerate(results, start=1)
    ]


@dataclass
class _Queue:
    """The seats of one kind while they are given out: how many are left, who waits for one."""

    terms: Terms
    seats: int | None
    reserved: int = field(default=0, init=False)
    is_open: bool = field(default=False, init=False)
    is_full: bool = field(default=False, init=False)

    def place(self, unit: Sequence[LotEntry]) -> Iterator[tuple[DrawResult, int | None]]:
        """Yield result and place among the reserves of each person of the next unit."""
        live = [entry for entry in unit if entry.lot not in self.terms.withdrawn]
        seated = 0 if self.is_open else _seated(live, self.seats)
        self.is_open = self.is_open or seated < len(live)
        self.seats = None if self.seats is None else self.seats - seated
        most, waiting = self.terms.reserves, len(live) - seated
        self.is_full = self.is_full or (most is not None and self.reserved + waiting > most)
        for entry in unit:
            if entry not in live:
                yield DrawResult.WITHDRAWN, None
            elif seated:
                seated -= 1
                yield DrawResult.WON, None
            elif self.is_full:
                yield DrawResult.LOST, None
            else:
                self.reserved += 1
                yield DrawResult.RESERVE, self.reserved


def _seated(live: Sequence[LotEntry], seats: int | None) -> int:
    if seats is None or len(live) <= seats:
        return len(live)
    return seats if live[0].may_split else 0


def results_of(draw: Draw) -> list[Placed]:
    """Return the result of a draw, computed again from the stored list and seed (T9)."""
    entries = read_list(draw.list_text)
    units = in_drawn_order(entries, fingerprint(draw.list_text), draw.seed)
    withdrawn = frozenset(draw.withdrawn)
    return place_all(units, Terms(draw.seats, draw.reserves, withdrawn, draw.online_seats))


def why_cannot_freeze(course: Course, received: int, now: datetime) -> Refusal | None:
    """Return why the list cannot be frozen now; None when it can."""
    if course.allocation != Allocation.LOTTERY:
        return Refusal("no_lottery", "この研修の決め方は抽選ではありません。")
    if course.state not in (CourseState.PUBLISHED, CourseState.STOPPED):
        return Refusal("not_published", "公開中の研修だけ抽選できます。")
    if course.applications_close_at is None or now < course.applications_close_at:
        return Refusal("still_open", "申込〆切の前です。〆切を過ぎてから名簿を確定してください。")
    if course.has_started(now):
        return Refusal("started", "初回が始まったため、抽選はできません。")
    if not received:
        return Refusal("nobody", "決定を待っている申込がありません。")
    return None


@dataclass(frozen=True)
class Strays:
    """Received applications that the frozen list does not know as they are now."""

    late: Sequence[str] = ()
    moved: Sequence[str] = ()


def why_cannot_draw(
    draw: Draw, course: Course, strays: Strays, reserve_until: datetime, now: datetime
) -> Refusal | None:
    """Return why the lots cannot be drawn: too late, or people the list does not know."""
    if not draw.is_waiting:
        return Refusal("not_waiting", "この抽選は、すでに終わっているか、取り消されています。")
    if course.state == CourseState.CANCELLED or course.has_started(now):
        return Refusal("over", "研修が中止されたか始まったため、抽選はできません。")
    if strays.late:
        return Refusal(
            "late_applications",
            f"名簿を確定したあとに受け付けた申込があります（{'、'.join(strays.late[:5])}）。"
            "名簿を取り消して確定し直すか、その申込を個別に決定してください。",
        )
    if strays.moved:
        return Refusal(
            "seat_moved",
            "名簿を確定したあとに、会場とオンラインを変えた申込があります"
            f"（{'、'.join(strays.moved[:5])}）。名簿を取り消して、確定し直してください。",
        )
    if course.starts_at and not now < reserve_until <= course.starts_at:
        return Refusal(
            "reserve_until", "補欠の有効期限は、今より後、初回の開始までの日時にしてください。"
        )
    return None
