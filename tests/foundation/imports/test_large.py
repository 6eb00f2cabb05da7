"""100,000 rows in bounded memory and in constant queries a portion."""

import tracemalloc
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from foundation.imports import staging
from foundation.imports.enums import BatchState
from foundation.organizations.actor import Actor
from foundation.people.models import Person
from tests.foundation.imports.tables import apply, read, upload

HEADINGS = ["氏名", "ふりがな", "生年月日", "電話番号", "住所"]


def table(count: int, first: int = 0) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名簿")
    sheet.append(HEADINGS)
    for n in range(first, first + count):
        birth = f"昭和{n % 60 + 2}年{n % 12 + 1}月{n % 28 + 1}日"
        sheet.append([f"氏 名{n}", "", birth, f"090{n:08d}", f"町{n}"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def most_memory(content: bytes, clerk: Actor) -> int:
    """The bytes of Python's objects at the worst moment of an import."""
    tracemalloc.start()
    try:
        batch = apply(read(upload(content, clerk), clerk), clerk)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert batch.state == BatchState.APPLIED
    return most


def test_queries_do_not_grow_with_the_rows(aoba, clerk):
    counted = []
    for count in (5, 50):
        batch = read(upload(table(count), clerk), clerk)
        Person.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            apply(batch, clerk)
        assert Person.objects.count() == count
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_portions_join_without_a_gap(aoba, clerk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(staging, "PORTION", 7)
    monkeypatch.setattr("foundation.imports.actions.applying.PORTION", 4)
    batch = read(upload(table(30), clerk), clerk)
    apply(batch, clerk)

    assert batch.creates == Person.objects.count() == 30
    assert list(batch.rows.data().values_list("number", flat=True)) == list(range(2, 32))


def test_a_hundred_thousand_rows_find_room(aoba, clerk, monkeypatch: pytest.MonkeyPatch):
    """A row more costs its traces only, not what is read and planned: a tenth of a row at work."""
    monkeypatch.setattr(staging, "PORTION", 50)
    monkeypatch.setattr("foundation.imports.actions.applying.PORTION", 50)
    apply(read(upload(table(10), clerk), clerk), clerk)  # loads what the first import loads

    few = most_memory(table(100, first=10), clerk)
    many = most_memory(table(800, first=110), clerk)

    assert Person.objects.count() == 10 + 100 + 800
    assert (many - few) / 700 * 100_000 < 250_000_000, f"{few} and {many} bytes"
