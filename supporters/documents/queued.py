"""What the print queue draws: certificates, sheets of cards, letters (foundation.documents)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from foundation.documents.renderers import register_renderer
from foundation.documents.storage import refuse_erased
from foundation.pdf.document import About, Document
from foundation.pdf.sheets import SheetOptions
from foundation.wareki import EraStyle
from supporters.actions.issues import print_kind
from supporters.actions.letters import LETTER
from supporters.documents.certificate import draw_certificate
from supporters.documents.issues import cards_pdf, issue_pdf, verify_url
from supporters.documents.letters import draw_letters, letter_pdf
from supporters.enums import RegistrationIssueKind
from supporters.models import RegistrationIssue, SupporterLetter


def _in_order(model: Any, ids: Sequence[int]) -> list[Any]:
    found = model.objects.select_related("organization").in_bulk(list(ids))
    rows = [found[pk] for pk in ids if pk in found]
    for row in rows:
        refuse_erased(row)
    return rows


def render_certificates(ids: Sequence[int], now: datetime) -> bytes:
    """Return the 登録証 of several issues, one a sheet; a single one as it was stored."""
    issues: list[RegistrationIssue] = _in_order(RegistrationIssue, ids)
    stored = [issue_pdf(issue) for issue in issues]
    if len(stored) == 1:
        return stored[0]
    document = Document(About("登録証", created=now))
    for issue in issues:
        organization = issue.organization
        draw_certificate(
            document,
            issue.snapshot,
            era_style=EraStyle(organization.era_style),
            verify_url=verify_url(organization, issue.snapshot["code"]),
        )
    return document.finish()


def render_cards(ids: Sequence[int], now: datetime) -> bytes:
    """Return sheets of ten cards with their backs; start cell and nudge: on the issues' page."""
    issues: list[RegistrationIssue] = _in_order(RegistrationIssue, ids)
    return cards_pdf(issues, issues[0].organization, SheetOptions(), backs=True, created=now)


def render_letters(ids: Sequence[int], now: datetime) -> bytes:
    """Return several letters, one a sheet; a single one as it was stored."""
    letters: list[SupporterLetter] = _in_order(SupporterLetter, ids)
    stored = [letter_pdf(letter) for letter in letters]
    return stored[0] if len(stored) == 1 else draw_letters(letters, created=now)


register_renderer(print_kind(RegistrationIssueKind.CERTIFICATE), render_certificates)
register_renderer(print_kind(RegistrationIssueKind.CARD), render_cards)
register_renderer(LETTER, render_letters)
