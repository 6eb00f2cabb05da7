"""The history of a record never shows the code of the program: not of an action, not of a value."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from dispatch.cases.models import SupportConsent, SupportConsentText
from foundation.audit.labels import action_sentence
from foundation.audit.queries.history import shown_fields
from foundation.audit.wording import in_words, saying_of
from supporters.models import ChangeNotice, Consent, ReceivedUpdate
from trainings.models import Application, Draw, TrainingSettings
from trainings.presets import PRESETS

HOUSE = Path(__file__).parents[2]
APPS = ("foundation", "trainings", "supporters", "dispatch", "reports")
CODE = re.compile(r'^@action\("([a-z_.]+)"\)', re.MULTILINE)


def codes() -> set[str]:
    files = [path for app in APPS for path in (HOUSE / app).rglob("*.py")]
    return {code for path in files for code in CODE.findall(path.read_text())}


def test_every_action_says_in_japanese_what_it_did():
    found = codes()
    silent = sorted(code for code in found if code in action_sentence(code))

    assert len(found) > 100
    assert silent == []


TEXTS_ALONE = {"cases.SupportConsentText.items"}
"""Lists of sentences that somebody wrote."""


def test_every_list_of_codes_in_a_history_is_said_in_japanese():
    columns = {
        f"{model._meta.label}.{field.name}": saying_of(field)
        for model in apps.get_models()
        if hasattr(model, "pgh_event_model")
        for field in shown_fields(model)
        if isinstance(field, models.JSONField)
    }

    assert len(columns) > 8
    assert {name for name, saying in columns.items() if saying is None} == TEXTS_ALONE


CHANGE = {"old": "09000001000", "new": "09000009999"}


@pytest.mark.parametrize(
    ("model", "column", "value", "text"),
    [
        (ReceivedUpdate, "changes", {"mobile": CHANGE}, "携帯電話：09000001000 → 09000009999"),
        (ReceivedUpdate, "changes",
         {"number": "005", "valid_from": "2026-12-09", "valid_through": None},
         "登録番号：005、登録期間の初日：令和8年12月9日、登録期間の末日：なし"),
        (ChangeNotice, "changes", {"sex": {"old": "", "new": "female"}}, "性別：なし → 女"),
        (Consent, "scope", {"fields": ["phone", "email"], "recipients": {"992011": "わかば町"}},
         "提供してよい項目：電話・メール、提供してよい市町村：わかば町"),
        (SupportConsent, "scope", {"address": ["supporter"], "name": ["supporter", "agency"]},
         "氏名：サポーター・関係機関、住所：サポーター"),
        (SupportConsentText, "channels", ["paper", "web"], "書面に署名・ウェブで氏名を入力"),
        (SupportConsentText, "items", ["氏名を伝えること。", "約束を守ること。"],
         "氏名を伝えること。／約束を守ること。"),
        (Application, "answers", {"own_2": "夜間", "care": "車いす"},
         "配慮が必要なこと：車いす、独自の質問2：夜間"),
        (Draw, "same_person_checked", [{"pair": "A12/B34", "why": "電話番号が同じ"}],
         "A12/B34（電話番号が同じ）"),
        (TrainingSettings, "completion_rule",
         {"late_limit": 15, "sessions_needed": None, "early_leave_limit": None},
         "修了に必要な回数：全回、遅刻の限度（分）：15、早退の限度（分）：限度なし"),
        (TrainingSettings, "curriculum", [{"kind": "common", "title": "講義", "minutes": 60}],
         "講義（共通60分）"),
        (TrainingSettings, "asked_fields",
         [{"key": "kana", "required": True},
          {"key": "own_1", "label": "昼食", "choices": ["いる", "いらない"]}],
         "ふりがな（必須）・昼食［いる／いらない］（任意）"),
    ],
)  # fmt: skip
def test_how_a_stored_list_reads(model, column, value, text):
    assert in_words(model._meta.get_field(column), value) == text


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_the_settings_of_a_preset_read_without_a_word_of_the_program(preset):
    row = PRESETS[preset].spec.as_columns()

    for name in ("asked_fields", "completion_rule", "certificate_spec"):
        text = in_words(TrainingSettings._meta.get_field(name), row[name])

        assert not re.search("[a-z]{2,}", text), text
