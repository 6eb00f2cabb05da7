"""What each figure counts, told a second time: loops over records, no query but `all()`.

Each function returns one `Counted` for each row of its figure. They share no code with the product
but enums, `fiscal_year` and the days in Japan.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dispatch.models import (
    ActivityReport,
    Assignment,
    DispatchRequest,
    DispatchSettings,
    Guidance,
    Incident,
    Visit,
)
from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from foundation.people.models import Person
from supporters.models import (
    FollowUp,
    Registration,
    RegistrationMove,
    RegistrationTerm,
    Supporter,
)
from trainings.models import (
    Application,
    Attendance,
    Completion,
    Course,
    CourseSession,
    Engagement,
    HeadcountLine,
    HeadcountReport,
    Honorarium,
    HonorariumPayment,
    Submission,
    Survey,
    SurveyInvitation,
    SurveySheet,
    Team,
    TeamMember,
)


@dataclass(frozen=True)
class Counted:
    """One row of a figure: its programme, its year, how much it counts, and whom."""

    program: int
    year: int
    amount: int = 1
    person: int | None = None


@dataclass
class Records:
    """Every record of the open organization, by id, as of the end of a day."""

    as_of: date
    first: int = 2023
    last: int = 2026
    tables: dict[type, dict[int, Any]] = field(default_factory=dict)
    sorted: dict[str, dict[Any, list[Any]]] = field(default_factory=dict)

    def all(self, model: type) -> dict[int, Any]:
        if model not in self.tables:
            self.tables[model] = {row.pk: row for row in model.objects.all()}  # type: ignore[attr-defined]
        return self.tables[model]

    def by(self, name: str, model: type, key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
        """The records of a table in heaps, made once."""
        if name not in self.sorted:
            heaps: dict[Any, list[Any]] = defaultdict(list)
            for row in self.all(model).values():
                heaps[key(row)].append(row)
            self.sorted[name] = heaps
        return self.sorted[name]

    def over(self, moment: datetime) -> bool:
        """The day in Japan of a moment is not after the day asked for."""
        return on_day(moment) <= self.as_of

    def in_years(self, day: date) -> bool:
        return self.first <= fiscal_year(day) <= self.last and day <= self.as_of

    def human(self, person: int | None) -> int | None:
        if person is None:
            return None
        return self.all(Person)[person].merged_into_id or person

    def course_key(self, course: int) -> tuple[int, int]:
        row = self.all(Course)[course]
        return row.program_id, row.fiscal_year

    def last_days(self) -> Iterable[tuple[int, date]]:
        """Each fiscal year that has begun, with its last day or the day asked for."""
        for year in range(self.first, self.last + 1):
            if date(year, 4, 1) <= self.as_of:
                yield year, min(date(year + 1, 3, 31), self.as_of)


Recount = Callable[[Records], list[Counted]]
RUNS = ("published", "stopped")
TAKES_PLACE = ("planned", "held")


# ── courses ──────────────────────────────────────────────────────────────────────────────────


def _runs(r: Records, course: int) -> bool:
    return r.all(Course)[course].state in RUNS


def _took_place(r: Records) -> set[int]:
    sessions = r.all(CourseSession).values()
    return {one.course_id for one in sessions if one.state in TAKES_PLACE}


def courses_held(r: Records) -> list[Counted]:
    took_place = {
        one.course_id for one in r.all(CourseSession).values() if one.state in TAKES_PLACE
    }
    return [
        Counted(one.program_id, one.fiscal_year)
        for one in r.all(Course).values()
        if one.state in RUNS and one.pk in took_place and r.over(one.ends_at)
    ]


def sessions_held(r: Records) -> list[Counted]:
    return [
        Counted(*r.course_key(one.course_id))
        for one in r.all(CourseSession).values()
        if one.state in TAKES_PLACE and _runs(r, one.course_id) and r.over(one.ends_at)
    ]


def people_trained(r: Records) -> list[Counted]:
    found = {
        (one.program_id, one.fiscal_year, r.human(one.person_id))
        for one in r.all(Completion).values()
        if one.result == "completed" and one.voided_at is None and one.decided_on <= r.as_of
    }
    return [Counted(program, year, 1, human) for program, year, human in found]


def _applications(r: Records) -> list[Application]:
    return [
        one
        for one in r.all(Application).values()
        if r.all(Course)[one.course_id].state != "draft"
        and r.over(r.all(Submission)[one.submission_id].received_at)
    ]


def _counted(r: Records, rows: Iterable[Application]) -> list[Counted]:
    return [Counted(*r.course_key(one.course_id), 1, r.human(one.person_id)) for one in rows]


def applications(r: Records) -> list[Counted]:
    return _counted(r, _applications(r))


def _audience(r: Records) -> list[Application]:
    members = {one.application_id: one for one in r.all(TeamMember).values()}
    found = []
    for one in r.all(Application).values():
        begin = r.all(Course)[one.course_id].starts_at
        if not (_runs(r, one.course_id) and r.over(begin)):
            continue
        left_late = one.state == "cancelled" and one.person_id and one.state_changed_at >= begin
        if one.state != "accepted" and not left_late:
            continue
        member = members.get(one.pk)
        before = r.all(TeamMember)[member.replaces_id] if member and member.replaces_id else None
        if before and before.left_on and before.left_on >= on_day(begin):
            continue
        found.append(one)
    return found


def audience(r: Records) -> list[Counted]:
    return _counted(r, _audience(r))


def _attendances(r: Records, kind: str) -> list[Attendance]:
    found = []
    for one in r.all(Attendance).values():
        session = r.all(CourseSession)[one.session_id]
        if (
            one.kind == kind
            and one.annulled_at is None
            and session.state in TAKES_PLACE
            and _runs(r, session.course_id)
            and r.over(session.starts_at)
        ):
            found.append(one)
    return found


def _of_session(r: Records, session: int) -> tuple[int, int]:
    return r.course_key(r.all(CourseSession)[session].course_id)


def attendances(r: Records) -> list[Counted]:
    return [
        Counted(
            *_of_session(r, one.session_id),
            1,
            r.human(r.all(Application)[one.application_id].person_id),
        )
        for one in _attendances(r, "trainee")
    ]


def observers(r: Records) -> list[Counted]:
    return [
        Counted(*_of_session(r, one.session_id), one.count) for one in _attendances(r, "observer")
    ]


# ── seats ────────────────────────────────────────────────────────────────────────────────────


def _of_held(r: Records, rows: Iterable[Application]) -> list[Application]:
    return [
        one
        for one in rows
        if _runs(r, one.course_id) and r.over(r.all(Course)[one.course_id].ends_at)
    ]


def capacity(r: Records) -> list[Counted]:
    took_place = {
        one.course_id for one in r.all(CourseSession).values() if one.state in TAKES_PLACE
    }
    return [
        Counted(one.program_id, one.fiscal_year, one.capacity)
        for one in r.all(Course).values()
        if one.state in RUNS
        and one.pk in took_place
        and r.over(one.ends_at)
        and one.capacity is not None
    ]


def audience_of_limited(r: Records) -> list[Counted]:
    rows = _of_held(r, _audience(r))
    return _counted(r, [x for x in rows if r.all(Course)[x.course_id].capacity is not None])


def without_seat(r: Records) -> list[Counted]:
    states = ("waiting", "offered", "lapsed", "declined_offer", "declined", "received")
    return _counted(r, [one for one in _of_held(r, _applications(r)) if one.state in states])


def cancelled_before(r: Records) -> list[Counted]:
    return _counted(
        r,
        [
            one
            for one in _of_held(r, _applications(r))
            if one.state == "cancelled"
            and one.state_changed_at < r.all(Course)[one.course_id].starts_at
        ],
    )


def no_shows(r: Records) -> list[Counted]:
    came = {
        one.application_id
        for one in r.all(Attendance).values()
        if one.kind == "trainee"
        and one.annulled_at is None
        and r.all(CourseSession)[one.session_id].state in TAKES_PLACE
    }
    return _counted(r, [one for one in _of_held(r, _audience(r)) if one.pk not in came])


# ── teams ────────────────────────────────────────────────────────────────────────────────────


def _seated_members(r: Records) -> list[tuple[TeamMember, Application]]:
    members = {one.application_id: one for one in r.all(TeamMember).values()}
    return [(members[one.pk], one) for one in _audience(r) if one.pk in members]


def _teams(r: Records) -> list[Team]:
    seated = {member.team_id for member, _ in _seated_members(r)}
    return [one for one in r.all(Team).values() if one.pk in seated]


def teams(r: Records) -> list[Counted]:
    return [Counted(*r.course_key(one.course_id)) for one in _teams(r)]


def municipalities(r: Records) -> list[Counted]:
    found = {
        (
            *r.course_key(one.course_id),
            member.municipality_id or r.all(Team)[member.team_id].municipality_id,
        )
        for member, one in _seated_members(r)
    }
    return [Counted(program, year) for program, year, _ in found]


def team_audience(r: Records) -> list[Counted]:
    return _counted(r, [one for _, one in _seated_members(r)])


def of_affiliation(category: str) -> Recount:
    return lambda r: _counted(
        r, [one for member, one in _seated_members(r) if member.category == category]
    )


# ── surveys, headcounts, fees ────────────────────────────────────────────────────────────────


def _asked(r: Records, model: type) -> list[Counted]:
    found = []
    for one in r.all(model).values():
        course = r.all(Survey)[one.survey_id].course_id
        if _runs(r, course) and r.over(r.all(Course)[course].starts_at):
            found.append(Counted(*r.course_key(course)))
    return found


def survey_invited(r: Records) -> list[Counted]:
    return _asked(r, SurveyInvitation)


def survey_sheets(r: Records) -> list[Counted]:
    return _asked(r, SurveySheet)


def _filed(r: Records) -> list[HeadcountReport]:
    return [
        one
        for one in r.all(HeadcountReport).values()
        if one.reported_at is not None and r.over(one.reported_at)
    ]


def headcount_reports(r: Records) -> list[Counted]:
    return [Counted(*_of_session(r, one.session_id)) for one in _filed(r)]


def headcount_people(r: Records) -> list[Counted]:
    filed = {one.pk: one for one in _filed(r)}
    return [
        Counted(*_of_session(r, filed[one.report_id].session_id), one.n)
        for one in r.all(HeadcountLine).values()
        if one.report_id in filed
    ]


def leftover_copies(r: Records) -> list[Counted]:
    return [Counted(*_of_session(r, one.session_id), one.leftover or 0) for one in _filed(r)]


def _paid(r: Records, year_of: Callable[[date], int]) -> list[Counted]:
    found = []
    for one in r.all(Honorarium).values():
        payment = r.all(HonorariumPayment).get(one.payment_id)
        if payment is None or payment.cancelled_at is not None or payment.paid_on > r.as_of:
            continue
        session = r.all(Engagement)[one.engagement_id].session_id
        program = _of_session(r, session)[0]
        found.append(Counted(program, year_of(payment.paid_on), one.base + one.travel))
    return [one for one in found if r.first <= one.year <= r.last]


def fees(r: Records) -> list[Counted]:
    return _paid(r, fiscal_year)


def calendar_fees(r: Records) -> list[Counted]:
    return _paid(r, lambda day: day.year)


# ── the register ─────────────────────────────────────────────────────────────────────────────

LIVE = ("active", "on_leave", "suspended")


def _state_on(r: Records, registration: int, day: date) -> str:
    moves = r.by("moves", RegistrationMove, lambda one: one.registration_id)
    told = [one for one in moves.get(registration, []) if one.moved_on <= day]
    return max(told, key=lambda one: (one.moved_on, one.pk)).to_state if told else ""


def _who(registration: Registration) -> tuple[int, int]:
    return registration.person_id, registration.program_id


def _has_term(r: Records, registration: Registration, day: date) -> bool:
    rows = r.all(Registration)
    terms = r.by("terms", RegistrationTerm, lambda one: _who(rows[one.registration_id]))
    return any(
        term.valid_from <= day <= term.valid_through for term in terms.get(_who(registration), [])
    )


def _register(r: Records, day: date) -> list[Registration]:
    return [
        one
        for one in r.all(Registration).values()
        if one.registered_on <= day and _state_on(r, one.pk, day) in LIVE and _has_term(r, one, day)
    ]


def registered(r: Records) -> list[Counted]:
    return [
        Counted(one.program_id, year, 1, r.human(one.person_id))
        for year, day in r.last_days()
        for one in _register(r, day)
    ]


def _months(first: date, last: date) -> int:
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def registered_months(r: Records) -> list[Counted]:
    found = []
    for year, day in r.last_days():
        for one in _register(r, day):
            alike = r.by("registrations", Registration, _who)[_who(one)]
            first = min(other.registered_on for other in alike)
            found.append(Counted(one.program_id, year, _months(first, day)))
    return found


def idle(keep: Callable[[int | None], bool]) -> Recount:
    def rows(r: Records) -> list[Counted]:
        found = []
        for year, day in r.last_days():
            newest: dict[tuple[int, int], date] = {}
            for one in r.all(Visit).values():
                if one.state != "done" or on_day(one.starts_at) > day:
                    continue
                who = r.all(Supporter)[one.supporter_id].person_id
                key = (who, _of_visit(r, one))
                newest[key] = max(newest.get(key, date.min), on_day(one.starts_at))
            for row in _register(r, day):
                last = newest.get((row.person_id, row.program_id))
                if keep(None if last is None else _months(last, day)):
                    found.append(Counted(row.program_id, year))
        return found

    return rows


def newly_registered(r: Records) -> list[Counted]:
    return [
        Counted(one.program_id, fiscal_year(one.registered_on), 1, r.human(one.person_id))
        for one in r.all(Registration).values()
        if one.replaces_id is None and r.in_years(one.registered_on)
    ]


def _through(r: Records, row: Any, day: date) -> Counted:
    registration = r.all(Registration)[row.registration_id]
    human = r.human(registration.person_id)
    return Counted(registration.program_id, fiscal_year(day), 1, human)


def renewed(r: Records) -> list[Counted]:
    return [
        _through(r, one, one.decided_on)
        for one in r.all(RegistrationTerm).values()
        if one.kind in ("renewal", "after_lapse") and r.in_years(one.decided_on)
    ]


def moved(to: str) -> Recount:
    return lambda r: [
        _through(r, one, one.moved_on)
        for one in r.all(RegistrationMove).values()
        if one.to_state == to and r.in_years(one.moved_on)
    ]


def expired(r: Records) -> list[Counted]:
    return [
        _through(r, one, one.valid_through)
        for one in r.all(RegistrationTerm).values()
        if r.in_years(one.valid_through)
        and one.valid_through < r.as_of
        and _state_on(r, one.registration_id, one.valid_through) in LIVE
        and not _has_term(
            r, r.all(Registration)[one.registration_id], one.valid_through + timedelta(days=1)
        )
    ]


def _follow_up(r: Records, one: FollowUp, day: date) -> Counted:
    return Counted(r.all(Supporter)[one.supporter_id].program_id, fiscal_year(day))


def follow_ups_due(r: Records) -> list[Counted]:
    rows = r.all(FollowUp).values()
    return [_follow_up(r, one, one.due_on) for one in rows if r.in_years(one.due_on)]


def follow_ups_attended(r: Records) -> list[Counted]:
    rows = r.all(FollowUp).values()
    return [
        _follow_up(r, one, one.done_on) for one in rows if one.done_on and r.in_years(one.done_on)
    ]


def follow_ups_missing(r: Records) -> list[Counted]:
    """People on the register on the day asked for, whichever year the follow-up is of."""
    here = {(one.person_id, one.program_id) for one in _register(r, r.as_of)}
    found = []
    for one in r.all(FollowUp).values():
        supporter = r.all(Supporter)[one.supporter_id]
        missing = one.done_on is None or one.done_on > r.as_of
        if (
            r.in_years(one.due_on)
            and one.due_on < r.as_of
            and missing
            and (supporter.person_id, supporter.program_id) in here
        ):
            found.append(_follow_up(r, one, one.due_on))
    return found


# ── dispatch ─────────────────────────────────────────────────────────────────────────────────


def _of_visit(r: Records, visit: Visit) -> int:
    request = r.all(Assignment)[visit.assignment_id].request_id
    return int(r.all(DispatchRequest)[request].program_id)


def requests(r: Records) -> list[Counted]:
    return [
        Counted(one.program_id, fiscal_year(on_day(one.received_at)))
        for one in r.all(DispatchRequest).values()
        if r.in_years(on_day(one.received_at))
    ]


def decided(*states: str) -> Recount:
    return lambda r: [
        Counted(one.program_id, fiscal_year(one.decided_on))
        for one in r.all(DispatchRequest).values()
        if one.decided_on and one.state in states and r.in_years(one.decided_on)
    ]


def _visits(r: Records) -> list[Visit]:
    return [
        one
        for one in r.all(Visit).values()
        if one.state == "done" and r.in_years(on_day(one.starts_at))
    ]


def visits(r: Records) -> list[Counted]:
    return [Counted(_of_visit(r, one), fiscal_year(on_day(one.starts_at))) for one in _visits(r)]


def active_supporters(r: Records) -> list[Counted]:
    found = {
        (one.supporter_id, fiscal_year(on_day(one.starts_at))): _of_visit(r, one)
        for one in _visits(r)
    }
    return [
        Counted(program, year, 1, r.human(r.all(Supporter)[supporter].person_id))
        for (supporter, year), program in found.items()
    ]


def first_visits(r: Records) -> list[tuple[int, int, int]]:
    first: dict[int, datetime] = {}
    for one in r.all(Visit).values():
        if one.state == "done":
            request = r.all(Assignment)[one.assignment_id].request_id
            first[request] = min(first.get(request, one.starts_at), one.starts_at)
    found = []
    for request, moment in first.items():
        day = on_day(moment)
        if r.in_years(day):
            row = r.all(DispatchRequest)[request]
            waited = (day - on_day(row.received_at)).days
            found.append((row.program_id, fiscal_year(day), waited))
    return found


def _reports(r: Records) -> list[ActivityReport]:
    return [
        one
        for one in r.all(ActivityReport).values()
        if one.state in ("submitted", "returned", "answered")
        and r.over(one.submitted_at)
        and r.in_years(on_day(one.starts_at))
    ]


def _report(r: Records, one: ActivityReport, amount: int = 1) -> Counted:
    program = _of_visit(r, r.all(Visit)[one.visit_id])
    return Counted(program, fiscal_year(on_day(one.starts_at)), amount)


def _settings(r: Records, one: ActivityReport) -> DispatchSettings:
    program = _of_visit(r, r.all(Visit)[one.visit_id])
    return next(x for x in r.all(DispatchSettings).values() if x.program_id == program)


def reports(r: Records) -> list[Counted]:
    return [_report(r, one) for one in _reports(r)]


def answered_reports(r: Records) -> list[Counted]:
    return [_report(r, one) for one in _reports(r) if one.state == "answered"]


def reported_minutes(r: Records) -> list[Counted]:
    return [
        _report(r, one, int((one.ends_at - one.starts_at).total_seconds() // 60))
        for one in _reports(r)
    ]


def late_reports(r: Records) -> list[Counted]:
    return [
        _report(r, one)
        for one in _reports(r)
        if one.submitted_at
        and one.submitted_at > one.ends_at + timedelta(days=_settings(r, one).report_days)
    ]


def late_answers(r: Records) -> list[Counted]:
    late = set()
    for one in r.all(Guidance).values():
        report = r.all(ActivityReport)[one.report_id]
        allowed = timedelta(days=_settings(r, report).guidance_days)
        if one.kind == "answer" and one.given_at > report.submitted_at + allowed:
            late.add(report.pk)
    return [_report(r, one) for one in _reports(r) if one.state == "answered" and one.pk in late]


def incidents(r: Records) -> list[Counted]:
    return [
        Counted(one.program_id, fiscal_year(on_day(one.occurred_at)))
        for one in r.all(Incident).values()
        if r.in_years(on_day(one.occurred_at)) and r.over(one.known_at)
    ]
