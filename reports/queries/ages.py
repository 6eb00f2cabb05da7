"""Who is registered, by age band and sex: small groups are masked like every class B fact.

The age is that of the day asked for (on 29 February too: `foundation.fiscal.age_on`). Sex stands
only where it was asked of somebody. One grand total is shown and no sums by band or by sex, from
which a masked cell could be computed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import F

from foundation.fiscal import age_on
from foundation.people.models.person import Sex
from foundation.wareki import format_date
from reports.asking import Ask
from reports.figures import Figure
from reports.masking import MASK, masked_keys
from reports.queries.yearly import TOTAL_CAPTION, shown_programs
from reports.reader import Reader
from reports.results import Block, Cell, Drill, Heading, Line, Value

UNKNOWN = "不明"
BANDS = ("10歳未満", *(f"{tens}代" for tens in range(10, 80, 10)), "80歳以上", UNKNOWN)
MALE, FEMALE, OTHER = str(Sex.MALE.label), str(Sex.FEMALE.label), "その他・無回答"
SEXES = (MALE, FEMALE, OTHER)
CAPTION = "登録者の年代"
CORNER = "年代"
TOTAL = "計（n）"
DEFINITION = "基準日に登録期間の中にある登録を、基準日の満年齢で分けた数。"

Key = tuple[str, str]
"""Age band and sex."""


def band_of(birth: date | None, day: date) -> str:
    """Return the age band on a day."""
    if birth is None or birth > day:
        return UNKNOWN
    age = age_on(birth, day)
    return BANDS[0] if age < 10 else "80歳以上" if age >= 80 else f"{age // 10 * 10}代"


def age_blocks(figure: Figure, ask: Ask, reader: Reader) -> tuple[Block, ...]:
    """Return a block for each programme with somebody registered, before them their total.

    A masked reader gets the register of today. Two queries.
    """
    if reader.unmasked is not None:
        ask = replace(ask, as_of=reader.today)
    day = ask.last_day
    about = f"{CAPTION}（{format_date(day)}現在）"
    counts: dict[int, Counter[Key]] = {}
    rows = (
        figure.rows(ask.only(ask.last_year))
        .order_by()
        .annotate(of_program=F(figure.program), born=F("person__birth_date"), sex=F("person__sex"))
        .values_list("of_program", "born", "sex")
        .annotate(n=figure.measure)
    )
    for program, born, sex, number in rows:
        counts.setdefault(program, Counter())[band_of(born, day), _side(sex)] += int(number)
    programs = [one for one in shown_programs(ask) if one.pk in counts]
    masks: dict[int, frozenset[Any]] = {
        one.pk: frozenset() if reader.sees_all_of(one.pk) else _masked(counts[one.pk], reader)
        for one in programs
    }
    scopes: list[tuple[int | None, str, Counter[Key], frozenset[Any]]] = [
        (one.pk, one.name, counts[one.pk], masks[one.pk]) for one in programs
    ]
    if len(programs) > 1:
        everybody: Counter[Key] = sum(counts.values(), Counter())
        every_mask = frozenset().union(*masks.values())
        scopes.insert(0, (None, TOTAL_CAPTION, everybody, every_mask))
    drills = {
        pk: Drill(figure.code, ask.last_year, pk) if reader.unmasked is None else None
        for pk, _, _, _ in scopes
    }
    return tuple(
        _block(f"{about}：{name}", found, masked, drills[pk]) for pk, name, found, masked in scopes
    )


def _side(sex: str) -> str:
    return str(Sex(sex).label) if sex in (Sex.MALE, Sex.FEMALE) else OTHER


def _masked(counts: Counter[Key], reader: Reader) -> frozenset[Any]:
    cells = {(band, sex): counts[band, sex] for band in BANDS for sex in _sides(counts)}
    return masked_keys(cells, reader.threshold)


def _sides(counts: Counter[Key]) -> Sequence[str]:
    """Return the sexes that have a column: none but one where sex was never asked."""
    asked = any(number for (_band, sex), number in counts.items() if sex != OTHER)
    return SEXES if asked else (OTHER,)


def _block(
    caption: str, counts: Counter[Key], masked: frozenset[Any], drill: Drill | None
) -> Block:
    sides = _sides(counts)
    labels = (*sides, "計") if len(sides) > 1 else ("人数",)
    no_sum = (Cell(None),) * (len(labels) - len(sides))
    lines = []
    for band in BANDS:
        values: list[Value] = [
            MASK if (band, sex) in masked else counts[band, sex] for sex in sides
        ]
        lines.append(Line(band, (*(Cell(value, secret=True) for value in values), *no_sum)))
    total = (*(Cell(None),) * (len(labels) - 1), Cell(counts.total(), drill))
    lines.append(Line(TOTAL, total, total=True))
    headings = tuple(Heading(label, "人", DEFINITION, term=CAPTION) for label in labels)
    return Block(caption, CORNER, headings, tuple(lines))
