"""Cases, their people, their files and the consents they rest on."""

from dispatch.cases.models.case import Case, CaseTeam
from dispatch.cases.models.consent import FamilyException, SupportConsent, SupportConsentText
from dispatch.cases.models.people import CaseFile, Client, FamilyMember

__all__ = [
    "Case",
    "CaseFile",
    "CaseTeam",
    "Client",
    "FamilyException",
    "FamilyMember",
    "SupportConsent",
    "SupportConsentText",
]
