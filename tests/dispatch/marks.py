"""A value of its own in every personal column of a case, and where it is found again.

`mark_everything` writes them; `seen_in` reads an answer of any kind and says which of them it
shows. Both follow the models: a new column is marked as soon as it exists.
"""

from datetime import date
from io import BytesIO
from typing import Any

from django.apps import apps
from django.db import models
from openpyxl import load_workbook

from foundation.wareki import EraStyle, format_date
from tests.supporters.papers import pages_of

APPS = ("cases", "dispatch")
# No text of anybody: choices, lists of choices, files, hashes. The rest is marked.
NO_TEXT = (models.FileField, models.JSONField)
FIRST_BIRTHDAY = date(1911, 3, 3)


def personal_columns() -> dict[str, Any]:
    """Return every personal column of cases and dispatch by its label, as `cases.Client.name`."""
    found = {}
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if model.__name__.endswith("Event"):
                continue
            for name in getattr(model, "PERSONAL", {}):
                found[f"{model._meta.label}.{name}"] = model._meta.get_field(name)
    return found


def is_marked(column: Any) -> bool:
    """Return whether a mark can stand in the column."""
    return (
        isinstance(column, models.CharField | models.TextField | models.DateField)
        and not column.choices
        and not isinstance(column, models.DateTimeField)
    )


def marks() -> dict[str, tuple[str, ...]]:
    """Return how the mark of each column may look on a page, hyphens and blanks left out."""
    return {label: _shapes(value) for label, value in values().items()}


def values() -> dict[str, Any]:
    """Return the mark of each column that can hold one."""
    return {
        label: _mark(column, number)
        for number, (label, column) in enumerate(sorted(personal_columns().items()), 100)
        if is_marked(column)
    }


def _mark(column: Any, number: int) -> Any:
    if isinstance(column, models.DateField):
        return FIRST_BIRTHDAY.replace(year=FIRST_BIRTHDAY.year + number % 100)
    if isinstance(column, models.EmailField):
        return f"mk{number}q@example.jp"
    if "phone" in column.name:
        return f"0977{number}777"
    if "postcode" in column.name:
        return f"97{number}79"
    return f"印{number}語"


def _shapes(value: Any) -> tuple[str, ...]:
    if isinstance(value, date):
        return (value.isoformat().replace("-", ""), format_date(value, EraStyle.ERA))
    return (value,)


# Rows that may not hold a text of this column yet.
ONLY = {"dispatch.AgreementRequest.wish": {"answer": "change"}}


def mark_everything() -> list[str]:
    """Write its mark into every personal column; returns the columns of which no row exists."""
    without_row = []
    for label, value in values().items():
        model, name = apps.get_model(label.rpartition(".")[0]), label.rpartition(".")[2]
        if not model._default_manager.filter(**ONLY.get(label, {})).update(**{name: value}):
            without_row.append(label)
    return without_row


def text_of(answer: Any) -> str:
    """Return what somebody reads of an answer: page, paper, workbook or calendar."""
    kind = answer.get("Content-Type", "")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind.startswith("application/pdf"):
        return "".join(pages_of(content))
    if "spreadsheet" in kind:
        sheets = load_workbook(BytesIO(content))
        return "".join(str(cell.value) for sheet in sheets for row in sheet for cell in row)
    return content.decode(errors="ignore")


def seen_in(text: str) -> set[str]:
    """Return the labels of the columns whose marks stand in the text."""
    squeezed = "".join(text.split()).replace("-", "")
    return {
        label for label, shapes in marks().items() if any(shape in squeezed for shape in shapes)
    }
