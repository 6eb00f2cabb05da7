"""What an application needs before it is taken and before it is approved (要綱 第6・7条)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.fiscal import age_on
from foundation.refusals import Refusal
from supporters.enums import RegistrationBasis, RosterOwner, Suitability
from supporters.facts import ApplicationFacts

ROSTER_ELSEWHERE = Refusal(
    "roster_elsewhere",
    "この事業では、都道府県の名簿に登録された方に活動をお願いしています。"
    "登録は、都道府県の担当窓口へお申し込みください。",
)


@dataclass(frozen=True)
class Standing:
    """What is known about the applicant in this programme."""

    has_open_application: bool = False
    has_live_registration: bool = False
    registered_count: int = 0


def why_cannot_ask(settings: Any, standing: Standing) -> Refusal | None:
    """Return why the form is not even shown: off, on paper only, or nothing left to apply for."""
    if settings is None or not settings.is_enabled:
        return Refusal("registration_off", "この事業では、サポーターの登録を受け付けていません。")
    if settings.roster_owner == RosterOwner.PREFECTURE:
        return ROSTER_ELSEWHERE
    if not settings.web_application:
        return Refusal("paper_only", "登録の申込みは、書面でお願いしています。")
    return _why_nothing_to_apply_for(standing)


def _why_nothing_to_apply_for(standing: Standing) -> Refusal | None:
    if standing.has_live_registration:
        return Refusal(
            "already_registered",
            "すでにサポーターとして登録されています。更新や変更は、担当課へご連絡ください。",
        )
    if standing.has_open_application:
        return Refusal(
            "already_applied", "登録の申込みを、すでに受け付けています。結果をお待ちください。"
        )
    return None


def why_cannot_submit(
    settings: Any, facts: ApplicationFacts, standing: Standing, on: date
) -> Refusal | None:
    """Return why an application cannot be taken on a day; the completion is looked at later."""
    if settings is None or not settings.is_enabled:
        return Refusal("registration_off", "この事業では、サポーターの登録を受け付けていません。")
    if settings.roster_owner == RosterOwner.PREFECTURE:
        return ROSTER_ELSEWHERE
    return (
        _why_nothing_to_apply_for(standing)
        or why_age_is_refused(settings, facts.person.birth_date, on)
        or _why_guardian_is_missing(settings, facts, on)
        or _why_declarations_are_missing(settings, facts)
    )


def why_age_is_refused(settings: Any, birth_date: date | None, on: date) -> Refusal | None:
    """Return why somebody is too young or too old on a day; unknown ages pass here."""
    if birth_date is None or birth_date > on:
        return None
    age = age_on(birth_date, on)
    if settings.minimum_age and age < settings.minimum_age:
        return Refusal("too_young", f"登録は{settings.minimum_age}歳以上の方にお願いしています。")
    if settings.maximum_age and age > settings.maximum_age:
        return Refusal("too_old", f"登録は{settings.maximum_age}歳までの方にお願いしています。")
    return None


def needs_guardian(settings: Any, birth_date: date | None, on: date) -> bool:
    """Return whether a guardian has to agree."""
    if birth_date is None or birth_date > on:
        return False
    return age_on(birth_date, on) < settings.guardian_below_age


def _why_guardian_is_missing(settings: Any, facts: ApplicationFacts, on: date) -> Refusal | None:
    if needs_guardian(settings, facts.person.birth_date, on) and not facts.guardian_name:
        return Refusal(
            "guardian_missing",
            f"{settings.guardian_below_age}歳未満の方は、保護者のお名前も入力してください。",
        )
    return None


def _why_declarations_are_missing(settings: Any, facts: ApplicationFacts) -> Refusal | None:
    if set(settings.declarations) - set(facts.declared):
        return Refusal(
            "declarations_missing", "申込みの条件を読み、すべてにチェックを入れてください。"
        )
    return None


def what_is_missing(
    settings: Any, application: Any, standing: Standing, *, consented: bool, on: date
) -> list[Refusal]:
    """Return everything that stands between an application and its approval, in reading order.

    `consented` tells whether every wording the programme requires has a consent in force.
    """
    missing: list[Refusal | None] = [
        _why_basis_is_missing(settings, application),
        _why_review_is_missing(settings, application),
        None
        if consented
        else Refusal(
            "consent_missing", "同意書がまだ記録されていません。先に同意を記録してください。"
        ),
        None
        if application.person_id
        else Refusal("not_matched", "どの方の申込みか、先に「本人と結び付ける」で選んでください。"),
        Refusal("already_registered", "この方は、この事業にすでに登録されています。")
        if standing.has_live_registration
        else None,
        why_age_is_refused(settings, application.birth_date, on),
        Refusal("quota_full", f"登録の定員（{settings.quota}人）に達しています。")
        if settings.quota is not None and standing.registered_count >= settings.quota
        else None,
    ]
    return [refusal for refusal in missing if refusal]


def _why_basis_is_missing(settings: Any, application: Any) -> Refusal | None:
    if settings.basis == RegistrationBasis.APPLICATION:
        return None
    if application.completion is None:
        return Refusal(
            "completion_missing",
            "研修の修了が確認できません。修了を結び付けるか、研修を受けてから登録してください。",
        )
    if application.completion.voided_at is not None:
        return Refusal("completion_voided", "結び付けた修了は、取り消されています。")
    if settings.basis == RegistrationBasis.COMPLETION and application.completion.result != (
        "completed"
    ):
        return Refusal(
            "not_completed",
            "研修を修了していません。欠席した回の補講を受けると、登録できるようになります。",
        )
    return None


def _why_review_is_missing(settings: Any, application: Any) -> Refusal | None:
    if settings.asks_interview and application.interview_on is None:
        return Refusal("interview_missing", "面談の日を記録してください。")
    if settings.asks_lecture and application.lecture_on is None:
        return Refusal("lecture_missing", "追加の講習を受けた日を記録してください。")
    if application.suitability == Suitability.UNSUITABLE:
        return Refusal(
            "unsuitable", "適当と認めないと判定されています。不承認の手続きへ進んでください。"
        )
    if application.suitability != Suitability.SUITABLE:
        return Refusal("suitability_open", "適否の判定とその理由を記録してください。")
    return None


def why_second_person_is_missing(
    settings: Any, application: Any, user_id: int | None
) -> Refusal | None:
    """Return why this person cannot decide where the programme asks for two (second approval)."""
    if not settings.second_approval:
        return None
    if application.proposed_on is None:
        return Refusal("not_proposed", "先に担当者が「承認を求める」を行ってください。")
    if user_id is None or application.proposed_by_id == user_id:
        return Refusal("same_person", "起案した方とは別の承認者が決定してください。")
    return None
