"""What a sheet may hold, and the arithmetic of its summary (percentages half-up to 0.1)."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from foundation.refusals import Refused
from foundation.text import clean_text
from trainings.models.survey import QuestionKind

LEAST, MOST = 1, 5
SCALE_LABELS = ("1（低い）", "2", "3", "4", "5（高い）")
LONGEST_TEXT = 2_000
TENTH = Decimal("0.1")
UNCODED = "（まだ分類していない回答）"


def clean_answers(questions: Sequence[Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that were given; blank ones are left out (無回答).

    Refused ``answer_unknown`` for a number off the scale or a choice that does not exist.
    """
    found: dict[str, Any] = {}
    for question in questions:
        value = raw.get(question.key)
        if value in (None, "", []):
            continue
        found[question.key] = _clean_one(question, value)
    return found


def _clean_one(question: Any, value: Any) -> Any:
    if question.kind == QuestionKind.TEXT:
        return clean_text(str(value))[:LONGEST_TEXT]
    if question.kind == QuestionKind.SCALE:
        number = str(value)
        if not (number.isascii() and number.isdigit() and LEAST <= int(number) <= MOST):
            raise _unknown(question, value)
        return int(number)
    if question.kind == QuestionKind.MULTI:
        chosen = [text for text in question.choices if text in value]
        if len(chosen) != len(set(value)):
            raise _unknown(question, value)
        return chosen
    if value not in question.choices:
        raise _unknown(question, value)
    return value


def _unknown(question: Any, value: Any) -> Refused:
    return Refused("answer_unknown", f"「{question.text}」の答え（{value}）を確かめてください。")


def clean_pair_code(typed: str) -> str:
    """Return the code folded, so that ０７ヤマ and 07やま are one."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    kana = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in folded)
    return "".join(kana.split())[:20]


def percent(part: int, whole: int) -> Decimal | None:
    """Return a percentage rounded half-up to one place; None without a base."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class OptionLine:
    """One answer with its number and share of everybody."""

    label: str
    count: int
    share: Decimal | None


@dataclass(frozen=True)
class QuestionSummary:
    """One question: base, answers, 無回答 and, on a scale, the mean of those who answered."""

    question: Any
    base: int
    answered: int
    lines: tuple[OptionLine, ...]
    mean: Decimal | None = None
    texts: tuple[str, ...] = ()

    @property
    def blank(self) -> int:
        """Return how many did not answer."""
        return self.base - self.answered


def summarise(
    question: Any, sheets: Sequence[Mapping[str, Any]], codes: Sequence[Mapping[str, Any]]
) -> QuestionSummary:
    """Count one question over all sheets; the base of every share is the number of sheets."""
    values = [sheet[question.key] for sheet in sheets if question.key in sheet]
    base = len(sheets)
    counts: Counter[Any] = Counter()
    mean = None
    options: list[tuple[Any, str]]
    if question.kind == QuestionKind.SCALE:
        counts.update(values)
        options = list(zip(range(LEAST, MOST + 1), SCALE_LABELS, strict=True))
        if values:
            mean = (Decimal(sum(values)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    elif question.kind == QuestionKind.TEXT:
        for one in codes:
            counts.update(one.get(question.key, []))
        options = [(text, text) for text in question.categories]
    else:
        for value in values:
            counts.update(value if isinstance(value, list) else [value])
        options = [(text, text) for text in question.choices]
    if uncoded := _uncoded(question, sheets, codes):
        counts[UNCODED] = uncoded
        options.append((UNCODED, UNCODED))
    lines = tuple(OptionLine(label, counts[v], percent(counts[v], base)) for v, label in options)
    texts = tuple(values) if question.kind == QuestionKind.TEXT else ()
    return QuestionSummary(question, base, len(values), lines, mean, texts)


def _uncoded(
    question: Any, sheets: Sequence[Mapping[str, Any]], codes: Sequence[Mapping[str, Any]]
) -> int:
    """Return how many texts nobody has coded yet, so that the lines account for every sheet."""
    if question.kind != QuestionKind.TEXT or not question.categories:
        return 0
    pairs = zip(sheets, codes, strict=True)
    return sum(question.key in sheet and not code.get(question.key) for sheet, code in pairs)


@dataclass(frozen=True)
class PairSummary:
    """The change of one question between before and after, for codes found once in each."""

    name: str
    pairs: int
    before: Decimal
    after: Decimal
    better: int
    same: int
    worse: int

    @property
    def change(self) -> Decimal:
        """Return the difference of the means."""
        return self.after - self.before


def pair_up(
    before: Sequence[tuple[str, Mapping[str, Any]]], after: Sequence[tuple[str, Mapping[str, Any]]]
) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Return the sheets whose code stands exactly once on each side; others cannot be joined."""
    sides = []
    for rows in (before, after):
        often = Counter(code for code, _ in rows if code)
        sides.append({code: sheet for code, sheet in rows if often[code] == 1})
    return [(sides[0][code], sides[1][code]) for code in sorted(sides[0].keys() & sides[1].keys())]


def compare(
    name: str, keys: tuple[str, str], pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> PairSummary | None:
    """Return the change of one scale question; None when no pair answered both."""
    both = [(a[keys[0]], b[keys[1]]) for a, b in pairs if keys[0] in a and keys[1] in b]
    if not both:
        return None
    hundredth = Decimal("0.01")
    means = [
        (Decimal(sum(pair[side] for pair in both)) / len(both)).quantize(hundredth, ROUND_HALF_UP)
        for side in (0, 1)
    ]
    return PairSummary(
        name,
        len(both),
        means[0],
        means[1],
        sum(after > before for before, after in both),
        sum(after == before for before, after in both),
        sum(after < before for before, after in both),
    )
