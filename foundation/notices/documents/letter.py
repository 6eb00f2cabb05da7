"""A notice as a letter for people without e-mail, folded into a window envelope."""

from collections.abc import Sequence
from datetime import datetime

from foundation.clock import on_day
from foundation.notices.enclosures import enclose
from foundation.notices.models import Notice
from foundation.organizations.models import Organization
from foundation.pdf.document import About, Document
from foundation.pdf.flow import compose
from foundation.pdf.letters import Letter, letter_blocks
from foundation.text import format_phone
from foundation.wareki import format_date


def render_letters(notice_ids: Sequence[int], now: datetime) -> bytes:
    """Draw one letter a notice, each on its own sheet, with what it encloses. Two queries more."""
    organization = Organization.objects.get(pk=_organization_id(notice_ids))
    notices = Notice.objects.in_bulk(list(notice_ids))
    document = Document(About(title="お知らせ", created=now))
    for notice_id in notice_ids:
        compose(document, letter_blocks(_letter(notices[notice_id], organization, now)))
        enclose(notices[notice_id], document, now)
    return document.finish()


def _organization_id(notice_ids: Sequence[int]) -> int:
    return Notice.objects.values_list("organization_id", flat=True).get(pk=notice_ids[0])


def _letter(notice: Notice, organization: Organization, now: datetime) -> Letter:
    postcode = notice.postcode
    address = (f"〒{postcode[:3]}-{postcode[3:]}",) if postcode else ()
    fax = f"　FAX {organization.fax}" if organization.fax else ""
    contact = (
        f"{organization.name} {organization.section_name}",
        f"電話 {format_phone(organization.phone)}{fax}",
    )
    return Letter(
        # The neutral label without the organization's bracket is the heading.
        subject=notice.subject.split("】")[-1],
        body=notice.body,
        addressee=notice.recipient_name,
        address_lines=(*address, notice.address) if notice.address else (),
        date=format_date(on_day(now)),
        sender=(organization.name, organization.section_name),
        contact=contact,
    )
