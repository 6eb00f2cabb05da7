"""Answers by group (年代 and the like); a small group is never shown by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from trainings.models.survey import QuestionKind
from trainings.rules.survey import LEAST, MOST, SCALE_LABELS

LEAST_SHOWN = 5
"""A group of fewer people could tell who somebody is."""
NOT_SHOWN = "－"
BLANK = "無回答"


@dataclass(frozen=True)
class Group:
    """The people who gave one answer to the question that groups them."""

    label: str
    people: int

    @property
    def is_shown(self) -> bool:
        """Return whether the group is large enough."""
        return self.people >= LEAST_SHOWN

    @property
    def heading(self) -> str:
        """Return label and size; of a small group only that it is small."""
        return f"{self.label}（{f'{self.people}人' if self.is_shown else f'{LEAST_SHOWN}人未満'}）"


@dataclass(frozen=True)
class GroupedQuestion:
    """One question by group: a line for each answer, cells as they are shown."""

    question: Any
    groups: tuple[Group, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def by_group(
    questions: Sequence[Any], by: Any, sheets: Sequence[Mapping[str, Any]]
) -> list[GroupedQuestion]:
    """Count every question but free texts over the groups of `by`, a question with one answer.

    Groups nobody belongs to are left out; 無回答 to `by` is a group too.
    """
    members: dict[str, list[Mapping[str, Any]]] = {label: [] for label in (*by.choices, BLANK)}
    for sheet in sheets:
        members[sheet.get(by.key, BLANK)].append(sheet)
    groups = tuple(Group(label, len(rows)) for label, rows in members.items() if rows)
    columns = [members[group.label] if group.is_shown else None for group in groups]
    return [
        GroupedQuestion(question, groups, tuple(_lines(question, columns)))
        for question in questions
        if question.kind != QuestionKind.TEXT and question.pk != by.pk
    ]


def _lines(
    question: Any, columns: Sequence[Sequence[Mapping[str, Any]] | None]
) -> list[tuple[str, tuple[str, ...]]]:
    is_scale = question.kind == QuestionKind.SCALE
    numbers = list(zip(SCALE_LABELS, range(LEAST, MOST + 1), strict=True))
    options = numbers if is_scale else [(text, text) for text in question.choices]
    counted = [None if rows is None else _counted(question.key, rows) for rows in columns]
    lines = [
        (label, tuple(NOT_SHOWN if one is None else str(one[value]) for one in counted))
        for label, value in options
    ]
    if is_scale:
        means = (NOT_SHOWN if rows is None else _mean(question.key, rows) for rows in columns)
        lines.append(("平均", tuple(means)))
    return lines


def _counted(key: str, rows: Sequence[Mapping[str, Any]]) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    for row in rows:
        value = row.get(key, [])
        counts.update(value if isinstance(value, list) else [value])
    return counts


def _mean(key: str, rows: Sequence[Mapping[str, Any]]) -> str:
    values = [row[key] for row in rows if key in row]
    if not values:
        return NOT_SHOWN
    return str((Decimal(sum(values)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP))
