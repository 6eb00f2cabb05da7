"""Certificates and cards as PDF, drawn from the frozen snapshot alone (資料3, rule G3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from foundation.documents.storage import refuse_erased
from foundation.organizations.models import Organization
from foundation.pdf.certificate import (
    CertificateDesign,
    CertificateEntry,
    CertificateIssuer,
    draw_certificate,
)
from foundation.pdf.document import About, Document, Page
from foundation.pdf.qr import draw_qr
from foundation.pdf.seals import Seal, SealMode
from foundation.pdf.sheets import SHEET_STOCKS, CardSides, SheetOptions, draw_sheets
from foundation.pdf.style import GRAY, Box, Style
from trainings.documents.snapshots import verify_code
from trainings.enums import CertificateKind
from trainings.models import CertificateIssue

SEALS = {
    "square": SealMode.BLANK,
    "omitted": SealMode.OMITTED,
    "none": SealMode.NONE,
}
CARD_STOCK = SHEET_STOCKS["card-10"]


def verify_url(issue: CertificateIssue, organization: Organization) -> str:
    """Return the address in the QR of an issue; empty where the paper carries none."""
    if not issue.verify_hash:
        return ""
    code = verify_code(organization.pk, issue.completion_id, issue.kind, issue.issue_index)
    return settings.SITE_URL.rstrip("/") + reverse("verify", args=[organization.slug, code])


def draw_papers(
    issues: Sequence[CertificateIssue],
    organization: Organization,
    created: datetime,
    options: SheetOptions | None = None,
) -> bytes:
    """Return one PDF with a page for each certificate, or sheets of cards laid by `options`.

    Refused while the contents of one of them were erased.
    """
    for issue in issues:
        refuse_erased(issue)
    if issues and issues[0].kind == CertificateKind.CARD:
        return draw_cards(issues, organization, options or SheetOptions(), created)
    document = Document(About("修了証", created, author=organization.name))
    for issue in issues:
        design, entry = _parts(issue.snapshot, verify_url(issue, organization))
        draw_certificate(document, design, entry)
    return document.finish()


def _parts(snapshot: dict[str, Any], address: str) -> tuple[CertificateDesign, CertificateEntry]:
    seal = Seal(SEALS.get(snapshot["seal"], SealMode.NONE))
    design = CertificateDesign(
        titles=tuple(snapshot["titles"]),
        body=snapshot["body"],
        date=snapshot["date"],
        issuers=tuple(CertificateIssuer(line, seal) for line in snapshot["issuers"]),
        fiscal_year=snapshot["fiscal_year"],
    )
    entry = CertificateEntry(
        name=snapshot["name"],
        number=snapshot["number"],
        honorific=snapshot["honorific"],
        verify_url=address,
    )
    return design, entry


def draw_cards(
    issues: Sequence[CertificateIssue],
    organization: Organization,
    options: SheetOptions,
    created: datetime,
) -> bytes:
    """Return sheets of 認定カード, ten of 91×55 mm on an A4."""
    document = Document(About("認定カード", created, author=organization.name))

    def front(page: Page, issue: CertificateIssue, cell: Box) -> None:
        _draw_card(page, issue.snapshot, verify_url(issue, organization), cell)

    draw_sheets(document, CARD_STOCK, list(issues), CardSides(front), options)
    return document.finish()


def _draw_card(page: Page, snapshot: dict[str, Any], address: str, cell: Box) -> None:
    left, width = 6.0, cell.width - 12 - (20 if address else 0)
    title = f"{''.join(snapshot['titles'][:-1])}　{CertificateKind.CARD.label}"
    page.text_fit(left, 6, cell.width - 12, title, Style("gothic", 10, bold=True))
    page.text_fit(left, 17, width, snapshot["name"], Style("gothic", 16, bold=True))
    page.text_fit(left, 28, width, snapshot["number"], Style("gothic", 9))
    page.text_fit(left, 34, width, snapshot["date"], Style("gothic", 8))
    if snapshot["issuers"]:
        page.text_fit(left, 44, cell.width - 12, snapshot["issuers"][0], Style("gothic", 9))
    if address:
        draw_qr(page, address, cell.width - 6 - 18, 16, 18)
        page.text(cell.width - 15, 35, "確認用", Style("gothic", 6, align="center", ink=GRAY))
