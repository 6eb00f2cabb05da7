"""The frozen form of a return: everything on the paper as JSON, and its hash."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label, format_date
from reports.enums import ReturnKind
from reports.results import Block, Cell, Heading, Line
from reports.returning.corrections import Correction
from reports.returning.course_facts import Value
from reports.returning.items import VERSION, items_of
from reports.returning.values import Values

LAYOUT = 1
CORRECTIONS = "前の報告からの訂正"


def payload_of(
    returned: Any, columns: list[tuple[str, str]], values: Values, corrections: list[Correction]
) -> dict[str, Any]:
    """Return what a return says: its head, headings with definitions, lines and corrections."""
    form, organization = returned.form, returned.organization
    items = items_of(form.kind)
    shown = [(items[code], label) for code, label in columns if code in items]
    years = list(dict.fromkeys(year for year, _ in values))
    return {
        "layout": LAYOUT,
        "definition_version": VERSION,
        "kind": form.kind,
        "title": form.title,
        "form_number": form.form_number,
        "recipient": form.recipient,
        "honorific": form.honorific,
        "program": form.program.name,
        "office": f"{organization.name}{organization.section_name}",
        "reporter": returned.reporter,
        "subject": returned.course.title if returned.course else "",
        "fiscal_year": returned.fiscal_year,
        "notes": form.notes,
        "materials": returned.materials,
        "impressions": returned.impressions,
        "remarks": returned.remarks,
        "headings": [
            {
                "code": item.code,
                "label": label or item.label,
                "unit": item.unit,
                "definition": item.definition,
                "shown": item.shown.value,
            }
            for item, label in shown
        ],
        "lines": [
            {
                "year": year,
                "label": "" if year is None else fiscal_year_label(year),
                "cells": [_written(values.get((year, item.code))) for item, _ in shown],
            }
            for year in years
        ],
        "corrections": [one.as_json() for one in corrections],
    }


def sealed(payload: dict[str, Any], *, as_of: date, at: datetime, by: str) -> dict[str, Any]:
    """Return the payload with the day it was counted and who submitted it when."""
    return {
        **payload,
        "as_of": as_of.isoformat(),
        "submitted_at": at.isoformat(),
        "submitted_by": by,
    }


def digest(payload: dict[str, Any]) -> str:
    """Return the SHA-256 of a payload, the same for the same contents."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def blocks_of(payload: dict[str, Any]) -> tuple[Block, ...]:
    """Return the tables of a payload: figures a line a year, or the facts of a course below each
    other; and the corrections of earlier returns.
    """
    headings = [
        Heading(one["label"], one["unit"], one["definition"], shown=Shown(one["shown"]))
        for one in payload["headings"]
    ]
    cells = [
        (line["label"], tuple(Cell(_read(cell)) for cell in line["cells"]))
        for line in payload["lines"]
    ]
    if payload["kind"] == ReturnKind.ANNUAL:
        main = Block(
            payload["program"], "年度", tuple(headings), tuple(Line(*one) for one in cells)
        )
    else:
        pairs = zip(headings, cells[0][1] if cells else (), strict=False)
        main = Block(
            payload["subject"],
            "項目",
            (Heading("内容", shown=Shown.MIXED),),
            tuple(
                Line(_with_unit(heading), (cell,), term=heading.label) for heading, cell in pairs
            ),
        )
    return (main, *_correction_blocks(payload))


def _correction_blocks(payload: dict[str, Any]) -> tuple[Block, ...]:
    if not payload["corrections"]:
        return ()
    headings = (
        Heading("項目", shown=Shown.TEXT),
        Heading("報告した数"),
        Heading("訂正後の数"),
        Heading("報告した日", shown=Shown.TEXT),
    )
    lines = tuple(
        Line(
            one["about"],
            (
                Cell(one["label"]),
                Cell(_plain(Decimal(one["before"]))),
                Cell(None if one["after"] is None else _plain(Decimal(one["after"]))),
                Cell(format_date(date.fromisoformat(one["submitted_on"]))),
            ),
        )
        for one in payload["corrections"]
    )
    return (Block(CORRECTIONS, "年度・研修", headings, lines),)


def _with_unit(heading: Heading) -> str:
    return f"{heading.label}（{heading.unit}）" if heading.unit else heading.label


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number.normalize()


def _written(value: Value) -> dict[str, str] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return {"words": value}
    return {"number": str(value)}


def _read(cell: dict[str, str] | None) -> Value:
    if cell is None:
        return None
    if "words" in cell:
        return cell["words"]
    return int(cell["number"]) if "." not in cell["number"] else Decimal(cell["number"])
