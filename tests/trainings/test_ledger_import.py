"""The 修了台帳 of past years: numbers raise the counter, people stay one, undo leaves nothing."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from foundation.documents.actions.numbers import SeriesSpec, take_numbers
from foundation.documents.models import NumberSeries, SeriesPurpose
from foundation.imports.actions.uploading import receive_upload
from foundation.imports.kinds import kind_of
from foundation.imports.models import ImportBatch
from foundation.imports.readers import read_year
from foundation.notices.models import Notice
from foundation.people.models import Person
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.people import PersonFactory
from tests.factories.trainings import TrainingSettingsFactory
from tests.foundation.imports.tables import apply, read, undo, xlsx
from trainings.models import Completion
from trainings.specs import CertificateSpec, stored

pytestmark = pytest.mark.usefixtures("frozen")
HEADINGS = ["修了番号", "修了年月日", "氏名", "ふりがな", "生年月日", "研修名"]
HANAKO = ["第007号", "令和5年10月3日", "山田 花子", "やまだ はなこ", "昭和45年5月5日", "第1期"]
TARO = ["第012号", "令和5年10月3日", "髙橋 太郎", "たかはし たろう", "平成元年1月8日", "第1期"]


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def program(aoba) -> Any:
    return TrainingSettingsFactory().program


def number_with(program: Any, **changes: Any) -> None:
    """Let the programme write its numbers otherwise."""
    program.training_settings.certificate_spec = stored(CertificateSpec(**changes))
    program.training_settings.save()


def staged(rows: list[list[Any]], program: Any, actor: Any) -> ImportBatch:
    batch = receive_upload(
        kind_of("trainings.ledger"), BytesIO(xlsx(*rows)), "台帳.xlsx",
        options={"program_id": program.pk}, actor=actor, now=NOW,
    )  # fmt: skip
    return read(batch, actor)


def take(rows: list[list[Any]], program: Any, actor: Any) -> ImportBatch:
    return apply(staged(rows, program, actor), actor)


def errors_of(batch: ImportBatch) -> list[str]:
    return [row.errors[0][1] for row in batch.rows.wrong()]


def test_a_ledger_becomes_completions_and_nobody_is_told(program, clerk):
    take([HEADINGS, HANAKO, TARO], program, clerk)
    row = Completion.objects.get(number_text="第007号")
    assert (row.person.name, row.person.birth_date) == ("山田 花子", date(1970, 5, 5))
    assert (row.completed_on, row.fiscal_year, row.number_value) == (date(2023, 10, 3), 2023, 7)
    assert row.application is None
    assert "第1期" in row.reason
    assert Completion.objects.completed().count() == 2
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("certificate", "series", "next_value"),
    [
        ({"yearly_series": True}, {2023: 13, 2024: 4}, 13),
        ({"yearly_series": False}, {0: 13}, 13),
        ({"yearly_series": True, "first_number": 100}, {2023: 100, 2024: 100}, 100),
    ],
)
def test_imported_numbers_raise_the_counter(program, clerk, certificate, series, next_value):
    number_with(program, **certificate)
    later = ["第003号", "令和6年9月1日", "林 実", "はやし みのる", "昭和50年1月1日", ""]
    take([HEADINGS, HANAKO, TARO, later], program, clerk)

    found = NumberSeries.objects.filter(purpose=SeriesPurpose.COMPLETION, program=program)
    assert dict(found.values_list("series_year", "next_value")) == series
    year = 2023 if certificate["yearly_series"] else 0
    spec = SeriesSpec(SeriesPurpose.COMPLETION, program, year, "第{連番:3}号")
    assert take_numbers(spec, 1, fiscal_year=2023)[0].value == next_value


@pytest.mark.parametrize(
    ("cell", "year"),
    [("令和5年度", 2023), ("R5", 2023), ("2023", 2023), ("令和元年度", 2019), ("平成31年度", 2019)],
)
def test_the_fiscal_year_of_a_ledger(cell, year):
    assert read_year(cell) == year


def test_the_given_fiscal_year_counts_and_a_missing_day_is_its_last(program, clerk):
    headings = ["番号", "年度", "修了日", "氏名"]
    rows = [["第1号", "令和4年度", "", "林 実"], ["第2号", "令和4年度", "R5.4.10", "森 葉"]]
    batch = staged([headings, *rows], program, clerk)
    assert [bool(row.note) for row in batch.rows.data()] == [True, True]
    apply(batch, clerk)
    found = Completion.objects.order_by("number_value").values_list("fiscal_year", "completed_on")
    assert list(found) == [(2022, date(2023, 3, 31)), (2022, date(2023, 4, 10))]


def test_numbers_that_lost_their_zeros_read_as_printed(program, clerk):
    number_with(program, number_pattern="{連番:3}")
    take([["番号", "修了日", "氏名"], [7, date(2023, 10, 3), "林 実"]], program, clerk)
    assert Completion.objects.get().number_text == "007"


def test_a_completion_taken_back_keeps_its_number(program, clerk):
    take([[*HEADINGS, "取消"], [*HANAKO, "令和6年1月10日"]], program, clerk)
    assert not Completion.objects.completed().exists()
    assert NumberSeries.objects.get(purpose=SeriesPurpose.COMPLETION).next_value == 8


def test_one_person_of_several_years_stays_one(program, clerk):
    again = ["第002号", "令和6年10月3日", *HANAKO[2:]]
    batch = take([HEADINGS, HANAKO, again], program, clerk)
    assert Person.objects.filter(name="山田 花子").count() == 1
    undo(batch, clerk)
    assert not Completion.objects.exists()
    assert not Person.objects.filter(name="山田 花子").exists()


def test_a_known_person_gets_the_completion_and_what_was_missing(program, clerk):
    person = PersonFactory(name="山田 花子", birth_date=date(1970, 5, 5), kana="")
    batch = take([HEADINGS, HANAKO], program, clerk)
    person.refresh_from_db()
    assert (Completion.objects.get().person, person.kana) == (person, "やまだ はなこ")
    undo(batch, clerk)
    person.refresh_from_db()
    assert (Completion.objects.count(), person.kana) == (0, "")


def test_the_same_ledger_again_writes_nothing(program, clerk):
    take([HEADINGS, HANAKO, TARO], program, clerk)
    batch = staged([["写し"], HEADINGS, HANAKO, TARO], program, clerk)
    assert (batch.creates, batch.updates, batch.errors) == (0, 0, 0)


@pytest.mark.parametrize(
    ("headings", "rows", "sentence"),
    [
        (HEADINGS, [HANAKO, [*HANAKO[:2], *TARO[2:]]], "2行目と同じ修了"),
        (HEADINGS, [["甲", *HANAKO[1:]]], "数字がありません"),
        (["修了番号", "氏名"], [["第1号", "山田 花子"]], "修了日か年度"),
        ([*HEADINGS, "結果"], [[*HANAKO, "未修了"]], "修了した方の行だけ"),
        (HEADINGS, [[HANAKO[0], "平成32年2月30日", *HANAKO[2:]]], "2月30日"),
    ],
)
def test_rows_that_cannot_be_taken_over(program, clerk, headings, rows, sentence):
    assert sentence in errors_of(staged([headings, *rows], program, clerk))[-1]


def test_a_number_of_somebody_else_is_refused(program, clerk):
    take([HEADINGS, HANAKO], program, clerk)
    batch = staged([HEADINGS, [HANAKO[0], HANAKO[1], *TARO[2:]]], program, clerk)
    assert "別の方が使っています" in errors_of(batch)[0]


def test_a_programme_without_trainings_is_refused(aoba, clerk):
    batch = staged([HEADINGS, HANAKO], ProgramFactory(), clerk)
    assert "研修の設定がありません" in batch.problem


def test_used_completions_are_not_taken_back(program, clerk):
    batch = take([HEADINGS, HANAKO], program, clerk)
    Completion.objects.update(reason="訂正しました。")
    with pytest.raises(Refused, match="取り消せません"):
        undo(batch, clerk)
