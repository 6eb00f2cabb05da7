"""Requests, invitations, assignments, visits, reports and guidance."""

from dispatch.models.assignment import Assignment, Invitation, Pair, Visit
from dispatch.models.contact import ContactNote
from dispatch.models.letter import DispatchLetter
from dispatch.models.meeting import CaseMeeting
from dispatch.models.report import ActivityReport, Guidance
from dispatch.models.request import DispatchRequest
from dispatch.models.settings import DispatchSettings
from dispatch.models.veto import Veto

__all__ = [
    "ActivityReport",
    "Assignment",
    "CaseMeeting",
    "ContactNote",
    "DispatchLetter",
    "DispatchRequest",
    "DispatchSettings",
    "Guidance",
    "Invitation",
    "Pair",
    "Veto",
    "Visit",
]
