"""What a return may hold: figures of a year, facts of a course, each with its definition."""

from dataclasses import dataclass

from foundation.spreadsheets import Shown
from reports.enums import ReturnKind
from reports.figures import ALL
from reports.figures.supporters import REGISTERED
from reports.figures.trainings import PEOPLE_TRAINED
from reports.returning.course_facts import FACTS

VERSION = 2
"""Rises when an item below comes to mean something else; a frozen return names it."""

PER_TEN_THOUSAND = {
    f"per_ten_thousand_{figure.code}": figure for figure in (PEOPLE_TRAINED, REGISTERED)
}
POPULATION = "population"


@dataclass(frozen=True)
class Item:
    """One column a layout may have."""

    code: str
    label: str
    unit: str
    definition: str
    shown: Shown = Shown.INTEGER
    figure: str = ""


def _yearly() -> list[Item]:
    found = [
        Item(one.code, one.label, one.unit, one.definition, figure=one.code)
        for one in ALL
        if not one.guarded
    ]
    found.append(
        Item(POPULATION, "人口", "人", "市町村の基礎数値のうち、その年度までで最も新しい人口。")
    )
    found += [
        Item(
            code,
            f"1万人あたり{figure.label}",
            figure.unit,
            f"{figure.label}を人口1万人あたりにした数（小数第2位を四捨五入）。",
            Shown.DECIMAL,
        )
        for code, figure in PER_TEN_THOUSAND.items()
    ]
    return found


_YEARLY = {one.code: one for one in _yearly()}
_COURSE = {
    one.code: Item(one.code, one.label, one.unit, one.definition, one.shown) for one in FACTS
}


def items_of(kind: str) -> dict[str, Item]:
    """Return the items a layout of this kind may hold, by code, in the order they are offered."""
    return _YEARLY if kind == ReturnKind.ANNUAL else _COURSE
