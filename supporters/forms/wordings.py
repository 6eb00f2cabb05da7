"""What a form does when the wording under it changed while it was open (rule C3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from supporters.models import ConsentText
from supporters.rules.consents import wording_hash


@dataclass(frozen=True)
class Shown:
    """A wording on a form: the hidden field with its hash, and the field of the signature."""

    text: ConsentText
    wording: str
    signature: str

    @classmethod
    def numbered(cls, text: ConsentText) -> "Shown":
        """Return how a form with several wordings names the two fields."""
        return cls(text, f"wording_{text.pk}", f"signed_{text.pk}")


def refuse_changed(form: Any, data: dict[str, Any], wordings: Iterable[Shown]) -> None:
    """Refuse a consent to another wording than the one that was shown.

    The page that comes back carries the present wordings, unsigned: without that it would send the
    old one for ever, however often it is read.
    """
    changed = [one for one in wordings if data.get(one.wording) != wording_hash(one.text)]
    if not changed:
        return
    form.add_error(None, _("同意書の文面が変わりました。もう一度お読みください。"))
    anew = form.data.copy()
    for one in changed:
        anew[form.add_prefix(one.wording)] = wording_hash(one.text)
        anew[form.add_prefix(one.signature)] = ""
    form.data = anew
