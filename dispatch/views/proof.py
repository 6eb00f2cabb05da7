"""The last four digits before anything of a client is shown (rule B12, need-to-know).

The link alone opens what is the supporter's own: dates, answers, taps, 「行けない」. Facts of a
client and what was written about one open after the digits, once a session. A programme may
switch it off.
"""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from dispatch.forms.records import ProofForm
from dispatch.queries.standing import settings_of
from foundation import clock
from foundation.notices import proof
from foundation.text import fold_code
from supporters.models import Supporter

PROVED = "proved_supporters"
STEP = "prove"


def is_proved(request: Any, supporter: Supporter) -> bool:
    """Return whether this session may see what belongs to clients. At most one query."""
    if proof.is_proved(request.session, PROVED, supporter):
        return True
    return not settings_of(supporter.program_id).asks_digits


def proof_form(request: Any, supporter: Supporter) -> ProofForm:
    """Return the form, with what was typed when it was sent."""
    data = request.POST if request.POST.get("step") == STEP else None
    return ProofForm(data, by_phone=bool(_phones(supporter)))


def prove(request: Any, supporter: Supporter, form: ProofForm) -> bool:
    """Remember the session when the digits are right; few tries (`foundation.notices.proof`)."""
    if not form.is_bound or not form.is_valid():
        return False
    typed = fold_code(form.cleaned_data["proof"]).replace("-", "")
    sentence = proof.prove(
        request.session, PROVED, supporter, typed, _answers(supporter), now=clock.now()
    )
    if sentence:
        form.add_error("proof", sentence)
    return not sentence


def _phones(supporter: Supporter) -> list[str]:
    person = supporter.person
    return [phone for phone in (person.mobile, person.phone) if phone]


def _answers(supporter: Supporter) -> list[str]:
    """Return what counts: the end of a phone on file, else the number on the registration."""
    if phones := _phones(supporter):
        return [phone[-4:] for phone in phones]
    registration = supporter.registration
    return [fold_code(registration.number_text).replace("-", "")] if registration else []


def proof_page(request: Any, supporter: Supporter) -> HttpResponse | None:
    """Return the page that asks, or the way back after it; None once it was answered."""
    if is_proved(request, supporter):
        return None
    form = proof_form(request, supporter)
    if prove(request, supporter, form):
        return HttpResponseRedirect(request.path)
    return render(request, "dispatch/proof.html", {"supporter": supporter, "proof": form})
