"""What hangs on a case when it changes hands: whose it is, and its open tasks."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from dispatch.cases.enums import CaseState, TeamRole
from dispatch.cases.models import Case, CaseTeam, ConsentRequest, SupportConsent
from dispatch.models import (
    ActivityReport,
    AgreementRequest,
    Assignment,
    CareCheck,
    CaseMeeting,
    ContactNote,
    DispatchRequest,
    Incident,
    IncidentMeasure,
    Invitation,
    Visit,
)
from foundation.notices.models import Task

# From each model whose rows tasks are about, the way to its case.
ABOUT: dict[Any, str] = {
    DispatchRequest: "case",
    Invitation: "request__case",
    Assignment: "request__case",
    Visit: "assignment__request__case",
    ActivityReport: "visit__assignment__request__case",
    SupportConsent: "case",
    ConsentRequest: "case",
    CaseTeam: "case",
    ContactNote: "case",
    CaseMeeting: "case",
    AgreementRequest: "assignment__request__case",
    CareCheck: "visit__assignment__request__case",
    Incident: "case",
    IncidentMeasure: "incident__case",
}


def cases_coordinated_by(user_id: int, now: datetime) -> Any:
    """Return the open cases somebody coordinates at `now`, by number."""
    mine = CaseTeam.objects.at(now).filter(user_id=user_id, role=TeamRole.COORDINATOR)
    return Case.objects.filter(state=CaseState.OPEN, pk__in=mine.values("case"))


def tasks_about(case: Case) -> Any:
    """Return the open tasks about anything of the case. One query."""
    parts = [
        Q(target_kind=model._meta.label,
          target_id__in=model.objects.filter(**{path: case}).values("pk"))
        for model, path in ABOUT.items()
    ]  # fmt: skip
    return Task.objects.filter(reduce(or_, parts), done_at__isnull=True)
