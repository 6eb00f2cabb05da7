"""Letters with 文書番号 and 施行日, drawn from their frozen facts (rules D9, G3)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from foundation.documents.storage import attach_pdf, read_pdf, refuse_erased
from foundation.organizations.models import Issuer
from foundation.pdf.document import About, Document
from foundation.pdf.flow import compose
from foundation.pdf.letters import Letter, letter_blocks
from foundation.pdf.seals import Seal
from foundation.text import format_phone, format_postcode
from supporters.documents.context import Office
from supporters.documents.own_forms import draw_own_form, form_snapshot
from supporters.documents.seals import SEALS
from supporters.enums import LetterKind
from supporters.models import Registration, RegistrationTerm, SupporterLetter

LAYOUT_VERSION = 2
SUBJECTS = {
    LetterKind.APPROVAL: "{呼び名}の{登録}について（通知）",
    LetterKind.REVOCATION: "{呼び名}の{登録}の取消しについて（通知）",
    LetterKind.EXPIRY: "{呼び名}の{登録}期間の満了について（ご案内）",
}
BODIES = {
    LetterKind.APPROVAL: "お申込みのありました{呼び名}の{登録}について、{要綱}次のとおり"
    "{登録}しましたので、通知します。",
    LetterKind.REVOCATION: "{要綱}次のとおり{呼び名}の{登録}を取り消しましたので、通知します。",
    LetterKind.EXPIRY: "日頃より活動にご協力いただき、ありがとうございます。"
    "あなたの{登録}期間が、次のとおり満了します。{更新}",
}
RENEWABLE = (
    "続けて活動してくださる場合は、同封の更新申出書に記入し、満了の日までにお出しください。"
    "続けない場合は、手続きは要りません。"
)
NOT_RENEWABLE = "満了のあとは、お手元の{証}をお返しください。"
ARTICLES = {LetterKind.APPROVAL: "第7条", LetterKind.REVOCATION: "第16条"}


def letter_snapshot(
    kind: LetterKind, registration: Registration, term: RegistrationTerm | None, *,
    office: Office, issuers: Sequence[Issuer], issued_on: date, number: str,
) -> dict[str, Any]:  # fmt: skip
    """Return what a letter says, every word as it will be printed."""
    settings, person = office.settings, registration.person
    words = {
        "{呼び名}": settings.supporter_title,
        "{登録}": settings.get_word_display(),
        "{要綱}": _ground(settings.bylaw_name, kind),
        "{更新}": RENEWABLE if settings.renewal_allowed else NOT_RENEWABLE,
        "{証}": settings.get_card_word_display(),
    }
    until = term.valid_through if term else None
    encloses = kind == LetterKind.EXPIRY and settings.renewal_allowed
    postcode = format_postcode(person.postcode)
    organization = office.organization
    phones = f"電話 {format_phone(organization.phone)}" if organization.phone else ""
    return {
        "kind": kind.value,
        "subject": _filled(SUBJECTS[kind], words),
        "body": _filled(BODIES[kind], words),
        "number": number,
        "date": office.day(issued_on),
        "name": person.name,
        "address_lines": [line for line in (f"〒{postcode}" if postcode else "", person.address)
                          if line],
        "sender": [_sender(issuer) for issuer in issuers] or [office.section],
        "seal": settings.letter_seal,
        "details": _details(kind, registration, term, office),
        "contact": [line for line in (office.section, phones) if line],
        "enclosed": form_snapshot(office, "renewal", registration, until) if encloses else None,
    }  # fmt: skip


def _ground(bylaw: str, kind: LetterKind) -> str:
    article = ARTICLES.get(kind)
    return f"{bylaw}{article}の規定により、" if bylaw and article else ""


def _filled(text: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def _sender(issuer: Issuer) -> str:
    acting = "職務代理者　" if issuer.is_acting else ""
    return f"{issuer.title}　{acting}{issuer.name}"


def _details(
    kind: LetterKind, registration: Registration, term: RegistrationTerm | None, office: Office
) -> list[str]:
    word = office.settings.get_word_display()
    lines = [f"{word}番号　{registration.number_text}"]
    if kind == LetterKind.REVOCATION:
        return [
            *lines,
            f"取消しの日　{office.day(registration.state_since)}",
            f"取消しの理由　{registration.state_reason}",
            f"返していただくもの　{office.settings.papers_in_words}",
        ]
    if term is not None:
        through = office.day(term.valid_through)
        until = f"{through}まで" if through else "期間の定めなし"
        lines.append(f"{word}期間　{office.day(term.valid_from)}から{until}")
    if kind == LetterKind.APPROVAL:
        lines.append(f"決定の日　{office.day(term.decided_on if term else None)}")
    return lines


def draw_letters(letters: Sequence[SupporterLetter], *, created: datetime) -> bytes:
    """Return one PDF, each letter on a sheet of its own with what it encloses behind it."""
    document = Document(About("通知書", created=created))
    for letter in letters:
        compose(document, letter_blocks(_letter(letter.snapshot)))
        # Letters of the first layout enclose nothing.
        if enclosed := letter.snapshot.get("enclosed"):
            draw_own_form(document, enclosed)
    return document.finish()


def letter_pdf(letter: SupporterLetter) -> bytes:
    """Return the stored PDF, drawing and storing it first where it is missing (rule G3).

    Call outside a transaction. Refused for one whose contents were erased.
    """
    refuse_erased(letter)
    if not letter.pdf:
        attach_pdf(letter, draw_letters([letter], created=letter.created_at))
    return read_pdf(letter)


def _letter(snapshot: dict[str, Any]) -> Letter:
    return Letter(
        subject=snapshot["subject"],
        body=snapshot["body"],
        addressee=snapshot["name"],
        address_lines=tuple(snapshot["address_lines"]),
        number=snapshot["number"],
        date=snapshot["date"],
        sender=tuple(snapshot["sender"]),
        seal=Seal(SEALS[snapshot["seal"]]),
        details=tuple(snapshot["details"]),
        contact=tuple(snapshot["contact"]),
    )
