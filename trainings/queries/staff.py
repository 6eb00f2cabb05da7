"""What staff see of a course: seats with reasons, the day's people, lines for the dashboard."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from foundation.references import clean_reference
from foundation.text import format_phone
from trainings.enums import Allocation, ApplicationState, AttendanceKind, SeatKind
from trainings.models import Application, Attendance, Completion, Course, CourseSession, Offer
from trainings.queries.public_list import pools_of, with_seats
from trainings.reception_code import read_reception_code
from trainings.rules.seats import SeatCount
from trainings.wording import moment_text

MOST = 10
"""People shown beside the list of a day; who is not among them is searched with more words."""


def course_pools(course: Course) -> dict[SeatKind, SeatCount]:
    """Return the seats of one course, each kind where they are counted apart. One query."""
    return pools_of(with_seats(Course.objects.filter(pk=course.pk)).get())


def joins_a_queue(course: Course, seats: SeatCount) -> bool:
    """Return whether a seat that is free is not for who comes now: others wait for it (B3)."""
    return course.allocation == Allocation.FIRST_COME and not seats.queue_is_empty


def free_seats(course: Any) -> str:
    """Return in a few words whether a course from `with_seats` has a seat for who comes now."""
    pools = pools_of(course)
    words = []
    for seat, count in pools.items():
        kind = f"{seat.label} " if len(pools) > 1 else ""
        if joins_a_queue(course, count) or count.free == 0:
            words.append(f"{kind}空きなし・キャンセル待ち{count.waiting}人")
        else:
            words.append(f"{kind}定員なし" if count.free is None else f"{kind}残り{count.free}席")
    return "、".join(words)


def with_open_offers(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Read the open offer of each application along, for `seat_reason`. One query more."""
    open_ones = Offer.objects.filter(outcome="")
    return applications.prefetch_related(Prefetch("offers", open_ones, to_attr="open_offers"))


def seat_reason(application: Any) -> str:
    """Return why an application from `with_open_offers` stands where it stands."""
    words = [f"返事の期限 {moment_text(one.deadline)}" for one in application.open_offers]
    if application.state_reason:
        words.append(application.state_reason)
    if application.over_capacity_reason:
        words.append(f"定員超過：{application.over_capacity_reason}")
    if application.is_repeat:
        words.append("受講歴を確認")
    if application.rank:
        words.append(f"抽選 {application.rank}位")
    return "／".join(words)


@dataclass(frozen=True)
class ReceptionRow:
    """One person at the door."""

    application: Application
    attendance: Attendance | None

    @property
    def is_here(self) -> bool:
        """Return whether the person has arrived."""
        return self.attendance is not None and self.attendance.kind == AttendanceKind.TRAINEE

    @property
    def is_absent(self) -> bool:
        """Return whether the person said they would not come."""
        return self.attendance is not None and self.attendance.kind == AttendanceKind.ABSENT

    @property
    def phone(self) -> str:
        """Return the telephone number with hyphens."""
        return format_phone(self.application.phone)


@dataclass(frozen=True)
class ReceptionView:
    """The list of a day with its counters: 来場 31／申込 48（聴講2）."""

    rows: list[ReceptionRow]
    here: int
    expected: int
    absent: int
    observers: int
    guests: list[Attendance]


def reception(session: CourseSession, words: str = "") -> ReceptionView:
    """Return everybody with a seat in kana order; `words` narrows the rows, not the counters.

    Two queries, three with a search.
    """
    people = Application.objects.filter(course=session.course_id).accepted()
    valid = list(Attendance.objects.valid().filter(session=session))
    by_person = {one.application_id: one for one in valid if one.application_id}
    # Whoever makes the day up comes from another course (rule F2).
    wanted = Application.objects.filter(pk__in=list(by_person)) | people
    everybody = list(wanted.select_related("submission").in_kana_order())
    rows = [ReceptionRow(one, by_person.get(one.pk)) for one in everybody]
    shown = rows
    if words.strip():
        found = set(_matching(session, wanted, words).values_list("pk", flat=True))
        shown = [row for row in rows if row.application.pk in found]
    guests = [one for one in valid if one.kind == AttendanceKind.OBSERVER]
    return ReceptionView(
        rows=shown,
        guests=guests,
        here=sum(row.is_here for row in rows),
        expected=len(rows),
        absent=sum(row.is_absent for row in rows),
        observers=sum(one.count for one in guests),
    )


def _matching(session: CourseSession, people: Any, words: str) -> Any:
    text = words.strip()
    if text.isascii() and text.isdigit() and len(text) <= 6:
        return people.filter(received_seq=int(text))
    reference = read_reception_code(session.organization_id, text) or clean_reference(text)
    by_reference = people.filter(reference=reference)
    return by_reference if by_reference.exists() else people.named(text)


def not_listed(session: CourseSession, words: str, *, by_name: bool) -> list[Application]:
    """Return whom `words` find beside the list of the day: somebody with a seat in another course
    of the programme, who is in the wrong room or makes a day up (rule F2) and has not completed
    yet, and somebody who applied for this course and has no seat.

    A name finds only where `by_name` says that the reader may see all applicants; a genuine code
    always does, so that nobody learns who applied where by typing names. One query.
    """
    text = words.strip()
    reference = read_reception_code(session.organization_id, text)
    if not reference and not (text and by_name):
        return []
    rows = Application.objects.filter(course__program=session.course.program_id)
    if reference:
        rows = rows.filter(reference=reference)
    else:
        rows = rows.named(text) | rows.filter(reference=clean_reference(text))
    here, seated = Q(course=session.course_id), Q(state=ApplicationState.ACCEPTED)
    received = Attendance.objects.valid().filter(session=session, application__isnull=False)
    done = Completion.objects.completed().filter(application=OuterRef("pk"))
    found = rows.filter((here & ~seated) | (~here & seated & ~Exists(done)))
    found = found.exclude(pk__in=received.values("application"))
    return list(found.select_related("course").order_by("-course__starts_at", "kana_key")[:MOST])
