"""What letters enclose: the 更新申出書 behind the letter that tells of the end of a term."""

from datetime import datetime

from foundation.clock import on_day
from foundation.notices.enclosures import register_enclosure
from foundation.notices.models import Notice
from foundation.pdf.document import Document
from supporters import wordings
from supporters.documents.context import office_for
from supporters.documents.own_forms import draw_own_form, form_snapshot
from supporters.models import RegistrationTerm
from supporters.notices import settings_of


def enclose_renewal_form(notice: Notice, document: Document, now: datetime) -> None:
    """Draw the form with number, name and last day printed, where the programme renews at all."""
    term = RegistrationTerm.objects.select_related("registration__person").get(pk=notice.target_id)
    settings = settings_of(term.registration.program_id)
    if settings.renewal_allowed:
        office = office_for(settings, on=on_day(now), now=now)
        form = form_snapshot(office, "renewal", term.registration, term.valid_through)
        draw_own_form(document, form)


register_enclosure(wordings.EXPIRING.code, enclose_renewal_form)
