"""Who gets a seat: the arithmetic of rules B2, B3, B4, B5 and B8, without the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation.clock import JST, on_day
from foundation.refusals import Refusal
from trainings.enums import Allocation, ApplicationState, CourseState, SeatKind
from trainings.models import Course

OFFER_HOURS = 48
LEAST_HOURS = 3
OFFICE_CLOSES = time(17)

FULL = Refusal(
    "full",
    "定員に達したため、申込を受け付けられませんでした。ほかの日程をご覧ください。",
)


@dataclass(frozen=True)
class SeatCount:
    """How the seats of a course stand at one moment; None is without limit."""

    capacity: int | None
    waiting_capacity: int | None
    taken: int
    offered: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Return how many seats are arithmetically free, never less than none."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def queue_is_empty(self) -> bool:
        """Return whether nobody waits and no offer is open (rule B3)."""
        return self.waiting == 0 and self.offered == 0

    def has_free(self, size: int) -> bool:
        """Return whether `size` people find a seat each."""
        return self.free is None or self.free >= size

    def has_waiting_room(self, size: int) -> bool:
        """Return whether `size` more people may wait."""
        return self.waiting_capacity is None or self.waiting + size <= self.waiting_capacity


def seat_kinds(course: Course) -> list[SeatKind]:
    """Return the kinds of seats a course counts: the room, and online where it stands apart."""
    return [SeatKind.ROOM, SeatKind.ONLINE] if course.counts_online else [SeatKind.ROOM]


def capacity_of(course: Course, seat: str) -> int | None:
    """Return how many seats of a kind there are; None without limit."""
    apart = course.counts_online and seat == SeatKind.ONLINE
    return course.online_capacity if apart else course.capacity


def first_come(seats: SeatCount, size: int, *, may_split: bool) -> list[ApplicationState] | Refusal:
    """Return the state of each of `size` people who apply together, or the refusal 満員.

    Nobody jumps the queue (B3). A group is seated together or waits together (B8); with
    `may_split` its first-listed people take what is left.
    """
    seated = 0
    if seats.queue_is_empty:
        if seats.has_free(size):
            seated = size
        elif may_split and seats.free is not None:
            seated = seats.free
    if not seats.has_waiting_room(size - seated):
        return FULL
    return [ApplicationState.ACCEPTED] * seated + [ApplicationState.WAITING] * (size - seated)


def decided_later(course: Course, *, flagged: bool) -> bool:
    """Return whether a new application is only received, and somebody decides (B2, B9)."""
    return flagged or course.allocation != Allocation.FIRST_COME


def offer_deadline(
    now: datetime, promotion_until: datetime, next_opening_day: Callable[[date], date]
) -> datetime:
    """Return until when an offer made now may be answered (rule B4).

    48 hours, moved to 17:00 of the next opening day when it falls on a 閉庁日, never later than
    the 繰上げ期限.
    """
    deadline = min(now + timedelta(hours=OFFER_HOURS), promotion_until)
    day = on_day(deadline)
    opening_day = next_opening_day(day)
    if opening_day != day:
        deadline = datetime.combine(opening_day, OFFICE_CLOSES, JST)
    return min(deadline, promotion_until)


def why_no_automatic_offer(course: Course, deadline: datetime, now: datetime) -> Refusal | None:
    """Return why the system makes no offers now (rules B4, B5); a clerk still may by hand."""
    if course.state != CourseState.PUBLISHED:
        return Refusal("not_published", "募集を止めているため、繰上げの案内はしません。")
    if course.promotion_until is None or now >= course.promotion_until:
        return Refusal("promotion_over", "繰上げ期限を過ぎています。")
    if deadline - now < timedelta(hours=LEAST_HOURS):
        return Refusal("too_short", "繰上げ期限まで3時間を切っています。")
    return None


def why_cannot_promote(course: Course, now: datetime) -> Refusal | None:
    """Return why nobody can be promoted, not even by hand (rule B5)."""
    if course.state == CourseState.CANCELLED:
        return Refusal("course_cancelled", "この研修は中止されています。")
    if course.has_started(now):
        return Refusal("started", "初回が始まったため、繰上げはできません。")
    return None


def why_cannot_answer_offer(deadline: datetime, now: datetime) -> Refusal | None:
    """Return why an offer can no longer be accepted; the deadline itself still counts (T3)."""
    if now > deadline:
        return Refusal(
            "offer_over",
            "お返事の期限を過ぎたため、承諾できませんでした。"
            "ご希望の場合は、もう一度キャンセル待ちの列に並ぶことができます。",
        )
    return None


def end_of_queue(received_at: datetime, last_queued_at: datetime | None) -> datetime:
    """Return since when somebody stands in the waiting list whose time the server took (B1).

    That time was taken before the lock of the course. Whoever got the lock first is not overtaken:
    equal times leave the order to the ids of the acts.
    """
    return max(received_at, last_queued_at or received_at)
