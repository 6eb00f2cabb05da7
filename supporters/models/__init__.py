"""Registration of supporters: settings, consents, applications, registrations, supporters."""

from supporters.models.application import RegistrationApplication
from supporters.models.consent import Consent, ConsentText
from supporters.models.follow_up import FollowUp, FollowUpCourse
from supporters.models.letter import SupporterLetter
from supporters.models.life import ChangeNotice, Revocation, Withdrawal
from supporters.models.provision import ReceivedEntry, RosterProvision, RosterProvisionItem
from supporters.models.received_update import ReceivedUpdate
from supporters.models.registration import (
    Registration,
    RegistrationIssue,
    RegistrationMove,
    RegistrationTerm,
)
from supporters.models.renewal import RenewalRequest
from supporters.models.settings import SupporterSettings
from supporters.models.supporter import Supporter
from supporters.models.wishes import WISH_FIELDS, Wishes

__all__ = [
    "WISH_FIELDS",
    "ChangeNotice",
    "Consent",
    "ConsentText",
    "FollowUp",
    "FollowUpCourse",
    "ReceivedEntry",
    "ReceivedUpdate",
    "Registration",
    "RegistrationApplication",
    "RegistrationIssue",
    "RegistrationMove",
    "RegistrationTerm",
    "RenewalRequest",
    "Revocation",
    "RosterProvision",
    "RosterProvisionItem",
    "Supporter",
    "SupporterLetter",
    "SupporterSettings",
    "Wishes",
    "Withdrawal",
]
