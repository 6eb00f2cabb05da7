"""The prefecture's page joins whole tables at once, however many rows and organizations (A7)."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from foundation.organizations.tenancy import within
from reports.figures.supporters import REGISTERED
from reports.queries.linked import count_linked, linked_organizations
from reports.queries.linked_book import FIGURES
from supporters.models import Registration, RegistrationMove
from tests.factories.base import NOW
from tests.keeping import count_rows_anew
from tests.reports.test_linked import ASK, TODAY, midori, registers  # noqa: F401

pytestmark = pytest.mark.django_db
Plan = dict[str, Any]


def plans_of(build: Callable[[], object]) -> list[Plan]:
    """Return how the database goes about each question, as it stands when it is asked."""
    found: list[Plan] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        scope, _, question = sql.partition("; ")  # the organizations travel with the statement
        if question.startswith("SELECT"):
            execute(f"{scope}; EXPLAIN (FORMAT JSON) {question}", params, many, context)
            (plan,) = context["cursor"].fetchone()
            found.append((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.cursor() as cursor:
        # A few rows are read fastest from end to end; a million are not.
        cursor.execute("SET LOCAL enable_seqscan = off")
        with connection.execute_wrapper(explained):
            build()
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


def steps(plan: Plan, *, each_row: bool = False) -> Iterator[tuple[Plan, bool]]:
    """Yield every step of a plan, and whether it is done again for each row of another."""
    yield plan, each_row
    for part in plan.get("Plans", ()):
        again = part.get("Parent Relationship") == "SubPlan"
        yield from steps(part, each_row=each_row or again)


def many_moves(organizations: list[Any]) -> None:
    """Give every registration a long past: of few rows any index is as good as another."""
    for town in organizations:
        with within(town):
            RegistrationMove.objects.bulk_create(
                RegistrationMove(
                    registration=one, to_state="active", moved_at=NOW,
                    moved_on=date(2020, 1, 1) + timedelta(days=n),
                )
                for one in Registration.objects.all()
                for n in range(60)
            )  # fmt: skip
    count_rows_anew()


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.code)
def test_no_table_is_read_again_for_each_row(registers, figure):  # noqa: F811
    organizations = linked_organizations(registers, TODAY)
    many_moves(organizations)

    plans = plans_of(lambda: count_linked([figure], organizations, ASK))

    assert len(plans) == 2  # the kinds of the programmes, and the figure
    found = [step for plan in plans for step in steps(plan)]
    assert "Nested Loop" not in {step["Node Type"] for step, _ in found}
    # The state of a registration on a day is looked up among its own moves alone.
    looked_up = [step for step, each_row in found if each_row and "Relation Name" in step]
    assert [step["Relation Name"] for step in looked_up] == (
        ["supporters_registrationmove"] if figure == REGISTERED else []
    )
    assert all("registration_id = " in step["Index Cond"] for step in looked_up)
