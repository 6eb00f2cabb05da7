"""Which characters of queued papers no font can draw: staff read them before they print."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps

from foundation.documents.models import PrintItem
from foundation.pdf.runs import undrawable


def lost_signs(items: Iterable[PrintItem]) -> list[str]:
    """Return the characters that would print as 〓, in the order found. One query a model.

    Looked for in what the papers say about people: the columns of the personal-data map.
    """
    ids: dict[str, list[int]] = defaultdict(list)
    for item in items:
        ids[item.target_kind].append(item.target_id)
    texts: list[str] = []
    models: list[Any] = [model for model in apps.get_models() if model._meta.label in ids]
    for model in models:
        columns = getattr(model, "PERSONAL", {})
        for row in model.objects.filter(pk__in=ids[model._meta.label]):
            texts += [text for name in columns for text in _texts(getattr(row, name))]
    return undrawable(texts)


def lost_in(*values: Any) -> list[str]:
    """Return the characters that would print as 〓 in texts, or in lists and dicts of texts."""
    return undrawable(text for value in values for text in _texts(value))


def lost_sentence(lost: list[str]) -> str:
    """Return what staff read before they print, empty when everything prints as written."""
    if not lost:
        return ""
    return (
        f"このままでは印刷できない文字があります：{'、'.join(lost)}。"
        "〓で印刷されるので、印刷したあと手書きで直してください。"
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
