"""Every number says what it counts: by the heading, below the table, on every way in."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from reports.asking import Ask
from reports.definitions import TABLES
from reports.reader import Reader
from reports.results import Block, Heading, Result
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import held
from tests.factories.supporters import registration, term
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)


@pytest.fixture
def filled(program, frozen):
    held(program, date(2026, 5, 9), 3, days=2)
    held(ProgramFactory(name="もう一つの事業"), date(2025, 5, 10), 2)
    row = registration(program, registered_on=date(2025, 7, 1), state_since=date(2025, 7, 1))
    term(row, date(2025, 7, 1))
    row.moves.create(to_state="active", moved_on=date(2025, 7, 1), moved_at=row.created_at)


@pytest.mark.parametrize("code", sorted(TABLES))
def test_no_term_of_a_table_means_two_things(filled, code):
    result = TABLES[code].build(Ask(2024, 2026, TODAY), Reader(TODAY, unmasked=None))
    meanings: dict[str, set[str]] = {}
    for block in result.blocks:
        for heading in block.headings:
            if heading.definition:
                meanings.setdefault(heading.defined, set()).add(heading.definition)

    assert {term for term, texts in meanings.items() if len(texts) > 1} == set()


@pytest.mark.parametrize("code", sorted(TABLES))
def test_each_heading_leads_to_its_definition_without_a_mouse(filled, world, code):
    page = Desk(world.member(Role.CLERK)).get(reverse("admin:report_table", args=[code]))
    body = page.content.decode()

    for block in page.context["blocks"]:
        for heading, place in block["headings"]:
            if not heading.definition:
                continue
            assert f'href="#definition-{place}"' in body
            assert page.context["result"].definitions[place][1] == heading.definition
            assert f'<div id="definition-{place}"' in body


def test_a_year_is_defined_by_what_stands_in_its_column():
    years = tuple(Heading(f"令和{n}年度", "人", "定義。", term="受講者数") for n in (6, 7))
    result = Result("x", "表", 1, TODAY, (Block("", "", years, ()),))

    assert result.definitions == (("受講者数", "定義。"),)
    assert [result.place_of(one) for one in years] == [0, 0]
    assert result.place_of(Heading("注")) is None
