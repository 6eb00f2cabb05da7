"""The list at the top of a page that was sent with errors: each sentence and where to go.

The sentences are the ones printed beside the fields, word for word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms

FORM_ERRORS_ANCHOR = "form-errors"


@dataclass(frozen=True)
class Problem:
    """One thing to correct; ``anchor`` is the id of the first control concerned."""

    sentence: str
    anchor: str


def anchor(bound: forms.BoundField) -> str:
    """The id of the control to go to: the first box or choice of a group."""
    if isinstance(bound.field.widget, forms.HiddenInput):
        return ""
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label or bound.auto_id


def _of_form(form: forms.BaseForm) -> Iterator[Problem]:
    if not form.is_bound:
        return
    for sentence in form.non_field_errors():
        yield Problem(str(sentence), FORM_ERRORS_ANCHOR)
    for name in form.fields:
        for sentence in form.errors.get(name, []):
            yield Problem(str(sentence), anchor(form[name]))


def problems(candidates: Iterable[object]) -> list[Problem]:
    """Everything to correct in these forms and formsets; other objects and ``None`` are skipped."""
    found: list[Problem] = []
    for candidate in candidates:
        if isinstance(candidate, forms.BaseFormSet):
            if candidate.is_bound:
                sentences = candidate.non_form_errors()
                found += [Problem(str(sentence), FORM_ERRORS_ANCHOR) for sentence in sentences]
                found += problems(candidate.forms)
        elif isinstance(candidate, forms.BaseForm):
            found += _of_form(candidate)
    return found
