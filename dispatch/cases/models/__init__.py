"""Cases, their people, their files and the consents they rest on."""

from dispatch.cases.models.case import Case, CaseTeam
from dispatch.cases.models.consent import FamilyException, SupportConsent, SupportConsentText
from dispatch.cases.models.consent_request import ConsentRequest
from dispatch.cases.models.people import CaseFile, Client, FamilyMember

__all__ = [
    "Case",
    "CaseFile",
    "CaseTeam",
    "Client",
    "ConsentRequest",
    "FamilyException",
    "FamilyMember",
    "SupportConsent",
    "SupportConsentText",
]
