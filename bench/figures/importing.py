"""import-*: a roster from upload to preview against bare openpyxl reading the file."""

import os
import resource
import traceback
from io import BytesIO

from django.db import connection
from openpyxl import Workbook, load_workbook

from bench.filling.names import named_people
from bench.harness import Measured, Scale, figure, paired_times
from bench.registered import registering
from foundation import clock
from foundation.imports.actions.uploading import receive_upload, start_reading
from foundation.imports.enums import BatchState
from foundation.imports.kinds import kind_of
from foundation.imports.layouts import Layout
from foundation.imports.models import ImportBatch
from foundation.jobs.worker import Worker
from foundation.organizations.actor import Actor
from foundation.organizations.models import Membership
from foundation.organizations.tenancy import within
from supporters.models import SupporterSettings

ROWS, QUICK = 100_000, 10_000
MOST_MEGABYTES = 500
FIRST_NUMBER = 500_001  # above the numbers of the filled database
HEADINGS = [
    "登録番号", "氏名", "ふりがな", "性別", "生年月日", "郵便番号", "住所", "電話番号", "携帯電話",
    "メール", "登録期間（から）", "登録期間（まで）", "備考",
]  # fmt: skip


def roster_file(count: int) -> bytes:
    """Return the .xlsx of a town: a title, headings, `count` rows with dates in the era."""
    people = named_people()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名簿")
    sheet.append(["令和8年度　サポーター登録名簿"])
    sheet.append(HEADINGS)
    for n in range(count):
        name, kana, _, _ = people[n % len(people)]
        born = n * 7919 % 20_160  # sixty years, each day of them
        sheet.append([
            f"{n + FIRST_NUMBER:06d}", name, kana, "女" if n % 3 else "男",
            f"昭和{born // 336 + 2}年{born // 28 % 12 + 1}月{born % 28 + 1}日",
            f"{n % 10_000_000:07d}",
            f"みどり県つばき市中央{n % 400 + 1}-{n % 90 + 1}", f"055{n % 10_000_000:07d}",
            f"090{n:08d}", f"person{n}@example.jp", "令和8年4月1日", "令和10年3月31日", "",
        ])  # fmt: skip
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _preview(settings: SupporterSettings, content: bytes, rows: int) -> None:
    """Upload, take the proposed columns, let the worker read; everything staff wait for."""
    batch = receive_upload(
        kind_of("supporters.roster"), BytesIO(content), "名簿.xlsx",
        options={"program_id": settings.program_id}, actor=_clerk(settings), now=clock.now(),
    )  # fmt: skip
    layout = Layout(
        batch.sheet_name, batch.heading_row or 1, batch.heading_rows, tuple(batch.headings),
        tuple(tuple(codes) for codes in batch.mapping),
    )  # fmt: skip
    start_reading(batch, layout, actor=_clerk(settings), now=clock.now())
    with within():
        Worker().work_off()
    batch = ImportBatch.objects.get(pk=batch.pk)
    if batch.state != BatchState.READY or batch.creates != rows:
        wrong = batch.rows.filter(action="error").values_list("errors", flat=True)[:3]
        raise AssertionError(f"{batch.state}: {batch.creates} of {rows}, {list(wrong)}")


def _clerk(settings: SupporterSettings) -> Actor:
    return Actor.staff(Membership.objects.get(organization=settings.organization_id).user)


def _bare(content: bytes) -> int:
    book = load_workbook(BytesIO(content), read_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


@figure("import-preview", unit="ms", bound=1, at_least=False)
def preview(scale: Scale) -> Measured:
    """100,000 rows from the upload to the preview."""
    rows = QUICK if scale.quick else ROWS
    content = roster_file(rows)
    with registering(scale) as settings:
        return paired_times(
            lambda: _preview(settings, content, rows), lambda: _bare(content), runs=2
        )


@figure("import-memory", unit="MB", bound=1, at_least=False)
def memory(scale: Scale) -> Measured:
    """The most memory a process needs for it, in a child of its own, against 500 MB."""
    rows = QUICK if scale.quick else ROWS
    content = roster_file(rows)
    with registering(scale) as settings:
        settings.program  # noqa: B018 - loaded before the child is born
        connection.close()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            _report_peak(settings, content, rows, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            answer = told.read()
        os.waitpid(child, 0)
        if not answer:
            raise AssertionError("the child ended without an answer")
        return Measured(float(answer), MOST_MEGABYTES)


def _report_peak(settings: SupporterSettings, content: bytes, rows: int, writing: int) -> None:
    """Import, tell the parent the peak, and leave without cleaning up what is the parent's."""
    try:
        _preview(settings, content, rows)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(writing, f"{peak:.1f}".encode())
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        connection.close()
        os._exit(0)
