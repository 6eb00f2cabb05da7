"""What a form does when the wording under it changed while it was open (rule C3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from supporters.models import ConsentText
from supporters.rules.consents import wording_hash


def read_anew(
    form: forms.BaseForm, wordings: Mapping[str, ConsentText], signatures: Iterable[str]
) -> Any:
    """Return the form's data for the page that is shown again: the present wordings, unsigned.

    Without this the page would send the old wording for ever, however often it is read.
    """
    data: Any = form.data.copy()
    for name, text in wordings.items():
        data[form.add_prefix(name)] = wording_hash(text)
    for name in signatures:
        data[form.add_prefix(name)] = ""
    return data
