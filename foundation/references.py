"""Names nobody can guess or misread: references of applications, verification codes, link tokens.

Rule E3 (reference of eight characters without 0 O 1 I), rule E4 (verification code of 80 bits).
"""

import hashlib
import math
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters, five bits each."""

_BITS_A_CHARACTER = 5
_TOKEN_BYTES = 24


def random_reference(length: int = 8) -> str:
    """A reference to read out on the phone; 40 bits at eight characters, so not a secret."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def random_code(bits: int = 80) -> str:
    """A code to type from a printed paper, of at least so many bits (80 bits: 16 characters)."""
    return random_reference(math.ceil(bits / _BITS_A_CHARACTER))


def clean_reference(text: str) -> str:
    """A typed reference or code as it is stored: half-width capitals, no blanks or hyphens.

    Characters that never occur in a reference stay, so the result simply is not found.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in folded if character.isalnum())


def random_token() -> str:
    """A secret for a mailed link, safe in a URL, 192 bits; only its hash is stored."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored instead of a token or code: SHA-256, hexadecimal.

    Plain hashing is enough because the tokens are random and long; nobody can try them all.
    """
    return hashlib.sha256(token.encode()).hexdigest()
