"""The kind 修了台帳: its fields, what would become of a row, and why it is refused (rule E1)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.among import among
from foundation.fiscal import fiscal_year
from foundation.imports import people
from foundation.imports.enums import RowAction
from foundation.imports.kinds import Context, Facts, ImportField, Plan
from foundation.imports.numbers import as_printed, read_number, value_of
from foundation.imports.readers import read_date, read_line, read_year
from foundation.people.models import Person
from foundation.refusals import Refused
from foundation.text import TextError, search_key
from foundation.wareki import fiscal_year_label
from trainings.models import Completion, TrainingSettings
from trainings.specs import CertificateSpec

_PASSED = frozenset({"", "修了", "合格", "認定", "○", "◯", "済"})
_LAST_DAY = (3, 31)


def read_result(cell: str) -> str:
    """Only who completed is taken over."""
    if unicodedata.normalize("NFKC", cell).strip() not in _PASSED:
        raise TextError("修了した方の行だけを取り込めます。この行は除いて取り込んでください。")
    return ""


FIELDS = (
    ImportField("number", "修了番号", read_number("修了番号"),
                ("番号", "修了証番号", "修了証書番号", "証書番号", "認定番号", "No", "№", "第号")),
    ImportField("completed_on", "修了日", read_date,
                ("修了年月日", "受講修了日", "受講日", "受講年月日", "研修日", "認定日",
                 "認定年月日", "交付日", "交付年月日", "発行日")),
    ImportField("fiscal_year", "年度", read_year, ("修了年度", "受講年度", "実施年度")),
    ImportField("title", "研修名", read_line(80), ("研修", "講座名", "受講研修", "研修の名称")),
    ImportField("result", "結果", read_result, ("判定", "修了の有無")),
    ImportField("voided_on", "取消", read_date, ("取消日", "取消年月日", "修了取消日")),
    *people.FIELDS,
)  # fmt: skip


@dataclass(frozen=True)
class Series:
    """What the numbers of the batch's programme belong to."""

    program_id: int
    settings: TrainingSettings

    @property
    def certificate(self) -> CertificateSpec:
        """Return how the programme writes its numbers today."""
        return self.settings.spec.certificate

    def year_of(self, year: int) -> int:
        """Return the year of the series; 0 for one that goes on for ever."""
        return year if self.certificate.yearly_series else 0


@dataclass(frozen=True)
class Line:
    """One row of the ledger, worked out."""

    number: str
    completed_on: date
    fiscal_year: int
    note: str = ""


@dataclass(frozen=True)
class Known:
    """What a portion of rows is compared with."""

    people: dict[str, list[Person]]
    by_number: dict[tuple[int, str], Completion]


def series_of(context: Context) -> Series:
    """Return the series of the batch's programme, loaded once a table."""
    if "series" not in context.memory:
        wanted = context.options.get("program_id")
        settings = TrainingSettings.objects.select_related("program").filter(program=wanted).first()
        context.memory["series"] = Series(int(wanted or 0), settings) if settings else None
    found: Series | None = context.memory["series"]
    if found is None:
        raise Refused("no_settings", "この事業には、研修の設定がありません。先に設定してください。")
    return found


def as_stored(facts: Facts, context: Context) -> Facts:
    """Return what the preview shows: the number as the programme prints it."""
    pattern = series_of(context).certificate.number_pattern
    return {**facts, "number": as_printed(facts.get("number") or "", pattern)}


def line_of(facts: Facts, series: Series) -> Line:
    """Return number, day and fiscal year of a row; a missing one of the two follows (rule E1)."""
    number = as_printed(facts.get("number") or "", series.certificate.number_pattern)
    day: date | None = facts.get("completed_on")
    year: int | None = facts.get("fiscal_year")
    if day is None:
        if year is None:
            raise Refused("no_day", "修了日か年度を入力してください。")
        note = f"修了日がないため、{fiscal_year_label(year)}の末日とします。"
        return Line(number, date(year + 1, *_LAST_DAY), year, note)
    if year is not None and year != fiscal_year(day):
        note = f"修了日とちがう年度です。{fiscal_year_label(year)}の番号として取り込みます。"
        return Line(number, day, year, note)
    return Line(number, day, fiscal_year(day))


def prepare(rows: Sequence[Facts], context: Context) -> Known:
    """Load the people and completions the rows of a portion may mean. Three queries."""
    series = series_of(context)
    pattern = series.certificate.number_pattern
    numbers = {as_printed(facts["number"], pattern) for facts in rows if facts.get("number")}
    found = Completion.objects.filter(among("number_text", numbers), program=series.program_id)
    return Known(
        people.prepare(rows, context),
        {(one.series_year, one.number_text): one for one in found.select_related("person")},
    )


def key_of(facts: Facts, line: Line) -> tuple[Any, ...]:
    """Return what tells one row of a table from another: its number, else who and when."""
    if line.number:
        return (line.fiscal_year, line.number)
    reaches = (facts.get("phone"), facts.get("email"))
    return (search_key(facts["name"]), facts.get("birth_date"), *reaches, line.completed_on)


def plan_row(facts: Facts, context: Context) -> Plan:
    """Decide between a completion to be recorded, one to be completed, and a known one."""
    series, known = series_of(context), context.prepared
    line = line_of(facts, series)
    key = key_of(facts, line)
    earlier = context.memory.setdefault("rows", {}).setdefault(key, context.row)
    if earlier != context.row:
        raise Refused("row_twice", f"{earlier}行目と同じ修了です。どちらかの行を除いてください。")
    existing = known.by_number.get((series.year_of(line.fiscal_year), line.number))
    if existing is not None and line.number:
        return _known(existing, facts, line)
    if line.number and value_of(line.number) is None:
        raise Refused("number_without_digits", "修了番号に数字がありません。番号をご確認ください。")
    return _new(facts, line, key, context)


def _known(existing: Completion, facts: Facts, line: Line) -> Plan:
    person = existing.person
    births = {facts.get("birth_date"), person.birth_date} - {None}
    if search_key(facts["name"]) != person.name_key or len(births) > 1:
        raise Refused("number_used", "この修了番号は、別の方が使っています。番号をご確認ください。")
    differs = existing.completed_on != line.completed_on and facts.get("completed_on")
    note = "修了日が記録と違います（記録のままにします）。" if differs else ""
    action = RowAction.UPDATE if people.missing_of(facts, person) else RowAction.SAME
    return Plan(action, existing.pk, note)


def _new(facts: Facts, line: Line, key: tuple[Any, ...], context: Context) -> Plan:
    inner = Context(
        context.options, context.now, context.prepared.people,
        context.memory.setdefault("people", {}), context.row,
    )  # fmt: skip
    first = people.seen_before(facts, inner)
    person = None if first else people.known_person(facts, context.prepared.people)
    if person is not None and not line.number and _is_recorded(person, line):
        return Plan(RowAction.SAME, note="この方の同じ日の修了が、すでにあります。")
    # Several years of one person in a table lead to one record.
    context.memory.setdefault("holders", {})[key] = first or context.row
    if first is None:
        context.memory.setdefault("known", {})[context.row] = person.pk if person else None
    note = f"{line.note}{'すでにある人の記録に、修了を加えます。' if person else ''}"
    return Plan(RowAction.CREATE, note=note)


def _is_recorded(person: Person, line: Line) -> bool:
    found = Completion.objects.filter(person=person, completed_on=line.completed_on)
    return found.filter(number_text="").exists()
