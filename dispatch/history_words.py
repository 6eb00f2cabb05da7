"""How the parts of consents read in the history."""

from dispatch.cases.enums import ScopeItem, ScopeRecipient, SupportConsentChannel
from foundation.audit.wording import pairs, plain, register_saying

ITEMS = {code: str(label) for code, label in ScopeItem.choices}
RECIPIENTS = {code: str(label) for code, label in ScopeRecipient.choices}
CHANNELS = {code: str(label) for code, label in SupportConsentChannel.choices}


register_saying("cases.SupportConsentText.channels", lambda value: plain(value, CHANNELS))
register_saying("cases.SupportConsent.scope", pairs(ITEMS, RECIPIENTS))
