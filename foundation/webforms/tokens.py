"""The signed one-time token of a form: tells a repeated sending from a new one, without a CAPTCHA.

The token is issued with the page and comes back with it. Its random value is the idempotency key
of what is stored, its time of issue tells how long the form was open.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

from foundation import references

_SALT = "sasae.webforms.token"


class TokenError(ValueError):
    """A token that this server has not issued for this form."""


@dataclass(frozen=True)
class FormToken:
    """The key of one opened form and the moment it was shown."""

    value: str
    issued_at: datetime

    def age(self, now: datetime) -> timedelta:
        return now - self.issued_at


def new_token(purpose: str, now: datetime) -> str:
    """A signed token for one showing of the form called ``purpose``."""
    content = [references.random_token(), int(now.timestamp())]
    return signing.Signer(salt=f"{_SALT}:{purpose}").sign_object(content)


def read_token(text: str, purpose: str) -> FormToken:
    """What a token says; raises ``TokenError`` when it was not signed for this purpose."""
    try:
        value, seconds = signing.Signer(salt=f"{_SALT}:{purpose}").unsign_object(text)
        return FormToken(value, datetime.fromtimestamp(seconds, UTC))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TokenError("not a token of this form") from error
