"""100,000 rows in bounded memory and in constant queries a portion."""

import resource
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from foundation.imports import staging
from foundation.people.models import Person
from tests.foundation.imports.tables import apply, read, upload

ROWS = 100_000
HEADINGS = ["氏名", "ふりがな", "生年月日", "電話番号", "住所"]


def table(count: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名簿")
    sheet.append(HEADINGS)
    for n in range(count):
        birth = f"昭和{n % 60 + 2}年{n % 12 + 1}月{n % 28 + 1}日"
        sheet.append([f"氏 名{n}", "", birth, f"090{n:08d}", f"町{n}"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


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


@pytest.mark.slow
def test_a_hundred_thousand_rows(aoba, clerk):
    content = table(ROWS - 1)  # and the headings
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    batch = read(upload(content, clerk), clerk)
    assert batch.creates == ROWS - 1

    batch = apply(batch, clerk)
    assert Person.objects.count() == ROWS - 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 400_000, f"{grown // 1000} MB more"
