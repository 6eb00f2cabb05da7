"""The questions a programme writes itself, as plain fields of its settings (rules B13, B15)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from trainings.specs import (
    ANSWER_LABELS,
    MOST_OWN,
    OWN_PREFIX,
    WITH_CHOICES,
    AskedField,
)

PARTS = ("", "kind_", "choices_", "help_", "need_", "each_")
BREAK = "／"
WIDE = {"size": "60"}


def names_of(number: int) -> tuple[str, ...]:
    """Return the names of the fields of one question."""
    return tuple(f"own_{part}{number}" for part in PARTS)


def places_of(asked: Iterable[AskedField]) -> list[AskedField]:
    """Return a question for every place: the one whose key belongs there, another, or none yet.

    A question keeps its key, so answers to it stay answers to it.
    """
    known = {item.key: item for item in asked if item.is_own}
    fixed = [known.pop(_key(number), None) for number in range(MOST_OWN)]
    others = iter(known.values())
    return [one or next(others, AskedField(_key(number))) for number, one in enumerate(fixed)]


def add_fields(form: forms.BaseForm, asked: Iterable[AskedField]) -> None:
    """Add the fields of every question there may be."""
    for number, one in enumerate(places_of(asked)):
        made = (
            forms.CharField(
                label="質問文",
                max_length=100,
                required=False,
                initial=one.label,
                widget=forms.TextInput(attrs=WIDE),
            ),
            forms.ChoiceField(
                label="答え方",
                choices=list(ANSWER_LABELS.items()),
                required=False,
                initial=one.answer_kind.value,
            ),
            forms.CharField(
                label="選択肢",
                max_length=1000,
                required=False,
                initial=BREAK.join(one.choices),
                widget=forms.TextInput(attrs=WIDE),
                help_text="「／」で区切ります。「1つ選ぶ」「いくつでも選ぶ」のときに入力してください。",
            ),
            forms.CharField(
                label="補足",
                max_length=200,
                required=False,
                initial=one.help_text,
                widget=forms.TextInput(attrs=WIDE),
                help_text="質問のすぐ下に表示する説明。例：アレルギーのある方はお書きください。",
            ),
            forms.BooleanField(
                label="必ず答えてもらう", required=False, initial=bool(one.label and one.required)
            ),
            forms.BooleanField(
                label="いっしょに申し込む方にも、1人ずつたずねる",
                required=False,
                initial=bool(one.label and one.each),
                help_text="チェックしないと、連絡先になる方だけにたずねます。",
            ),
        )
        form.fields.update(zip(names_of(number), made, strict=True))


def _key(number: int) -> str:
    return f"{OWN_PREFIX}{number + 1}"


def check(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """Say at the field what is missing, or written where it would be lost."""
    for number in range(MOST_OWN):
        label, kind, choices, help_text, need, each = map(data.get, names_of(number))
        if not label:
            if choices or help_text or need or each:
                form.add_error(f"own_{number}", "質問文を入力してください。")
            continue
        several = _choices(choices)
        if kind in WITH_CHOICES and len(several) < 2:
            form.add_error(f"own_choices_{number}", "選択肢を2つ以上、「／」で区切ってください。")
        elif len(set(several)) < len(several):
            form.add_error(f"own_choices_{number}", "同じ選択肢が2つあります。")
        elif several and kind and kind not in WITH_CHOICES:
            form.add_error(
                f"own_kind_{number}",
                "選択肢があるときは、「1つ選ぶ」か「いくつでも選ぶ」にしてください。",
            )


def read(data: dict[str, Any], before: Iterable[AskedField]) -> list[AskedField]:
    """Return the questions of a valid form; `before` are those the form began with."""
    asked = []
    for number, place in enumerate(places_of(before)):
        label, kind, choices, help_text, need, each = map(data.get, names_of(number))
        if label:
            asked.append(
                AskedField(
                    place.key,
                    required=bool(need),
                    label=label.strip(),
                    help_text=(help_text or "").strip(),
                    choices=_choices(choices),
                    kind=kind or "",
                    each=bool(each),
                )
            )
    return asked


def _choices(typed: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (typed or "").split(BREAK) if part.strip())


def fieldsets(asked: Iterable[AskedField]) -> list[tuple[str, dict[str, Any]]]:
    """Return a section a question; those not yet written are folded, except the next."""
    free = [number for number, one in enumerate(places_of(asked)) if not one.label]
    sections: list[tuple[str, dict[str, Any]]] = []
    for number in range(MOST_OWN):
        classes = ("collapse",) if number in free[1:] else ()
        sections.append(
            (f"独自の質問{number + 1}", {"fields": names_of(number), "classes": classes})
        )
    return sections
