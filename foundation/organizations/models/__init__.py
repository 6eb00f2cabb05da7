"""Organizations, places, outside bodies, issuers and staff."""

from foundation.organizations.models.body import Body, BodyKind
from foundation.organizations.models.calendar import ClosingDay
from foundation.organizations.models.issuer import Issuer, SealMode
from foundation.organizations.models.municipality import Municipality, MunicipalityProfile
from foundation.organizations.models.organization import (
    LinkGrant,
    MfaPolicy,
    Organization,
    OrganizationKind,
    OrganizationLink,
)
from foundation.organizations.models.staff import Membership, StaffUser

__all__ = [
    "Body",
    "BodyKind",
    "ClosingDay",
    "Issuer",
    "LinkGrant",
    "Membership",
    "MfaPolicy",
    "Municipality",
    "MunicipalityProfile",
    "Organization",
    "OrganizationKind",
    "OrganizationLink",
    "SealMode",
    "StaffUser",
]
