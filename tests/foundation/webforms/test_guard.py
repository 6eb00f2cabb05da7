"""The one-time token, the least time and the trap keep machines out and lose nobody's answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from foundation.webforms import tokens
from tests.foundation.webforms.site import ANSWERS, ApplyForm

SHOWN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def usual_pace(settings: Any) -> None:
    """The suite lets forms be sent at once; here the pace people have counts."""
    del settings.SASAE_FORM_MIN_SECONDS


def sending(after: timedelta, **changes: str) -> ApplyForm:
    data = QueryDict(mutable=True)
    for name, value in ANSWERS.items():
        data.setlist(name, [value] if isinstance(value, str) else list(value))
    data["form_token"] = tokens.new_token("ApplyForm", SHOWN)
    for name, value in changes.items():
        data[name] = value
    data._mutable = False
    return ApplyForm(data, now=SHOWN + after)


def test_the_token_is_the_key_of_what_is_sent() -> None:
    form = sending(timedelta(minutes=1))
    assert form.is_valid(), form.errors
    assert len(form.token) >= 22


def test_every_showing_has_a_token_of_its_own() -> None:
    first, second = ApplyForm(now=SHOWN), ApplyForm(now=SHOWN)
    assert first["form_token"].value() != second["form_token"].value()


@pytest.mark.parametrize(
    ("after", "changes", "sentence"),
    [
        (timedelta(seconds=1), {}, "送信が早すぎました"),
        (timedelta(days=2), {}, "時間がたちました"),
        (timedelta(minutes=1), {"form_token": "forged"}, "時間がたちました"),
        (timedelta(minutes=1), {"subject_line": "buy"}, "送信を確認できませんでした"),
    ],
)
def test_a_doubtful_sending_is_asked_for_once_more(
    after: timedelta, changes: dict[str, str], sentence: str
) -> None:
    form = sending(after, **changes)
    assert not form.is_valid()
    assert sentence in form.non_field_errors()[0]
    assert form.token == ""
    again = ApplyForm(_as_posted(form), now=SHOWN + after + timedelta(minutes=1))
    assert again.is_valid(), again.errors


def _as_posted(form: ApplyForm) -> dict[str, Any]:
    """What the browser sends when the button is pressed again."""
    trap = form.fields["subject_line"].widget.format_value(form["subject_line"].value())
    return {
        **ANSWERS,
        "days": ["2"],
        "subject_line": trap,
        "form_token": form["form_token"].value(),
    }


def test_a_token_of_another_form_is_no_token() -> None:
    form = sending(timedelta(minutes=1), form_token=tokens.new_token("Other", SHOWN))
    assert not form.is_valid()


def test_wrong_answers_come_before_doubts(settings: Any) -> None:
    form = sending(timedelta(seconds=0), name="")
    assert form.non_field_errors() == []
    assert list(form.errors) == ["name"]


def test_the_least_time_is_a_setting(settings: Any) -> None:
    settings.SASAE_FORM_MIN_SECONDS = 0
    assert sending(timedelta(seconds=0)).is_valid()
