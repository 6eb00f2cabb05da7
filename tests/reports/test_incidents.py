"""Incidents in figures: counts without names, small ones for who oversees them alone."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from dispatch.models import Incident
from foundation.clock import JST
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.programs.models import Program
from reports.asking import Ask
from reports.definitions import TABLES
from reports.enums import ReturnKind
from reports.masking import MASK
from reports.reader import Reader
from reports.returning.items import items_of
from tests.factories import dispatch as dispatching
from tests.factories.organizations import ProgramFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
ASK = Ask(2025, 2026, TODAY)
OVERSEER = Reader(today=TODAY, overseen=None)
OTHERS = Reader(today=TODAY, unmasked=None)
"""A clerk sees every class B count, and small counts of incidents no more than anybody."""


@pytest.fixture
def note(world) -> Any:
    user = world.member(Role.COORDINATOR).user

    def one(program: Program, at: datetime, kind: str = "near_miss", **values: Any) -> Incident:
        case = dispatching.case(program, user)
        return Incident.objects.create(
            program=program, case=case, reference=f"J{Incident.objects.count():07}", kind=kind,
            recorded_by=user, occurred_at=at,
            **{
                "category": "injury", "harm": "none", "known_at": at, "account": "秘密の話",
                **values,
            },
        )  # fmt: skip

    return one


def at(*day: int, hour: int = 10) -> datetime:
    return datetime(*day, hour, tzinfo=JST)  # type: ignore[arg-type,misc]


def kinds(result: Any, name: str) -> dict[str, list[Any]]:
    block = next(one for one in result.blocks if one.caption == f"区分：{name}")
    return {line.label: [cell.value for cell in line.cells[::2]] for line in block.lines}


def build(reader: Reader, ask: Ask = ASK) -> Any:
    return TABLES["incidents"].build(ask, reader)


def test_each_happening_counts_once_in_the_year_of_its_day(program, note):
    note(program, at(2026, 3, 31, hour=23), "incident")
    first = note(program, at(2026, 4, 1, hour=0), "incident")
    note(program, at(2026, 4, 2), known_at=at(2026, 10, 2))  # not known yet on the day asked for
    for step in ("first", "later", "later"):
        first.reports.create(
            step=step, reported_at=at(2026, 4, 3), told="課長", text="報告",
            reported_by=first.recorded_by,
        )  # fmt: skip

    assert kinds(build(OVERSEER), program.name) == {
        "事故": [1, 1], "ヒヤリハット": [0, 0], "計（n）": [1, 1],
    }  # fmt: skip


def test_small_counts_and_small_sums_are_hidden_from_others(program, note):
    for n in range(6):
        note(program, at(2025, 5, 1 + n), "incident" if n < 2 else "near_miss")
    for n in range(4):
        note(program, at(2026, 5, 1 + n))

    hidden = kinds(build(OTHERS), program.name)

    assert hidden["計（n）"] == [6, MASK]
    assert (hidden["事故"], hidden["ヒヤリハット"]) == ([MASK, MASK], [MASK, MASK])
    assert kinds(build(OVERSEER), program.name)["事故"] == [2, 0]


def test_the_total_of_all_programmes_is_hidden_with_one_of_them(program, note):
    other = ProgramFactory(name="もう一つの事業")
    for n in range(3):
        note(program, at(2026, 5, 1 + n))
    for n in range(9):
        note(other, at(2026, 6, 1 + n))

    result = build(OTHERS)

    assert kinds(result, other.name)["計（n）"] == [0, 9]
    assert kinds(result, "全事業の合計")["計（n）"] == [0, MASK]


def test_others_cannot_compare_two_days(program, note):
    for n in range(7):
        note(program, at(2026, 5, 1 + n))
    earlier = Ask(2026, 2026, date(2026, 5, 3))

    assert build(OTHERS, earlier).as_of == TODAY
    assert build(OVERSEER, earlier).as_of == date(2026, 5, 3)
    limited = Reader(TODAY, overseen=frozenset({program.pk}))
    assert build(limited, earlier).as_of == TODAY


def test_the_list_names_nobody_and_opens_for_approvers_alone(program, note, world, frozen):
    with within(world.wakaba):
        foreign = note(ProgramFactory(), at(2026, 5, 1))
    row = note(program, at(2026, 5, 1))
    rows = reverse("admin:report_rows", args=["incidents"]) + "?first=2026&last=2026"

    answer = Desk(world.member(Role.APPROVER)).get(rows)
    page = answer.content.decode()

    assert [cells[0] for _, cells in answer.context["rows"]] == [row.reference]
    assert foreign.account == "秘密の話"
    assert "秘密の話" not in page
    for role in (Role.VIEWER, Role.CLERK, Role.COORDINATOR, Role.ADMINISTRATOR):
        desk = Desk(world.member(role))
        assert desk.get(rows).status_code == 403
        table = desk.get(reverse("admin:report_table", args=["incidents"])).content.decode()
        assert "report_rows" not in table
        assert "rows/incidents" not in table


def test_no_return_offers_them():
    assert "incidents" not in items_of(ReturnKind.ANNUAL)
