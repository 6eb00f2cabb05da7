"""Whether asked fields, purpose notice, rule and certificate can be used (B13, B15, E2)."""

import re

from foundation.documents.patterns import format_number
from foundation.refusals import Refusal, Refused
from trainings.enums import CertificateKind
from trainings.specs import (
    MOST_CHOICES,
    MOST_FIELDS,
    PLACEHOLDERS,
    AnswerKind,
    AskedField,
    FrozenSpec,
    Question,
)

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ANY_YEAR = 2026


def why_spec_cannot_be_used(spec: FrozenSpec) -> Refusal | None:
    """Return why no course may be published with these settings; None when it may."""
    if not spec.purpose_notice.strip():
        return Refusal(
            "purpose_missing",
            "個人情報の利用目的が空欄です。利用目的を入力すると公開できます。",
        )
    return _why_fields_are_wrong(spec) or _why_certificate_is_wrong(spec)


def _why_fields_are_wrong(spec: FrozenSpec) -> Refusal | None:
    keys = [item.key for item in spec.asked_fields]
    if len(keys) + 1 > MOST_FIELDS:
        return Refusal(
            "too_many_fields",
            f"申込でたずねる項目は、氏名を含めて{MOST_FIELDS}項目までにしてください。",
        )
    if len(set(keys)) < len(keys):
        return Refusal("field_twice", "申込でたずねる項目に、同じものが2つあります。")
    for item in spec.asked_fields:
        if item.is_own and (refusal := _why_question_is_wrong(item)):
            return refusal
        if not item.is_own and item.key not in set(Question):
            return Refusal("field_unknown", f"「{item.key}」という項目はありません。")
    if not {Question.PHONE, Question.EMAIL, Question.PLACE, Question.AFFILIATION} & set(keys):
        return Refusal(
            "no_way_to_reach", "連絡先（電話番号、メール、住所または所属）を1つは入れてください。"
        )
    return None


def _why_question_is_wrong(item: AskedField) -> Refusal | None:
    if not item.label.strip():
        return Refusal("label_missing", "独自の質問には、質問文を入力してください。")
    if item.kind and item.kind not in set(AnswerKind):
        return Refusal("answer_unknown", f"「{item.label}」の答え方を選び直してください。")
    offers = item.answer_kind in (AnswerKind.CHOICE, AnswerKind.SEVERAL)
    if offers and not 2 <= len(item.choices) <= MOST_CHOICES:
        return Refusal(
            "choices_missing",
            f"「{item.label}」の選択肢は、2つから{MOST_CHOICES}までにしてください。",
        )
    return None


def _why_certificate_is_wrong(spec: FrozenSpec) -> Refusal | None:
    certificate = spec.certificate
    unknown = [name for name in _PLACEHOLDER.findall(certificate.body) if name not in PLACEHOLDERS]
    if unknown:
        offered = "、".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
        return Refusal(
            "placeholder_unknown",
            f"修了証の本文の「{{{unknown[0]}}}」は使えません。使える項目：{offered}",
        )
    if not set(certificate.kinds) <= set(CertificateKind):
        return Refusal("kind_unknown", "修了証の種類を選び直してください。")
    if certificate.has_number:
        try:
            format_number(certificate.number_pattern, 1, _ANY_YEAR)
        except Refused as refused:
            return refused.refusal
    return None
