"""How a stored JSON value reads in the history: each app says it for its own columns.

Without a saying a list of texts is shown as it is and anything else as its JSON, which only a
programmer reads; a test refuses such a column where staff see its history.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from foundation import wareki

Saying = Callable[[Any], str]

_sayings: dict[str, Saying] = {}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def register_saying(column: str, saying: Saying) -> None:
    """Give the words of one column, such as `trainings.TrainingSettings.curriculum`.

    A column that has words already is a mistake of the programmer (ValueError).
    """
    if _sayings.setdefault(column, saying) is not saying:
        raise ValueError(f"{column} has its words already")


def saying_of(field: Any) -> Saying | None:
    """Return the words of a model's field, or None."""
    model = getattr(field, "model", None)  # a field that stands alone has none
    return _sayings.get(f"{model._meta.label}.{field.name}") if model else None


def in_words(field: Any, value: Any) -> str:
    """Return the value of a JSON column in words."""
    if saying := saying_of(field):
        return saying(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "／".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def pairs(names: Mapping[str, str], values: Mapping[str, str] | None = None) -> Saying:
    """Return a saying for a dictionary: `name：value` for each key, in the order of `names`.

    A value `{"old": …, "new": …}` reads old → new. `values` says codes in words. A key without a
    name stands last as it is, so that nothing is hidden.
    """
    place = {key: number for number, key in enumerate(names)}

    def say(value: Any) -> str:
        ordered = sorted(value, key=lambda key: place.get(key, len(place)))
        return "、".join(f"{names.get(key, key)}：{plain(value[key], values)}" for key in ordered)

    return say


def plain(value: Any, values: Mapping[str, str] | None = None) -> str:
    """Return one value in words: codes by `values`, days in Japanese, changes with an arrow."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value is None or value in ("", [], {}):
        return "なし"
    if isinstance(value, dict) and set(value) <= {"old", "new"}:
        return f"{plain(value.get('old'), values)} → {plain(value.get('new'), values)}"
    if isinstance(value, list):
        return "・".join(plain(one, values) for one in value)
    text = str(value)
    if values and text in values:
        return str(values[text])
    return wareki.format_date(date.fromisoformat(text)) if _DAY.fullmatch(text) else text
