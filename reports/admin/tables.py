"""The pages of the tables: the list of tables, and one table with its filters."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from foundation.adminsite.access import holds, programs_with
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.models import OrganizationKind
from foundation.organizations.permissions import Permission
from foundation.spreadsheets import Shown
from reports.admin.questions import (
    may_see_rows,
    read_question,
    reader_of,
    rows_url,
)
from reports.asking import Ask
from reports.charts import Chart
from reports.charts.svg import svg_of
from reports.definitions import TABLES, TableDefinition
from reports.definitions.definition import GROUPS
from reports.public.tables import PUBLIC
from reports.queries.size import takes_long
from reports.results import WORDS, Block, Cell, Heading, Line, Result, Value, shown_text

SHORT, LONG = 6, 12
"""Shorter words stand on one line, longer ones get room of their own."""
NOW = "now"
"""In the URL: count at once, however long it takes."""


def _length(value: Value) -> str:
    """Return the class of a cell of words by their length, or that of moments; else nothing."""
    if isinstance(value, datetime):
        return "moment"
    if not isinstance(value, str):
        return ""
    return "short" if len(value) <= SHORT else "long" if len(value) > LONG else ""


def table_named(code: str) -> TableDefinition:
    """Return a table by its code; 404 for others."""
    try:
        return TABLES[code]
    except KeyError:
        raise Http404 from None


def page_of(request: Any, result: Result, asked: Ask) -> list[dict[str, Any]]:
    """Return the blocks of a result in the form the template reads, with links to rows."""

    # A masked reader may have asked for another day than the one that was counted.
    ask = replace(asked, as_of=result.as_of)

    def cell(one: Cell, heading: Heading) -> dict[str, Any]:
        linked = one.drill is not None and bool(one.value) and may_see_rows(request, one.drill)
        return {
            "text": shown_text(one.value, heading.shown),
            "url": rows_url(one.drill, ask) if linked and one.drill else "",
            "is_number": heading.shown not in WORDS,
            "length": _length(one.value),
        }

    def line(one: Line, block: Block) -> dict[str, Any]:
        pairs = zip(one.cells, block.headings, strict=True)
        place = result.place_of_line(one)
        return {
            "label": parted(one.label),
            "place": place,
            "definition": "" if place is None else result.worded[place][1],
            "total": one.total,
            "cells": [cell(*pair) for pair in pairs],
        }

    return [
        {
            "block": block,
            "groups": groups_of(block.headings),
            "headings": headings_of(result, block),
            "lines": [line(one, block) for one in block.lines],
        }
        for block in result.blocks
    ]


def headings_of(result: Result, block: Block) -> list[tuple[Heading, int | None]]:
    """Return the headings, each with the number of its definition below the tables."""
    return [(heading, result.place_of(heading)) for heading in block.headings]


def charts_of(charts: Iterable[Chart]) -> list[dict[str, Any]]:
    """Return each chart with its drawing and the rows of the table beside it."""
    return [
        {
            "chart": chart,
            "drawing": svg_of(chart),
            "has_goals": any(one.goals for one in chart.series),
            "rows": [
                (
                    parted(category),
                    [*(one.texts[number] for one in chart.series), *goals_at(chart, number)],
                )
                for number, category in enumerate(chart.categories)
            ],
        }
        for chart in charts
    ]


def goals_at(chart: Chart, number: int) -> list[str]:
    """Return the targets of one category as they stand in the table beside the chart."""
    return [shown_text(one.goals[number], Shown.INTEGER) for one in chart.series if one.goals]


def parted(label: str) -> tuple[str, str]:
    """Return a label and its longer remark in brackets, which stands smaller below it."""
    name, bracket, remark = label.partition("（")
    return (name, bracket + remark) if len(remark) > 3 else (label, "")


def groups_of(headings: tuple[Heading, ...]) -> list[tuple[str, int]]:
    """Return the headings' groups with how many columns each spans; none when nothing groups."""
    groups: list[tuple[str, int]] = []
    for heading in headings:
        if groups and groups[-1][0] == heading.group:
            groups[-1] = (heading.group, groups[-1][1] + 1)
        else:
            groups.append((heading.group, 1))
    return groups if any(label for label, _ in groups) else []


@staff_page
class TableIndex(StaffPage):
    """All tables with a sentence each."""

    path = "reports/"
    name = "reports"
    title = "集計表"
    permission = Permission.SEE_REPORTS
    template_name = "reports/index.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tables under their headings; a prefecture finds its municipalities too."""
        tables = list(TABLES.values())
        groups = [(name, [one for one in tables if one.group == name]) for name in GROUPS]
        request: Any = self.request
        is_prefecture = request.organization.kind == OrganizationKind.PREFECTURE
        sees_all = programs_with(request, Permission.SEE_REPORTS) is None
        linked_url = reverse("admin:report_linked") if is_prefecture and sees_all else ""
        return {"groups": groups, "linked_url": linked_url}


@staff_page
class TablePage(StaffPage):
    """One table: filters, blocks, what each figure counts."""

    path = "reports/tables/<slug:code>/"
    name = "report_table"
    title = "集計表"
    permission = Permission.SEE_REPORTS
    template_name = "reports/table.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the computed table."""
        table = table_named(kwargs["code"])
        question = read_question(self.request)
        frame = {
            "title": table.title,
            "table": table,
            "form": question.form,
            "query": question.query,
            "as_of": question.ask.as_of,
        }
        if NOW not in self.request.GET and takes_long():
            return {**frame, "order_url": reverse("admin:report_order", args=[table.code])}
        result = table.build(question.ask, reader_of(self.request))
        return {
            **frame,
            "result": result,
            "blocks": page_of(self.request, result, question.ask),
            "charts": charts_of(table.charts(result)),
            "workbook_url": reverse("admin:report_workbook", args=[table.code]),
            "csv_url": reverse("admin:report_public_csv", args=[table.code])
            if table.code in PUBLIC and holds(self.request, Permission.SEE_REPORTS)
            else "",
            "pdf_url": reverse("admin:report_pdf", args=[table.code]),
        }
