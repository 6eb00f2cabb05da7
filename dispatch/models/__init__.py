"""Requests, invitations, assignments, visits, reports and guidance."""

from dispatch.models.agreement import AgreementRequest
from dispatch.models.assignment import Assignment, Invitation, Pair, Visit
from dispatch.models.care import CareCheck
from dispatch.models.contact import ContactNote
from dispatch.models.feed import CalendarFeed
from dispatch.models.incident import Incident, IncidentMeasure, IncidentReport
from dispatch.models.insurance import InsuranceCover
from dispatch.models.letter import DispatchLetter
from dispatch.models.meeting import CaseMeeting
from dispatch.models.money import Payment, PaymentLine, Rate
from dispatch.models.report import ActivityReport, Guidance
from dispatch.models.request import DispatchRequest
from dispatch.models.settings import DispatchSettings
from dispatch.models.veto import Veto

__all__ = [
    "ActivityReport",
    "AgreementRequest",
    "Assignment",
    "CalendarFeed",
    "CareCheck",
    "CaseMeeting",
    "ContactNote",
    "DispatchLetter",
    "DispatchRequest",
    "DispatchSettings",
    "Guidance",
    "Incident",
    "IncidentMeasure",
    "IncidentReport",
    "InsuranceCover",
    "Invitation",
    "Pair",
    "Payment",
    "PaymentLine",
    "Rate",
    "Veto",
    "Visit",
]
