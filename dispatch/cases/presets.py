"""The first wording of 資料8 a programme begins with; to be edited before it is used."""

from datetime import datetime

from dispatch.cases.enums import SupportConsentChannel
from dispatch.cases.models import SupportConsentText
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program

OPENING = "サポーターによる支援を受けるにあたり、次のことに同意します。"
ITEMS = [
    "氏名、性別、生年月日、住所、連絡先、相談内容、生活歴、既往歴などのうち、"
    "市町村が支援に必要と判断した情報を、サポーターに伝えること。",
    "支援の内容や進め方についての考えや希望を、担当者とサポーターに伝えるよう努めること。"
    "考えが変わったときも同じとすること。",
    "支援を検討する会議が開かれることを承知し、求められたときは、会議に出るか、希望を伝えること。",
    "支援の約束と内容をよく話し合って共有し、一緒に決めたことを守ること。",
    "支援に伴う実費は、自分で負担すること。",
]


@action("cases.consent_text.prepared")
def prepare_consent_text(program: Program, *, actor: Actor, now: datetime) -> SupportConsentText:
    """Give the programme its first wording; one that exists is left alone."""
    text, _ = SupportConsentText.objects.get_or_create(
        program=program,
        version=1,
        defaults={
            "title": "サポーターによる支援への同意について",
            "opening": OPENING,
            "items": ITEMS,
            "channels": [channel.value for channel in SupportConsentChannel],
        },
    )
    return text
