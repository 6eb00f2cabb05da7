"""Seeds requests, assignments, visits, reports and answers, some of them around midnight."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from dispatch.cases.models import Case
from dispatch.enums_records import Harm, IncidentCategory, IncidentKind
from dispatch.models import (
    ActivityReport,
    Assignment,
    DispatchRequest,
    DispatchSettings,
    Guidance,
    Incident,
    Invitation,
    Visit,
)
from foundation.clock import JST, on_day
from foundation.organizations.models import Body, StaffUser
from foundation.programs.models import Program
from supporters.models import Supporter
from tests.factories.base import NOW

REQUESTS, VISITS = 160, 1_400
HOURS = (time(0, 10), time(10), time(23, 30))
DONE = ("done",) * 7 + ("cancelled", "not_met", "planned")


def seed_dispatch(
    programs: list[Program], supporters: list[Supporter], user: StaffUser, chance: Random
) -> None:
    """Requests of every state, one or two supporters each, visits three days apart."""
    for n, program in enumerate(programs):
        DispatchSettings.objects.update_or_create(
            program=program, defaults={"report_days": 3 + n, "guidance_days": 7}
        )
    by_program: dict[int, list[Supporter]] = defaultdict(list)
    for one in supporters:
        by_program[one.program_id].append(one)
    body = Body.objects.create(name="居場所", kinds=["partner"])
    requests = [_request(n, chance.choice(programs), body, user, chance) for n in range(REQUESTS)]
    assignments = []
    for request in requests:
        if request.state in ("received", "declined"):
            continue
        wanted = chance.choice([1, 2])
        for supporter in chance.sample(by_program[request.program_id], wanted):
            assignments.append(_assign(request, supporter))
            number = len(assignments)
            if number % 3 == 0:
                _incident(number, assignments[-1], user, Random(number))
    times: dict[int, date] = {}
    for _ in range(VISITS):
        _visit(chance.choice(assignments), times, user, chance)


def _incident(n: int, about: Assignment, user: StaffUser, chance: Random) -> None:
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(1000))
    happened = datetime.combine(day, chance.choice(HOURS), JST)
    Incident.objects.create(
        program=about.request.program, reference=f"J{n:06}", assignment=about,
        kind=chance.choice(IncidentKind.values), category=chance.choice(IncidentCategory.values),
        harm=chance.choice(Harm.values), occurred_at=happened,
        known_at=happened + timedelta(days=chance.randrange(20)), account="けが",
        recorded_by=user,
    )  # fmt: skip


def _request(
    n: int, program: Program, body: Body, user: StaffUser, chance: Random
) -> DispatchRequest:
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(900))
    state = chance.choice(["received", "approved", "approved", "approved", "declined", "closed"])
    decided = day + timedelta(days=chance.randrange(30)) if state != "received" else None
    about: dict[str, Any] = {"kind": "place", "body": body}
    if n % 2:
        about = {
            "kind": "case_person",
            "case": Case.objects.create(program=program, number_text=f"S{n}", opened_on=day),
        }
    return DispatchRequest.objects.create(
        program=program, reference=f"SD{n:06}", requested_by="agency", channel="phone",
        received_at=datetime.combine(day, chance.choice(HOURS), JST), purpose="手伝い",
        state=state, decided_on=decided, decided_by=user if decided else None,
        decision_reason="理由", ended_on=decided if state == "closed" else None, **about,
    )  # fmt: skip


def _assign(request: DispatchRequest, supporter: Supporter) -> Assignment:
    asked = Invitation.objects.create(
        request=request, supporter=supporter, area="北部", when="午後", outline="手伝い",
        sent_at=NOW, deadline=NOW + timedelta(days=5), state="accepted", answered_at=NOW,
        answered_through="web",
    )  # fmt: skip
    return Assignment.objects.create(invitation=asked, request=request, supporter=supporter)


def _visit(assignment: Assignment, times: dict[int, date], user: StaffUser, chance: Random) -> None:
    supporter = assignment.supporter_id
    day = times.get(supporter) or on_day(assignment.request.received_at)
    day = times[supporter] = day + timedelta(days=3 + chance.randrange(25))
    begin = datetime.combine(day, chance.choice(HOURS), JST)
    end = begin + timedelta(minutes=chance.choice([45, 60, 90]))
    state = chance.choice(DONE)
    visit = Visit.objects.create(
        assignment=assignment, supporter_id=supporter, starts_at=begin, ends_at=end, state=state
    )
    if state != "done" or chance.random() < 0.2:
        return
    sent = end + timedelta(hours=chance.randrange(200))
    how = chance.choice(["draft", "submitted", "answered", "answered", "returned"])
    report = ActivityReport.objects.create(
        visit=visit, supporter_id=supporter, starts_at=begin, ends_at=end, state=how,
        submitted_at=None if how == "draft" else sent, reported_on=on_day(sent),
        content="内容", policy=chance.choice(["continue", "pause", "end"]),
    )  # fmt: skip
    if how == "answered":
        given = sent + timedelta(hours=chance.randrange(400))
        Guidance.objects.create(report=report, given_at=given, given_by=user, text="助言")
