"""The facts that are frozen with an issued paper (rule G3)."""

from datetime import date
from typing import Any

from foundation.organizations.models import Issuer
from supporters.models import RegistrationTerm, SupporterSettings

LAYOUT_VERSION = 4


def issue_snapshot(
    term: RegistrationTerm,
    settings: SupporterSettings,
    issuers: list[Issuer],
    *,
    code: str,
    reissued_on: date | None = None,
) -> dict[str, Any]:
    """Return what 登録証 and card print, dates as ISO text, in the words of the day of issue.

    `code` is printed as a QR code; the row keeps its hash for looking up. A paper issued again
    keeps the first day of issue and adds the day of the 再交付 (T17).
    """
    registration = term.registration
    person = registration.person
    return {
        "number": registration.number_text,
        "valid_from": term.valid_from.isoformat(),
        "valid_through": term.valid_through.isoformat() if term.valid_through else None,
        "issued_on": term.issued_on.isoformat(),
        "reissued_on": reissued_on.isoformat() if reissued_on else None,
        "name": person.name,
        "kana": person.kana,
        "sex": person.get_sex_display() if settings.sex_shown else "",
        "sex_shown": settings.sex_shown,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "postcode": person.postcode,
        "address": person.address,
        "phone": person.mobile or person.phone,
        "note": registration.note,
        "title": settings.supporter_title,
        "word": settings.get_word_display(),
        "card_word": settings.get_card_word_display(),
        "seal": settings.certificate_seal,
        "form_number": settings.certificate_form_number,
        "issuers": [
            {"title": issuer.title, "name": issuer.name, "acting": issuer.is_acting}
            for issuer in issuers
        ],
        "code": code,
    }
