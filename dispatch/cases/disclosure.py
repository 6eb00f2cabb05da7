"""What is held about somebody of a case, for the one printout; third parties left out (法76条)."""

from collections.abc import Iterable
from datetime import date, datetime

from dispatch.cases.enums import ScopeItem, ScopeRecipient
from dispatch.cases.erasing import CASE
from dispatch.cases.models import Case, FamilyMember, SupportConsent
from dispatch.cases.models.people import Contactable
from foundation import text
from foundation.clock import on_day
from foundation.people import disclosure
from foundation.people.disclosure import Facts, Listing
from foundation.people.own_sections import accesses
from foundation.wareki import format_date

FAMILY_MEMBER = FamilyMember._meta.label
LEFT_OUT = "（ほかの方に関わるため、記載していません）"


def day_text(value: date | datetime | None) -> str:
    """Return a day in words; empty for none."""
    if value is None:
        return ""
    return format_date(on_day(value) if isinstance(value, datetime) else value)


def _contact(row: Contactable) -> list[tuple[str, str]]:
    return [
        ("氏名または呼び名", f"{row.name} {row.kana}".strip()),
        ("生年月日", day_text(row.birth_date)),
        ("性別", str(row.get_sex_display())),
        ("住所", f"{text.format_postcode(row.postcode)} {row.address}".strip()),
        ("電話番号", text.format_phone(row.phone)),
        ("メール", row.email),
        ("連絡するときの注意", row.contact_note),
    ]


def client(case: Case) -> Iterable[Facts]:
    """Yield who the 本人 is, the case, and what was told in confidence."""
    yield Facts(
        "本人について登録されている情報", [*_contact(case.client), ("地区", case.client.area)]
    )
    state = f"{case.get_state_display()} {case.state_reason}".strip()
    stopped = f"停止中 {case.stop_use_reason}" if case.stop_use else "停止していない"
    yield Facts(
        "支援ケース",
        [
            ("ケース番号", case.number_text),
            ("事業", str(case.program)),
            ("受付日", day_text(case.opened_on)),
            ("相談窓口", case.consulting_office),
            ("状態", state),
            ("終了日", day_text(case.closed_on)),
            ("利用停止", stopped),
        ],
    )
    file = case.file
    yield Facts(
        "相談の記録",
        [
            ("相談内容", file.consultation),
            ("生活歴", file.life_history),
            ("既往歴", file.medical_history),
            ("本人・家族の希望", file.wishes),
            ("支援の目標", file.aims),
        ],
    )


def family(case: Case) -> Iterable[Listing]:
    """Yield that there are records of family members; what they say is theirs to ask for."""
    yield Listing(
        "家族の記録",
        ("続柄", "内容"),
        [(one.get_relation_display(), LEFT_OUT) for one in case.family.all()],
    )


def consents(case: Case) -> Iterable[Listing]:
    """Yield the consents of the 本人, those of the family by relation only, and the exceptions."""
    own = case.consents.filter(client__isnull=False)
    yield _ledger("本人の支援の同意", own.order_by("given_on", "pk"))
    others = case.consents.filter(family_member__isnull=False).select_related("family_member")
    yield Listing(
        "家族の支援の同意",
        ("同意日", "続柄", "撤回"),
        [
            (day_text(one.given_on), str(one.family_member.get_relation_display()),  # type: ignore[union-attr]
             day_text(one.withdrawn_at))
            for one in others.order_by("given_on", "pk")
        ],
    )  # fmt: skip
    exceptions = case.family_exceptions.order_by("decided_on", "pk")
    yield Listing(
        "家族の同意を求めない決定",
        ("決定日", "区分", "理由", "終了日"),
        [
            (day_text(one.decided_on), one.get_reason_kind_display(), one.reason,
             day_text(one.ended_on))
            for one in exceptions
        ],
    )  # fmt: skip


def _ledger(title: str, rows: Iterable[SupportConsent]) -> Listing:
    return Listing(
        title,
        ("同意日", "種類・形", "伝えてよい項目と相手", "署名・立会人", "撤回"),
        [
            (
                day_text(one.given_on), f"{one.get_kind_display()} {one.get_channel_display()}",
                _scope(one), f"{one.signed_name} {one.witness}".strip(),
                f"{day_text(one.withdrawn_at)} {one.withdrawal_note}".strip(),
            )
            for one in rows
        ],
    )  # fmt: skip


def _scope(consent: SupportConsent) -> str:
    return "\n".join(
        f"{ScopeItem(item).label}：{'、'.join(ScopeRecipient(to).label for to in recipients)}"
        for item, recipients in consent.scope.items()
        if recipients
    )


def member(row: FamilyMember) -> Iterable[Facts | Listing]:
    """Yield what is held about one member of the family; nothing about the 本人."""
    yield Facts(
        "家族について登録されている情報", [("続柄", row.get_relation_display()), *_contact(row)]
    )
    yield _ledger("支援の同意", row.consents.order_by("given_on", "pk"))


disclosure.register(client, root=CASE, order=10)
disclosure.register(family, root=CASE, order=20)
disclosure.register(consents, root=CASE, order=30)
disclosure.register(accesses, root=CASE, order=90)
disclosure.register(member, root=FAMILY_MEMBER, order=10)
