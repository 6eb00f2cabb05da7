"""seat-*: the decision about a seat as the app's own SQL, against the least that is correct."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg2 import extensions

from bench import databases
from bench.courses import new_course
from bench.filling.plan import SMALL
from bench.floors import seats_sql
from bench.harness import Measured, Scale, figure, middle
from bench.sessions import Bind, Run, decisions_a_second
from foundation import clock
from foundation.organizations.actor import Actor
from foundation.organizations.storing import insert_statement
from foundation.organizations.tenancy import within
from foundation.references import random_reference
from trainings.actions.applications import submit_application
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Course

SESSIONS, EACH, RUNS = 8, 60, 3
WHOLE_ROW = 0.25
"""Only guards against getting slower: storing the whole application, history and walls included, no
way of deciding reaches half of a row of a name and a state (ADR 0018)."""
TABLE = Application._meta.db_table
WAYS = (seats_sql.lock_count_insert, seats_sql.one_statement)
Statement = tuple[str, Any]
Way = Callable[[extensions.cursor, int, seats_sql.Row], seats_sql.Send]


@dataclass(frozen=True)
class Decision:
    """What the app sends for one seat: the course locked and looked at, then the insert."""

    course: int
    scope: str
    look: Statement
    insert: Statement
    reference: int
    received_seq: int

    def row(self, number: int) -> seats_sql.Row:
        """Return the row with a reference and a place in the order of receipt of its own."""
        sql, params = self.insert
        own = list(params)
        own[self.reference] = f"Y{number:07d}"
        own[self.received_seq] = number + 1
        return seats_sql.Row(sql, own, TABLE, self.course, self.scope)

    def bind(self, cursor: extensions.cursor, number: int) -> Run:
        """Return what sends look and insert."""
        row = self.row(number)
        look, insert = (
            cursor.mogrify(*self.look),
            cursor.mogrify(row.scope + row.insert, row.params),
        )

        def send() -> None:
            cursor.execute(look)
            cursor.fetchone()
            cursor.execute(insert)

        return send


def insert_columns(insert: str) -> list[str]:
    """Return the columns that an INSERT of the app gives parameters for, in order."""
    named = re.search(r"INSERT INTO \"\w+\" \((.*?)\) VALUES", insert)
    if named is None:
        raise ValueError("not an INSERT of the app")
    # A column with a database default has no parameter.
    names = re.findall(r'"(\w+)"', named[1])
    values = insert.split("VALUES (", 1)[1].split(")", 1)[0].split(", ")
    return [name for name, value in zip(names, values, strict=True) if value == "%s"]


def captured(course: Course) -> Decision:
    """Let the app take one application and keep its statements about the seat."""
    seen: list[Statement] = []

    def keep(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql if isinstance(sql, str) else sql.as_string(None), params))
        return execute(sql, params, many, context)

    act = ApplyingAct(token=random_reference(16))
    person = Applicant(name="席 見本", kana="せき みほん", phone="0990003000")
    actor = Actor.resident("bench")
    with within(course.organization_id), transaction.atomic(), connection.execute_wrapper(keep):
        submission = submit_application(course, [person], act, actor=actor, now=clock.now())
    with within(course.organization_id):
        application = Application.objects.get(submission=submission)
    look = next(one for one in seen if "lock_and_look_at_course" in one[0])
    rows = next(one for one in seen if 'INSERT INTO "trainings_application"' in one[0])
    application.pk = None
    insert, values = insert_statement(application)
    columns = insert_columns(insert)
    return Decision(
        course=course.pk,
        # In front of the rows travels which organization is open. Who acts is written once for the
        # whole act of applying, with its first row, and is no part of the decision.
        scope=rows[0].partition("INSERT INTO")[0],
        look=look,
        insert=(insert, values),
        reference=columns.index("reference"),
        received_seq=columns.index("received_seq"),
    )


def _rate(address: str, binds: list[Bind]) -> float:
    return decisions_a_second(
        address,
        lambda cursor, n: binds[n % len(binds)](cursor, n),
        sessions=SESSIONS,
        each=EACH,
    )


def _floor_courses(owner: extensions.connection, wanted: int) -> list[int]:
    with owner.cursor() as cursor:
        made = []
        for _ in range(wanted):
            cursor.execute(seats_sql.NEW_COURSE)
            made.append(cursor.fetchone()[0])  # type: ignore[index]
        return made


def _same_row(way: Way, course: int, decision: Decision) -> Bind:
    return lambda cursor, number: way(cursor, course, decision.row(number))


def _narrow_row(way: Way, course: int, decision: Decision) -> Bind:
    return lambda cursor, number: way(cursor, course, seats_sql.narrow(course))


def _measure(wanted: int, row: Callable[[Way, int, Decision], Bind]) -> Measured:
    with databases.current().copy() as address:
        owner = databases.current().owner(databases.current().copied)
        with owner.cursor() as cursor:
            cursor.execute(seats_sql.TABLES)

        def decisions() -> list[Decision]:
            return [captured(new_course(SMALL, 1_000_000)) for _ in range(wanted)]

        def floor(way: Way) -> float:
            each = zip(_floor_courses(owner, wanted), decisions(), strict=True)
            return _rate(address, [row(way, course, one) for course, one in each])

        rates = [
            (_rate(address, [one.bind for one in decisions()]), max(map(floor, WAYS)))
            for _ in range(RUNS)
        ]
        owner.close()
    return middle(rates)


@figure("seat-hot", unit="seats/s", bound=0.5, at_least=True)
def hot(scale: Scale) -> Measured:
    """Eight sessions on one course, against the same row decided about in the least SQL."""
    return _measure(1, _same_row)


@figure("seat-twenty", unit="seats/s", bound=0.5, at_least=True)
def twenty(scale: Scale) -> Measured:
    """Eight sessions on twenty courses, against the same row."""
    return _measure(20, _same_row)


@figure("seat-narrow-hot", unit="seats/s", bound=WHOLE_ROW, at_least=True)
def narrow_hot(scale: Scale) -> Measured:
    """Eight sessions on one course, against a row of a name and a state."""
    return _measure(1, _narrow_row)


@figure("seat-narrow-twenty", unit="seats/s", bound=WHOLE_ROW, at_least=True)
def narrow_twenty(scale: Scale) -> Measured:
    """Eight sessions on twenty courses, against a row of a name and a state."""
    return _measure(20, _narrow_row)
