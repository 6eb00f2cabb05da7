"""board, calendar-queries, visit-insert: what coordinators wait for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg2 import extensions

from bench import databases
from bench.figures.seats import Statement, insert_columns
from bench.filling.coordination import Coordination, Size, fill_coordination
from bench.filling.plan import SMALL
from bench.harness import Measured, Scale, figure, middle, paired_times
from bench.pages import opened, queries, visitor
from bench.sessions import Run, decisions_a_second
from dispatch.models import Visit
from dispatch.queries.matching import candidates
from dispatch.rules.matching import MatchWishes
from dispatch.rules.visits import Slot
from foundation import clock
from foundation.organizations.tenancy import within

BOARD = Size(supporters=200, visits=2_000, coordinators=50)
FEW = Size(supporters=5, visits=20, coordinators=1)
SESSIONS, EACH, RUNS = 8, 60, 3
CONSTRAINT = "visit_one_at_a_time"


def _statements(work: Callable[[], object]) -> list[Statement]:
    """Return what the work sends to the database."""
    seen: list[Statement] = []

    def keep(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql if isinstance(sql, str) else sql.as_string(None), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        work()
    return seen


@figure("board", unit="ms", bound=3, at_least=False)
def board(scale: Scale) -> Measured:
    """The matching of 200 candidates with 2,000 visits, against the same SQL read bare."""
    now = clock.now()
    with databases.current().copy():
        many = fill_coordination(SMALL, BOARD, now)
        few = fill_coordination(SMALL, FEW, now)
        _refuse_more_queries(_matching(many), _matching(few))
        sent = _statements(_matching(many))

        def bare() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                raw = cursor.cursor
                for sql, params in sent:
                    raw.execute(sql, params)
                    raw.fetchall()

        with within(many.organization):
            return paired_times(_matching(many), bare, runs=9)


def _matching(made: Coordination) -> Callable[[], object]:
    request, now = made.requests[0], clock.now()
    start = now + timedelta(days=3)
    wishes = MatchWishes(slot=Slot(start, start + timedelta(hours=1), ""))

    def run() -> object:
        with within(made.organization):
            return candidates(type(request).objects.get(pk=request.pk), wishes, now)

    return run


def _refuse_more_queries(many: Callable[[], object], few: Callable[[], object]) -> None:
    counts = []
    for work in (many, few):
        with CaptureQueriesContext(connection) as captured:
            work()
        counts.append(len(captured))
    if counts[0] > counts[1]:
        raise AssertionError(f"{counts[0]} queries for many, {counts[1]} for few")


@figure("calendar-queries", unit="queries", bound=1, at_least=False)
def calendar(scale: Scale) -> Measured:
    """The week of an office of fifty coordinators, against that of one."""
    counts = []
    with databases.current().copy():
        for size in (FEW, BOARD):
            made = fill_coordination(SMALL, size, clock.now())
            client = visitor()
            client.force_login(
                made.coordinators[0], "allauth.account.auth_backends.AuthenticationBackend"
            )
            address = reverse("admin:dispatch_calendar")
            opened(client, address)
            counts.append(len(queries(client, address)))
    return Measured(counts[1], counts[0])


@dataclass(frozen=True)
class Insert:
    """The app's own INSERT of a visit, sent again for other supporters and hours."""

    statement: Statement
    rows: list[tuple[int, int]]  # assignment and supporter

    def bind(self, cursor: extensions.cursor, number: int) -> Run:
        """Return what inserts the visit of that number; no two overlap."""
        sql, params = self.statement
        places = insert_columns(sql)
        assignment, supporter = self.rows[number % len(self.rows)]
        start = clock.now() + timedelta(days=400, hours=2 * (number // len(self.rows)))
        own = list(params)
        for name, value in (
            ("assignment_id", assignment), ("supporter_id", supporter), ("starts_at", start),
            ("ends_at", start + timedelta(hours=1)),
        ):  # fmt: skip
            own[places.index(name)] = value
        statement = cursor.mogrify(sql, own)
        return lambda: (cursor.execute(statement), cursor.fetchone())


def _insert(made: Coordination) -> Insert:
    first = made.assignments[0]
    start = clock.now() + timedelta(days=390)

    def plan() -> None:
        with within(made.organization), transaction.atomic():
            Visit.objects.create(
                assignment=first, supporter=first.supporter, starts_at=start,
                ends_at=start + timedelta(hours=1),
            )  # fmt: skip

    mark = f'INSERT INTO "{Visit._meta.db_table}"'
    statement = next(one for one in _statements(plan) if mark in one[0])
    return Insert(statement, [(row.pk, row.supporter_id) for row in made.assignments])


@figure("visit-insert", unit="visits/s", bound=0.5, at_least=True)
def visit_insert(scale: Scale) -> Measured:
    """Eight sessions insert visits, against the same table without its exclusion constraint."""
    with databases.current().copy() as address:
        insert = _insert(fill_coordination(SMALL, BOARD, clock.now()))
        owner = databases.current().owner(databases.current().copied)
        table = Visit._meta.db_table
        with owner.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
                [CONSTRAINT],
            )
            (definition,) = cursor.fetchone() or ("",)
            rates = []
            for _ in range(RUNS):
                ours = decisions_a_second(address, insert.bind, sessions=SESSIONS, each=EACH)
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {CONSTRAINT}")
                plain = decisions_a_second(address, insert.bind, sessions=SESSIONS, each=EACH)
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {CONSTRAINT} {definition}")
                rates.append((ours, plain))
        owner.close()
    return middle(rates)
