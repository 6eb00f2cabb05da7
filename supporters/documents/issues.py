"""The PDF of an issue, drawn once from its snapshot and served unchanged afterwards (rule G3)."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings as django_settings
from django.urls import reverse

from foundation.documents.storage import attach_pdf, read_pdf, refuse_erased
from foundation.organizations.models import Organization
from foundation.pdf.sheets import SheetOptions
from foundation.text import format_phone
from foundation.wareki import EraStyle
from supporters.documents.cards import CardFace, CardOffice, card_sheets
from supporters.documents.certificate import registration_certificate
from supporters.enums import RegistrationIssueKind
from supporters.models import RegistrationIssue


def verify_url(organization: Organization, code: str) -> str:
    """Return the address of the validity page that the QR code leads to."""
    path = reverse("supporters:validity", args=[organization.slug, code])
    return django_settings.SITE_URL.rstrip("/") + path


def issue_pdf(issue: RegistrationIssue) -> bytes:
    """Return the stored PDF of an issue, drawing and storing it first where that is missing.

    Call outside a transaction (foundation.documents.storage).
    """
    refuse_erased(issue)
    if not issue.pdf:
        attach_pdf(issue, _draw(issue))
    return read_pdf(issue)


def _draw(issue: RegistrationIssue) -> bytes:
    organization = issue.organization
    created: datetime = issue.created_at
    if issue.kind == RegistrationIssueKind.CARD:
        return cards_pdf([issue], organization, SheetOptions(), backs=False, created=created)
    return registration_certificate(
        issue.snapshot,
        era_style=EraStyle(organization.era_style),
        verify_url=verify_url(organization, issue.snapshot["code"]),
        created=created,
    )


def cards_pdf(
    issues: Sequence[RegistrationIssue],
    organization: Organization,
    options: SheetOptions,
    *,
    backs: bool,
    created: datetime,
) -> bytes:
    """Return sheets of cards for issues, from their snapshots."""
    for issue in issues:
        refuse_erased(issue)
    faces = [
        CardFace(issue.snapshot, verify_url(organization, issue.snapshot["code"]))
        for issue in issues
    ]
    office = CardOffice(
        EraStyle(organization.era_style),
        f"{organization.name}{organization.section_name}",
        format_phone(organization.phone),
    )
    return card_sheets(faces, office, options=options, backs=backs, created=created)
