"""seat-*: the decision about a seat as the app's own SQL, against the least that is correct."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg2 import extensions

from bench import databases
from bench.courses import new_course
from bench.filling.plan import SMALL
from bench.floors import seats_sql
from bench.harness import Measured, Scale, figure, middle
from bench.sessions import Run, decisions_a_second
from foundation import clock
from foundation.organizations.actor import Actor
from foundation.organizations.storing import insert_statement
from foundation.organizations.tenancy import within
from foundation.references import random_reference
from trainings.actions.applications import submit_application
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Course

SESSIONS, EACH, RUNS = 8, 60, 3
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Decision:
    """What the app sends for one seat: the course locked and looked at, then the insert."""

    look: Statement
    insert: Statement
    reference: int
    received_seq: int

    def bind(self, cursor: extensions.cursor, number: int) -> Run:
        """Return what sends both statements; the insert has a reference and place of its own."""
        sql, params = self.insert
        own = list(params)
        own[self.reference] = f"Y{number:07d}"
        own[self.received_seq] = number + 1
        look, insert = cursor.mogrify(*self.look), cursor.mogrify(sql, own)

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
        look=look,
        # In front of the rows travels which organization is open. Who acts is written once for the
        # whole act of applying, with its first row, and is no part of the decision.
        insert=(rows[0].partition("INSERT INTO")[0] + insert, values),
        reference=columns.index("reference"),
        received_seq=columns.index("received_seq"),
    )


def _floor(address: str, bind: Any, courses: list[int]) -> float:
    return decisions_a_second(
        address,
        lambda cursor, n: bind(cursor, courses[n % len(courses)], "席 見本"),
        sessions=SESSIONS,
        each=EACH,
    )


def _ours(address: str, decisions: list[Decision]) -> float:
    return decisions_a_second(
        address,
        lambda cursor, n: decisions[n % len(decisions)].bind(cursor, n),
        sessions=SESSIONS,
        each=EACH,
    )


def _floor_courses(address_of_owner: extensions.connection, wanted: int) -> list[int]:
    with address_of_owner.cursor() as cursor:
        made = []
        for _ in range(wanted):
            cursor.execute(seats_sql.NEW_COURSE)
            made.append(cursor.fetchone()[0])  # type: ignore[index]
        return made


def _measure(wanted: int) -> Measured:
    with databases.current().copy() as address:
        owner = databases.current().owner(databases.current().copied)
        with owner.cursor() as cursor:
            cursor.execute(seats_sql.TABLES)
        rates: list[tuple[float, float, float]] = []
        for _ in range(RUNS):
            decisions = [captured(new_course(SMALL, 1_000_000)) for _ in range(wanted)]
            rates.append((
                _ours(address, decisions),
                _floor(address, seats_sql.lock_count_insert, _floor_courses(owner, wanted)),
                _floor(address, seats_sql.one_statement, _floor_courses(owner, wanted)),
            ))  # fmt: skip
        owner.close()
    return middle([(ours, max(locked, single)) for ours, locked, single in rates])


@figure("seat-hot", unit="seats/s", bound=0.5, at_least=True)
def hot(scale: Scale) -> Measured:
    """Eight sessions on one course."""
    return _measure(1)


@figure("seat-twenty", unit="seats/s", bound=0.5, at_least=True)
def twenty(scale: Scale) -> Measured:
    """Eight sessions on twenty courses."""
    return _measure(20)
