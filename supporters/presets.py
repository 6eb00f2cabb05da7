"""What a programme of each kind begins with: settings and consent texts, all to be edited."""

from datetime import datetime
from typing import Any

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program, ProgramKind
from supporters.enums import ConsentKind, ReviewStep, TermRule
from supporters.models import ConsentText, SupporterSettings

DECLARATIONS = [
    "支援する者としての自覚と責任をもち、本人とご家族のよき理解者として接します。",
    "実施主体の指示のもとで活動します。",
    "ひきこもりの支援に関わる関係機関と連携して活動します。",
]

PURPOSE = (
    "ご記入いただいた内容は、サポーターの登録と名簿の管理、活動のお願い、研修のご案内のために"
    "使います。ほかの目的には使いません。"
)

HIKIKOMORI: dict[str, Any] = {
    "is_enabled": True,
    "supporter_title": "ひきこもりサポーター",
    "bylaw_name": "ひきこもりサポーター養成・派遣事業実施要綱",
    "review": ReviewStep.INTERVIEW,
    "term_rule": TermRule.YEARS,
    "term_years": 2,
    "minimum_age": 18,
    "declarations": DECLARATIONS,
    "purpose_notice": PURPOSE,
}

ACTIVITY_ITEMS = [
    "氏名、性別、生年月日、住所、連絡先などの私の個人情報を登録名簿に載せ、"
    "派遣事業を行うために使うこと。",
    "実施主体の指示に従って活動し、約束と時間を守ること。",
    "活動で知った個人の情報を、ほかの人に漏らさないこと。サポーターをやめた後も同じとすること。",
    "サポーターへの信頼を傷つける行いをしないこと。",
    "資質を高めるための研修に、すすんで参加すること。",
]

EXPLANATION = (
    "登録名簿の情報は、サポーターの派遣を行っている、または行う予定の市町村へ提供することが"
    "あります。提供を受けた市町村は、活動をお願いする前に、あらためてご本人の意向を確かめます。"
    "提供への同意は、いつでも取り消すことができます。"
)

PROVISION_ITEMS = [
    "登録名簿に載っている私の情報を、サポーターの派遣を行う、または行う予定の市町村へ"
    "提供すること。",
]


@action("supporters.settings.prepared")
def apply_preset(program: Program, *, actor: Actor, now: datetime) -> SupporterSettings:
    """Give the programme its settings and draft consent texts; nothing that exists is changed."""
    values = HIKIKOMORI if program.kind == ProgramKind.HIKIKOMORI else {}
    settings, _ = SupporterSettings.objects.get_or_create(program=program, defaults=values)
    if settings.is_enabled:
        _draft(
            program,
            ConsentKind.ACTIVITY,
            title="同意書",
            opening=f"私は、{program.organization}の{settings.supporter_title}として活動するに"
            "あたり、次のことに同意します。",
            items=ACTIVITY_ITEMS,
            explanation=EXPLANATION,
        )
        _draft(
            program,
            ConsentKind.PROVISION,
            title="名簿の提供についての同意書",
            opening="私は、登録名簿の提供について、次のことに同意します。",
            items=PROVISION_ITEMS,
            explanation=EXPLANATION,
            is_required=False,
        )
    return settings


def _draft(program: Program, kind: ConsentKind, **values: Any) -> None:
    ConsentText.objects.get_or_create(program=program, kind=kind, defaults={"version": 1, **values})
