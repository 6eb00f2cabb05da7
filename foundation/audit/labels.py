"""What an action code and an actor code mean in Japanese.

Each app gives its own sentences from `AppConfig.ready`; nothing here knows an app.
"""

from collections.abc import Iterable, Mapping

from foundation.organizations.models import StaffUser

_sentences: dict[str, str] = {}

_KINDS = {
    "staff": "職員",
    "resident": "申込者",
    "supporter": "サポーター",
    "system": "自動処理",
}


def register_actions(sentences: Mapping[str, str]) -> None:
    """Add sentences for action codes, such as `people.person.corrected` → 人の情報を訂正しました。

    A code that already means something else is a mistake of the programmer (ValueError).
    """
    for code, sentence in sentences.items():
        if _sentences.setdefault(code, sentence) != sentence:
            raise ValueError(f"{code} already means {_sentences[code]!r}")


def action_sentence(code: str, fallback: str = "記録を変更しました。") -> str:
    """Return what the action did; an unknown code stands in brackets after `fallback`."""
    if code in _sentences:
        return _sentences[code]
    return f"{fallback}（{code}）" if code else fallback


def actor_names(codes: Iterable[str]) -> dict[str, str]:
    """Return code → name for the actors of a page. One query for all staff members in it."""
    split = {code: code.partition(":")[::2] for code in codes}
    staff_ids = {label for kind, label in split.values() if kind == "staff" and label.isdigit()}
    names = {
        str(pk): name
        for pk, name in StaffUser.objects.filter(pk__in=staff_ids).values_list("pk", "name")
    }
    return {code: _actor_name(kind, label, names) for code, (kind, label) in split.items()}


def _actor_name(kind: str, label: str, names: Mapping[str, str]) -> str:
    if kind == "staff" and label in names:
        return names[label]
    word = _KINDS.get(kind)
    if word is None:
        return "記録なし"
    return f"{word}（{label}）" if label else word
