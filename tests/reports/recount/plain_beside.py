"""Figures of one course and the participation of municipalities, told again in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from foundation.organizations.models import Municipality
from tests.reports.recount import plain
from tests.reports.recount.plain import TAKES_PLACE, Records
from trainings.enums_team import SystemStage
from trainings.models import (
    CertificateIssue,
    Completion,
    Course,
    CourseSession,
    CurriculumItem,
    Engagement,
    Honorarium,
    MunicipalityStage,
    Team,
)

ByCourse = Callable[[Records], Counter[int]]


def _course(r: Records, session: int) -> int:
    return int(r.all(CourseSession)[session].course_id)


def _takes_place(r: Records, session: int) -> bool:
    return r.all(CourseSession)[session].state in TAKES_PLACE


def course_capacity(r: Records) -> Counter[int]:
    return Counter({pk: one.capacity for pk, one in r.all(Course).items() if one.capacity})


def minutes_taught(r: Records) -> Counter[int]:
    found: Counter[int] = Counter()
    for one in r.all(CurriculumItem).values():
        if _takes_place(r, one.session_id):
            found[_course(r, one.session_id)] += one.minutes
    return found


def lecturers(r: Records) -> Counter[int]:
    asked = {
        (_course(r, one.session_id), one.instructor_id)
        for one in r.all(Engagement).values()
        if one.state != "declined" and _takes_place(r, one.session_id)
    }
    return Counter(course for course, _ in asked)


def course_completions(r: Records) -> Counter[int]:
    applications = r.all(plain.Application)
    return Counter(
        applications[one.application_id].course_id
        for one in r.all(Completion).values()
        if one.result == "completed" and one.voided_at is None and one.decided_on <= r.as_of
    )


def papers(r: Records) -> Counter[int]:
    found: Counter[int] = Counter()
    for one in r.all(CertificateIssue).values():
        completion = r.all(Completion)[one.completion_id]
        if one.issue_index == 1 and one.revoked_at is None and completion.voided_at is None:
            found[r.all(plain.Application)[completion.application_id].course_id] += 1
    return found


def course_fees(r: Records) -> Counter[int]:
    found: Counter[int] = Counter()
    for one in r.all(Honorarium).values():
        session = r.all(Engagement)[one.engagement_id].session_id
        found[_course(r, session)] += one.base + one.travel
    return found


BY_COURSE: dict[str, ByCourse] = {
    "course_capacity": course_capacity,
    "minutes_taught": minutes_taught,
    "lecturers": lecturers,
    "course_completions": course_completions,
    "papers": papers,
    "course_fees": course_fees,
    "applications": lambda r: Counter(one.course_id for one in plain._applications(r)),
    "audience": lambda r: Counter(one.course_id for one in plain._audience(r)),
    "attendances": lambda r: Counter(
        _course(r, one.session_id) for one in plain._attendances(r, "trainee")
    ),
}


def team_towns(r: Records) -> dict[int, dict[int, Counter[int]]]:
    """By programme and municipality, how many teams each year."""
    seats = {
        (member.team_id, member.municipality_id or r.all(Team)[member.team_id].municipality_id)
        for member, _ in plain._seated_members(r)
    }
    found: dict[int, dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for team, town in seats:
        program, year = r.course_key(r.all(Team)[team].course_id)
        if r.first <= year <= r.last:
            found[program][town][year] += 1
    return found


def stages(r: Records) -> dict[int, str]:
    """The newest stage of each municipality."""
    newest: dict[int, MunicipalityStage] = {}
    for one in r.all(MunicipalityStage).values():
        known = newest.get(one.municipality_id)
        if one.fiscal_year <= r.last and (known is None or one.fiscal_year > known.fiscal_year):
            newest[one.municipality_id] = one
    return {town: one.stage for town, one in newest.items()}


def dropped_out(r: Records) -> dict[int, set[int]]:
    """By programme, the municipalities without a team in the last year that had any."""
    found = {}
    for program, towns in team_towns(r).items():
        last = max(year for years in towns.values() for year in years)
        found[program] = {town for town, years in towns.items() if last not in years}
    return found


def participation(r: Records, program: int) -> list[list[Any]]:
    """Every line of the table of one programme."""
    towns, known = team_towns(r)[program], stages(r)
    gone = dropped_out(r)[program]
    last = max(year for years in towns.values() for year in years)
    words = dict(SystemStage.choices)
    years = range(r.first, r.last + 1)
    names = {one.pk: (one.code, one.name) for one in Municipality.objects.all()}
    lines: list[list[Any]] = []
    for town in sorted({*towns, *known}, key=lambda pk: names[pk][0]):
        mine: dict[int, int] = towns.get(town, Counter())
        if not mine:
            state = "参加なし"
        elif town in gone:
            state = "途切れ"
        else:
            state = "継続" if any(year < last for year in mine) else "初参加"
        stage = words[known[town]] if town in known else None
        lines.append([names[town][1], *(mine.get(year) or None for year in years), state, stage])
    joined = [sum(1 for mine in towns.values() if mine.get(year)) for year in years]
    blank = [""] * len(joined)
    lines.append(["参加した市町村の数", *joined, "", ""])
    lines.append(["途切れた市町村の数", *blank, len(gone), ""])
    together = Counter(known.values())
    lines += [
        [f"「{label}」の市町村の数", *blank, "", together[stage]]
        for stage, label in SystemStage.choices
        if together[stage]
    ]
    return lines
