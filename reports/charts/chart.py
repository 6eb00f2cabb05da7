"""What a chart shows: its words, its categories and its series; no geometry."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Number = int | Decimal | None
"""None stands for a value that is masked or does not apply; 0 is a value (D-11)."""


class Kind(StrEnum):
    """How the values are drawn."""

    BAR = "棒グラフ"
    STACKED = "積み上げ棒グラフ"
    LINE = "折れ線グラフ"
    ACROSS = "横棒グラフ"
    PYRAMID = "人口ピラミッド"


@dataclass(frozen=True)
class Series:
    """One series: a value and the text that people read for each category."""

    label: str
    values: tuple[Number, ...]
    texts: tuple[str, ...]
    goals: tuple[Number, ...] = ()  # a mark to be reached for each category (bars only)


@dataclass(frozen=True)
class Chart:
    """One chart. A pyramid has two series, drawn to the left and to the right.

    `code` makes the ids of the drawing unique on a page.
    """

    code: str
    kind: Kind
    title: str
    unit: str
    corner: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to draw: no category or every value 0 or absent."""
        return not any(value for one in self.series for value in one.values)

    @property
    def description(self) -> str:
        """Return the sentence read aloud in place of the drawing; the numbers are in the table."""
        named = [
            (value, one.label, category, text)
            for one in self.series
            for value, category, text in zip(one.values, self.categories, one.texts, strict=True)
            if value is not None
        ]
        if not named:
            return f"{self.kind}。表示できる値がありません。"
        _, label, category, text = max(named, key=lambda one: one[0])
        several = f"の{label}" if len(self.series) > 1 else ""
        return (
            f"{self.kind}。{self.corner}ごとの{self.title}（単位：{self.unit}）。"
            f"最も大きい値は{category}{several}の{text}です。数はとなりの表にあります。"
        )
