"""What is written beside the reports of one case: notes, meetings; for its page."""

from dataclasses import dataclass

from dispatch.cases.models import Case
from dispatch.models import CaseMeeting, ContactNote

SHOWN = 20


@dataclass(frozen=True)
class CaseRecords:
    """The newest of each kind."""

    notes: list[ContactNote]
    meetings: list[CaseMeeting]


def case_records(case: Case) -> CaseRecords:
    """Load what the page of a case shows. Two queries."""
    notes = case.notes.select_related("supporter__person", "written_by")
    return CaseRecords(notes=list(notes[:SHOWN]), meetings=list(case.meetings.all()[:SHOWN]))
