"""The lottery without the database: canonical list, hash, order, who wins (rules B2, B8; T9).

Anybody can repeat it with a SHA-256 tool: the lot of a unit (one person, or people who applied
together) is SHA-256 of "seed:list hash:unit number"; units are sorted by priority, then lot.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from foundation.refusals import Refusal
from trainings.enums import Allocation, CourseState
from trainings.models import Course, Draw

HEADING = "抽選番号\t受付番号\t組\t優先順\t分かれてもよい"


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


@dataclass(frozen=True)
class Placed:
    """One person after the draw: rank from 1, result, and the place among the reserves."""

    entry: LotEntry
    rank: int
    result: DrawResult
    reserve: int | None = None

    @property
    def words(self) -> str:
        """Return the result in words, 補欠 with its number."""
        return f"{RESULT_LABELS[self.result]}{self.reserve or ''}"


@dataclass(frozen=True)
class Terms:
    """What the draw hands out: seats (None: no limit), reserves (None: all), who withdrew."""

    seats: int | None
    reserves: int | None
    withdrawn: Collection[int] = ()


def write_list(entries: Iterable[LotEntry]) -> str:
    """Return the canonical text of a list: one line a person, in the order of the numbers."""
    lines = [HEADING]
    for one in sorted(entries, key=lambda entry: entry.lot):
        split = "1" if one.may_split else "0"
        lines.append(f"{one.lot}\t{one.reference}\t{one.unit}\t{one.group}\t{split}")
    return "\n".join(lines) + "\n"


def read_list(text: str) -> list[LotEntry]:
    """Return the entries of a canonical text."""
    entries = []
    for line in text.splitlines()[1:]:
        lot, reference, unit, group, split = line.split("\t")
        entries.append(LotEntry(int(lot), reference, int(unit), int(group), split == "1"))
    return entries


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

    The first unit that does not fit waits and everybody behind it waits too: nobody smaller slips
    past (rule B8). A unit that may split gets what is left for its first-listed people.
    """
    placed: list[Placed] = []
    seats, reserved, queue_open, full = terms.seats, 0, False, False
    for unit in units:
        live = [entry for entry in unit if entry.lot not in terms.withdrawn]
        seated = 0
        if not queue_open:
            seated = _seated(live, seats)
            queue_open = seated < len(live)
            seats = None if seats is None else seats - seated
        waiting = len(live) - seated
        if terms.reserves is not None and reserved + waiting > terms.reserves:
            full = True
        for entry in unit:
            rank = len(placed) + 1
            if entry not in live:
                placed.append(Placed(entry, rank, DrawResult.WITHDRAWN))
            elif seated:
                seated -= 1
                placed.append(Placed(entry, rank, DrawResult.WON))
            elif full:
                placed.append(Placed(entry, rank, DrawResult.LOST))
            else:
                reserved += 1
                placed.append(Placed(entry, rank, DrawResult.RESERVE, reserved))
    return placed


def _seated(live: Sequence[LotEntry], seats: int | None) -> int:
    if seats is None or len(live) <= seats:
        return len(live)
    return seats if live[0].may_split else 0


def results_of(draw: Draw) -> list[Placed]:
    """Return the result of a draw, computed again from the stored list and seed (T9)."""
    entries = read_list(draw.list_text)
    units = in_drawn_order(entries, fingerprint(draw.list_text), draw.seed)
    return place_all(units, Terms(draw.seats, draw.reserves, frozenset(draw.withdrawn)))


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


def why_cannot_draw(
    draw: Draw, course: Course, late: Sequence[str], reserve_until: datetime, now: datetime
) -> Refusal | None:
    """Return why the lots cannot be drawn; `late` are received applications not on the list."""
    if not draw.is_waiting:
        return Refusal("not_waiting", "この抽選は、すでに終わっているか、取り消されています。")
    if course.state == CourseState.CANCELLED or course.has_started(now):
        return Refusal("over", "研修が中止されたか始まったため、抽選はできません。")
    if late:
        return Refusal(
            "late_applications",
            f"名簿を確定したあとに受け付けた申込があります（{'、'.join(late[:5])}）。"
            "名簿を取り消して確定し直すか、その申込を個別に決定してください。",
        )
    if course.starts_at and not now < reserve_until <= course.starts_at:
        return Refusal(
            "reserve_until", "補欠の有効期限は、今より後、初回の開始までの日時にしてください。"
        )
    return None
