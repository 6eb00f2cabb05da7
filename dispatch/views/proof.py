"""The last four digits before anything of a client is shown (rule B12, need-to-know).

The link alone opens what is the supporter's own: dates, answers, taps, 「行けない」. Facts of a
client and what was written about one open after the digits, once a session. A programme may
switch it off.
"""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from dispatch.queries.standing import settings_of
from foundation.webforms.proving import ProofForm
from supporters.models import Supporter
from supporters.views.proving import question_to

PROVED = "proved_supporters"
STEP = ProofForm.submit_step


def is_proved(request: Any, supporter: Supporter) -> bool:
    """Return whether this session may see what belongs to clients. At most one query."""
    if question_to(supporter, PROVED).is_answered(request):
        return True
    return not settings_of(supporter.program_id).asks_digits


def proof_form(request: Any, supporter: Supporter) -> ProofForm:
    """Return the form, with what was typed when it was sent."""
    return question_to(supporter, PROVED).form(request)


def prove(request: Any, form: ProofForm) -> bool:
    """Remember the session when the answer is right; few tries (`foundation.notices.proof`)."""
    return form.question.take(request, form)


def proof_page(request: Any, supporter: Supporter) -> HttpResponse | None:
    """Return the page that asks, or the way back after it; None once it was answered."""
    if is_proved(request, supporter):
        return None
    form = proof_form(request, supporter)
    if prove(request, form):
        return HttpResponseRedirect(request.path)
    return render(request, "dispatch/proof.html", {"supporter": supporter, "proof": form})
