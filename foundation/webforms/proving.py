"""Ask who somebody is before contact data open: one form and one way for every page (rule B12).

The mailed link may have reached a family or a wrong address. So the last four digits of a
telephone on file are asked for; where there is none, the random reference of the application.
A number that is counted up or printed on cards (修了番号, 登録番号) is no proof, nor is a birthday.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.notices.proof import is_proved, prove
from foundation.references import clean_reference
from foundation.text import fold_code
from foundation.webforms.fields import LineField
from foundation.webforms.form import HouseForm

DIGITS = 4


class ProofForm(HouseForm):
    """One field: the last digits of the telephone, or the reference."""

    submit_label = _("確認して表示する")
    submit_step = "unlock"
    proof = LineField(limit=40, label=_("電話番号の下4けた"))

    def __init__(self, *args: Any, question: "Question", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        attrs = {"autocomplete": "off", "class": "width-8"}
        if question.phones:
            attrs["inputmode"] = "numeric"  # the keys of a phone (ux 7)
        else:
            self.fields["proof"].label = _("受付番号")
        self.fields["proof"].widget.attrs.update(attrs)


@dataclass(frozen=True)
class Question:
    """What is asked: `mark` names in the session what the answer opens for `target`."""

    mark: str
    target: models.Model
    phones: tuple[str, ...]
    reference: str = ""

    @property
    def can_be_asked(self) -> bool:
        """Return whether anything is on file to ask for."""
        return bool(self.phones or self.reference)

    def is_answered(self, request: Any) -> bool:
        """Return whether this session has answered."""
        return is_proved(request.session, self.mark, self.target)

    def is_sent(self, request: Any) -> bool:
        """Return whether the request carries an answer."""
        return bool(request.method == "POST" and request.POST.get("step") == ProofForm.submit_step)

    def form(self, request: Any) -> ProofForm:
        """Return the form, with what was typed when it was sent."""
        return ProofForm(request.POST if self.is_sent(request) else None, question=self)

    def take(self, request: Any, form: ProofForm) -> bool:
        """Remember the session when the answer is right; else the form says why it is not."""
        if not form.is_bound or not form.is_valid():
            return False
        typed = form.cleaned_data["proof"]
        if self.phones:
            answers, typed = [phone[-DIGITS:] for phone in self.phones], _digits(typed)
        else:
            answers, typed = [self.reference], clean_reference(typed)
        sentence = prove(request.session, self.mark, self.target, typed, answers, now=clock.now())
        if sentence:
            form.add_error("proof", sentence)
        return not sentence


def _digits(typed: str) -> str:
    return fold_code(typed).replace("-", "")
