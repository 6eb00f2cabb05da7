"""Every table: its words are defined, its forms say the same, its queries do not grow."""

import re
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from foundation import clock
from foundation.organizations.permissions import Role
from reports.asking import Ask
from reports.definitions import TABLES
from reports.reader import Reader
from reports.results import Block, Heading, Result
from tests.factories.organizations import MunicipalityFactory, ProgramFactory
from tests.factories.reports import course, held, people, team_of
from tests.factories.supporters import registration, term
from tests.foundation.adminsite.desk import Desk
from trainings.models import MunicipalityStage, Survey, SurveySheet

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)


@pytest.fixture
def filled(program, frozen):
    made = held(program, date(2026, 5, 9), 3, days=2)
    survey = Survey.objects.create(course=made, phase="post", state="closed")
    SurveySheet.objects.create(survey=survey, channel="web", answers={})
    gone, comes = MunicipalityFactory.create_batch(2)
    team_of(course(program, date(2025, 6, 3)), gone, people(1)[0])
    team_of(course(program, date(2026, 6, 3)), comes, people(1)[0])
    MunicipalityStage.objects.create(municipality=comes, fiscal_year=2026, stage="running")
    held(ProgramFactory(name="もう一つの事業"), date(2025, 5, 10), 2)
    row = registration(program, registered_on=date(2025, 7, 1), state_since=date(2025, 7, 1))
    term(row, date(2025, 7, 1))
    row.moves.create(to_state="active", moved_on=date(2025, 7, 1), moved_at=row.created_at)


@pytest.mark.parametrize("code", sorted(TABLES))
def test_each_definition_says_which_rule_it_follows(code):
    words = import_module(f"reports.definitions.{code}").__doc__ or ""

    assert TABLES[code].title in words.split(":")[0]
    assert re.search(r"rules? [A-I]\d|\b[RD]-\d|要綱|実施要領|Source", words)


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

    defined = [
        (heading, place)
        for block in page.context["blocks"]
        for heading, place in block["headings"]
        if heading.definition
    ]

    assert defined
    for heading, place in defined:
        assert f'href="#definition-{place}"' in body
        assert page.context["result"].definitions[place][1] == heading.definition
        assert f'<div id="definition-{place}"' in body


def test_a_year_is_defined_by_what_stands_in_its_column():
    years = tuple(Heading(f"令和{n}年度", "人", "定義。", term="受講者数") for n in (6, 7))
    result = Result("x", "表", 1, TODAY, (Block("", "", years, ()),))

    assert result.definitions == (("受講者数", "定義。"),)
    assert [result.place_of(one) for one in years] == [0, 0]
    assert result.place_of(Heading("注")) is None


QUERY = "?first=2024&last=2026&as_of=2026-10-01"


@pytest.mark.parametrize("code", sorted(TABLES))
def test_the_workbook_opened_again_holds_the_cells_of_the_page(filled, world, code):
    desk = Desk(world.member(Role.CLERK))
    result = desk.get(reverse("admin:report_table", args=[code]) + QUERY).context["result"]

    answer = desk.get(reverse("admin:report_workbook", args=[code]) + QUERY)

    book = load_workbook(BytesIO(answer.content))
    assert len(book.worksheets) == len(result.blocks) + 1
    for sheet, block in zip(book.worksheets, result.blocks, strict=False):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        start = next(n for n, row in enumerate(rows) if row[0] == block.corner)
        found = [[_plain(value) for value in row] for row in rows[start + 1 :]]
        assert found == [
            [line.label, *(_plain(cell.value) for cell in line.cells)] for line in block.lines
        ], "numbers are numbers, in columns of words too"


def _plain(value: Any) -> Any:
    """A value as a workbook can hold it: no time zone, no decimal, no difference of nothing."""
    if isinstance(value, datetime):
        moment = clock.local(value) if value.tzinfo else value
        return moment.replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, Decimal | float):
        return round(float(value), 6)
    return None if value == "" else value


@pytest.mark.parametrize("code", sorted(TABLES))
def test_the_pdf_holds_the_texts_and_definitions_of_the_page(filled, world, code):
    desk = Desk(world.member(Role.CLERK))
    page = desk.get(reverse("admin:report_table", args=[code]) + QUERY)

    answer = desk.get(reverse("admin:report_pdf", args=[code]) + QUERY)

    pages = pypdfium2.PdfDocument(answer.content)
    text = "".join("".join(one.get_textpage().get_text_range().split()) for one in pages)
    pages.close()
    shown = [
        cell["text"]
        for block in page.context["blocks"]
        for line in block["lines"]
        for cell in line["cells"]
    ]
    shown += [definition for _, definition in page.context["result"].definitions]
    assert len(shown) > 5
    for words in shown:
        assert "".join(words.split()) in text, words


@pytest.mark.parametrize("code", sorted(TABLES))
def test_a_table_asks_as_often_of_three_courses_as_of_one(program, code):
    ask = Ask(2026, 2026, TODAY)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            TABLES[code].build(ask, Reader(TODAY, unmasked=None))
        return len(context)

    held(program, date(2026, 5, 9), 1)
    one = queries()
    held(program, date(2026, 6, 6), 3, days=2)
    held(program, date(2026, 7, 4), 2)

    assert queries() == one
