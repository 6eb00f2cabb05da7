"""How the settings of trainings and other lists of this app read in the history."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.audit.wording import pairs, register_saying
from foundation.documents.models import Medium
from foundation.organizations.models import SealMode
from trainings.enums import CertificateKind, ItemKind
from trainings.specs import (
    ANSWER_LABELS,
    OWN_PREFIX,
    QUESTION_LABELS,
    AnswerKind,
    AskedField,
    read,
)

SETTINGS = "trainings.TrainingSettings"
RULE = {
    "sessions_needed": "修了に必要な回数",
    "late_limit": "遅刻の限度（分）",
    "early_leave_limit": "早退の限度（分）",
}
UNSET = {"sessions_needed": "全回", "late_limit": "限度なし", "early_leave_limit": "限度なし"}
CERTIFICATE = {
    "title": "題名",
    "body": "本文",
    "honorific": "敬称",
    "kinds": "発行するもの",
    "medium": "渡し方",
    "has_number": "修了番号を付ける",
    "number_pattern": "番号の書き方",
    "yearly_series": "番号を年度ごとに始める",
    "first_number": "最初の番号",
    "seal_mode": "公印",
    "has_verify_code": "確認用のQRコード",
    "after_survey": "アンケートに回答した方から発行",
}
CODES: Mapping[str, str] = {
    code: str(label)
    for kinds in (CertificateKind, Medium, SealMode)
    for code, label in kinds.choices
}


def questions(value: Sequence[dict[str, Any]]) -> str:
    """Return what an application asks, each with whether it must be answered."""
    asked = [read(AskedField, one) for one in value]
    return "・".join(
        one.shown_label
        + (f"［{'／'.join(one.choices)}］" if one.choices else "")
        + (f"［{ANSWER_LABELS[one.answer_kind]}］" if one.is_own and not one.choices else "")
        + ("［いくつでも］" if one.answer_kind == AnswerKind.SEVERAL else "")
        + (f"［補足：{one.help_text}］" if one.is_own and one.help_text else "")
        + ("［いっしょに申し込む方にも］" if one.each else "")
        + ("（必須）" if one.required else "（任意）")
        for one in asked
    )


def rule(value: dict[str, Any]) -> str:
    """Return the condition of completion; what is not set says what that means."""
    return pairs(RULE)({key: UNSET.get(key) if n is None else n for key, n in value.items()})


def timetable(value: Sequence[dict[str, Any]]) -> str:
    """Return the parts of a course with their minutes."""
    kinds = dict(ItemKind.choices)
    return "・".join(
        f"{one['title']}（{kinds.get(one.get('kind', ''), '')}{one['minutes']}分）" for one in value
    )


def answers(value: dict[str, Any]) -> str:
    """Return what was answered beside the usual fields; an own question is called by its number."""
    names = {key.value: label for key, label in QUESTION_LABELS.items()}
    own = (key for key in value if key.startswith(OWN_PREFIX))
    names |= {key: f"独自の質問{key.removeprefix(OWN_PREFIX)}" for key in own}
    return pairs(names)(value)


def alike(value: Sequence[dict[str, Any]]) -> str:
    """Return which similar applications were found to be of different people, and why alike."""
    return "・".join(f"{one['pair']}（{one['why']}）" for one in value)


register_saying(f"{SETTINGS}.asked_fields", questions)
register_saying(f"{SETTINGS}.completion_rule", rule)
register_saying(f"{SETTINGS}.certificate_spec", pairs(CERTIFICATE, CODES))
register_saying(f"{SETTINGS}.curriculum", timetable)
register_saying("trainings.Application.answers", answers)
register_saying("trainings.Draw.same_person_checked", alike)
