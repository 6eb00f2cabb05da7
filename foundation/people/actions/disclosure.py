"""Print everything about one person, and record that it was printed and why."""

from datetime import datetime
from typing import Any, ClassVar, Protocol

from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Organization
from foundation.people.disclosure import Section, sections_of
from foundation.people.documents.disclosure import ALL, render_disclosure
from foundation.refusals import Refused


class LeavingOut(Protocol):
    """Goes over the sections of a printout; the preamble says that something is left out."""

    preamble: ClassVar[str]

    def section(self, section: Section) -> Section:
        """Return what may be read of a section."""


@action("people.person.disclosed")
def disclose(
    row: Any, *, purpose: str, leaving_out: LeavingOut | None = None, actor: Actor, now: datetime
) -> bytes:
    """Return the PDF of everything held about a root row (a Person, a case).

    `leaving_out` goes over each section, as a case blacks out third parties, and says so.

    The access log gets the print with its purpose, such as the number of the request. Refused
    without a purpose, and for a person whose values were erased.
    """
    if not purpose.strip():
        raise Refused("purpose_missing", "開示の目的（請求の受付番号など）を入力してください。")
    if getattr(row, "purged_on", None) is not None:
        raise Refused("person_purged", "この方の情報は消去済みのため、開示できる内容がありません。")
    organization = Organization.objects.get(pk=row.organization_id)
    # Before the print is logged: it is not part of what it shows.
    sections = sections_of(row)
    preamble = ALL
    if leaving_out is not None:
        sections = [leaving_out.section(section) for section in sections]
        preamble = leaving_out.preamble
    kind = type(row)
    record_access(AccessAction.PRINT, kind, [row.pk], actor=actor, purpose=purpose, now=now)
    return render_disclosure(organization, sections, preamble=preamble, now=now)
