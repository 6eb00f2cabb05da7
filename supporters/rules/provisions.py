"""What a roster provision needs, and which facts may travel (rules A4, C6, R-65, R-70)."""

from collections.abc import Iterable
from typing import Any

from foundation.refusals import Refusal
from supporters.enums import ProvisionState

PROVIDABLE = {
    "number": "登録番号",
    "name": "氏名",
    "kana": "ふりがな",
    "sex": "性別",
    "birth_date": "生年月日",
    "postcode": "郵便番号",
    "address": "住所",
    "phone": "電話",
    "mobile": "携帯電話",
    "email": "メール",
}
ALWAYS = ("number", "name")


def fields_in_words(fields: Iterable[str]) -> str:
    """Return facts that travel in words, in the order of the roster."""
    chosen = set(fields)
    return "、".join(word for name, word in PROVIDABLE.items() if name in chosen)


def why_cannot_draft(fields: list[str], purpose: str, basis: str) -> Refusal | None:
    """Return why a provision cannot be prepared."""
    if not purpose.strip() or not basis.strip():
        return Refusal("purpose_missing", "提供の目的と根拠を入力してください。")
    if not set(ALWAYS) <= set(fields) or set(fields) - set(PROVIDABLE):
        return Refusal("fields_unknown", "提供する項目を選び直してください。番号と氏名は必要です。")
    return None


def why_not_linked(recipient: Any, *, is_linked: bool) -> Refusal | None:
    """Return why nothing travels inside the installation: the two have agreed on nothing (A7)."""
    if recipient is None or is_linked:
        return None
    return Refusal(
        "not_linked",
        f"{recipient}とは、名簿の提供のつながりが登録されていません。つながりの登録をシステムの"
        "管理者に頼むか、提供先に市町村か団体を選んで、ファイルで渡してください。",
    )


def why_scope_excludes(
    scope: dict[str, Any], fields: Iterable[str], recipient_code: str | None
) -> str:
    """Return why a consent does not reach a provision (C6); empty where it does.

    `scope` may limit what is given (`fields`) and to whom (`recipients`: code to name); nothing
    named means no limit. Number and name always travel. A body has no code: a consent for named
    municipalities does not reach it.
    """
    recipients, agreed = scope.get("recipients") or {}, scope.get("fields") or []
    if recipients and recipient_code not in recipients:
        return "本人の同意が、この提供先を含んでいません。"
    if agreed and set(fields) - {*agreed, *ALWAYS}:
        return "本人の同意が、提供する項目の一部を含んでいません。"
    return ""


def scope_in_words(scope: dict[str, Any]) -> str:
    """Return the limits of a consent in words; empty where it has none."""
    fields = "、".join(PROVIDABLE[name] for name in scope.get("fields") or [])
    towns = "、".join((scope.get("recipients") or {}).values())
    parts = ((towns, "提供先"), (fields, "項目"))
    return "　".join(f"{label}は{words}に限る" for words, label in parts if words)


def why_left_out(
    registration: Any, person: Any, consent: Any, provision: Any, *, is_over: bool
) -> str:
    """Return why a supporter is left out of a provision, as it is listed; empty when included.

    `consent` is the one in force, or None; `is_over` says whether the last term of the
    registration has run out: nobody is shown as a supporter who is none. Asked when the provision
    is prepared and once more when it is handed over (rule C6).
    """
    if registration is None or not registration.is_live:
        return "この組織の登録ではない、または登録が終わっています。"
    if is_over:
        return "登録期間が満了しています。更新すると、含められます。"
    if person.stop_use or person.is_purged:
        return "利用停止の記録がある方です。"
    if consent is None:
        return "名簿の提供への同意がありません。"
    return why_scope_excludes(consent.scope, provision.fields, provision.recipient_code)


def why_cannot_approve(provision: Any, user_id: int | None) -> Refusal | None:
    """Return why this person cannot approve: another than the proposer, and somebody included."""
    if provision.state != ProvisionState.DRAFT:
        return Refusal("provision_settled", "この提供は、すでに処理されています。")
    if user_id is None or provision.proposed_by_id == user_id:
        return Refusal("same_person", "起案した方とは別の承認者が承認してください。")
    if provision.count == 0:
        return Refusal(
            "nobody_included", "提供に同意している方がいないため、提供できる名簿がありません。"
        )
    return None
