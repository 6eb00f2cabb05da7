"""The supporter's own page behind the mailed link: what stands, and every change of it (ux 8)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.documents.storage import read_pdf
from foundation.notices.links import has_opened
from foundation.organizations.access import public
from foundation.refusals import Refused
from foundation.text import mask_name
from supporters.documents.context import office_for
from supporters.documents.issues import issue_pdf, verify_url
from supporters.documents.own_forms import FORMS, form_titles, own_form
from supporters.enums import ConsentKind
from supporters.forms.own_page import (
    ChangeForm,
    LeavingForm,
    LimitsForm,
    ReconsentForm,
    RenewalForm,
    WishesForm,
)
from supporters.models import Consent, RegistrationIssue, Supporter
from supporters.notices import PAGE, settings_of
from supporters.queries.own_page import OwnPage, own_certificates, own_page
from supporters.views.own_deeds import DEEDS, Deed
from supporters.views.papers import pdf_response
from supporters.views.proving import question_to

UNLOCKED = "unlocked_supporters"


def own_supporter(request: Any, pk: int) -> Supporter:
    """Return the supporter that this session's link opens; 404 for others and once erased."""
    supporter = (
        Supporter.objects.filter(pk=pk, person__purged_on__isnull=True)
        .select_related("person", "program", "registration", "organization")
        .first()
    )
    if (
        supporter is None
        or supporter.person.is_purged
        or not has_opened(request.session, PAGE, supporter.pk, supporter.organization_id)
    ):
        raise Http404
    return supporter


def is_unlocked(request: Any, supporter: Supporter) -> bool:
    """Return whether this session has proved to be the supporter (rule B12)."""
    return question_to(supporter, UNLOCKED).is_answered(request)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show state and period; contact data, consents and changes after the proof (rule B12)."""
    supporter = own_supporter(request, pk)
    forms: dict[str, Any] = {}
    if request.method == "POST":
        done = _act(request, supporter, forms)
        if done:
            return redirect("supporters:page", slug=slug, pk=pk)
    own = own_page(supporter, clock.today())
    return render(request, "supporters/own_page.html", _context(request, own, forms))


def _act(request: Any, supporter: Supporter, forms: dict[str, Any]) -> bool:
    """Do what was sent; False leaves the form with its errors in `forms`."""
    question, step = question_to(supporter, UNLOCKED), request.POST.get("step", "")
    if question.is_sent(request):
        forms["unlock"] = question.form(request)
        return question.take(request, forms["unlock"])
    deed = DEEDS.get(step)
    if deed is None or not is_unlocked(request, supporter):
        raise Http404
    return _run(request, supporter, deed, forms)


def _run(request: Any, supporter: Supporter, deed: Deed, forms: dict[str, Any]) -> bool:
    form = deed.make_form(supporter, request.POST)
    if form is not None and not form.is_valid():
        forms[deed.form_name(form)] = form
        return False
    try:
        sentence = deed.perform(supporter, form, request.POST, now=clock.now())
    except Refused as refused:
        if form is None:
            messages.error(request, refused.sentence)
            return True
        form.add_error(None, refused.sentence)
        forms[deed.form_name(form)] = form
        return False
    messages.success(request, _(sentence))
    return True


def _context(request: Any, own: OwnPage, forms: dict[str, Any]) -> dict[str, Any]:
    supporter = own.supporter
    unlocked = is_unlocked(request, supporter)
    context: dict[str, Any] = {
        "own": own,
        "supporter": supporter,
        "today": clock.today(),
        "masked_name": mask_name(supporter.person.name),
        "unlocked": unlocked,
        "unlock": forms.get("unlock") or question_to(supporter, UNLOCKED).form(request),
        "forms": list(forms.values()),
    }
    if unlocked and own.card is not None:
        context["card_url"] = verify_url(supporter.organization, own.card.snapshot["code"])
    if unlocked:
        context |= {
            "change": forms.get("change") or ChangeForm.of(supporter),
            "wishes": forms.get("wishes") or WishesForm.of(supporter),
            "leaving": forms.get("leaving") or LeavingForm(),
            "consent_forms": [
                forms.get(f"consent-{text.pk}") or ReconsentForm(wording=text)
                for text in own.texts_beside_renewal
                if text.is_open_to_web
            ],
            "consents": _consents(own, forms),
            "paper_texts": [text for text in own.open_texts if not text.is_open_to_web],
            "paper_forms": form_titles(settings_of(supporter.program_id)),
            "renewal": forms.get("renewal") or _renewal_form(own),
        }
    return context


def _consents(own: OwnPage, forms: dict[str, Any]) -> list[tuple[Consent, LimitsForm | None]]:
    """Return each consent with the form that changes its limits, where the page takes one (C3)."""
    return [
        (
            consent,
            forms.get(f"limits-{consent.pk}") or LimitsForm(consent=consent)
            if consent.text.kind == ConsentKind.PROVISION and consent.text.is_open_to_web
            else None,
        )
        for consent in own.consents
    ]


def _renewal_form(own: OwnPage) -> RenewalForm | None:
    """Return the form to ask with, where the page offers it."""
    if own.renewal is None or not own.renewal.is_offered:
        return None
    return RenewalForm(texts=[text for text in own.renewal.texts if text.is_open_to_web])


@public
@never_cache
@require_safe
def certificate(request: Any, slug: str, pk: int, issue: int) -> HttpResponse:
    """Give the supporter's own 登録証 exactly as it was issued (rule G3)."""
    supporter = own_supporter(request, pk)
    if not is_unlocked(request, supporter):
        raise Http404
    found = get_object_or_404(
        RegistrationIssue,
        pk=issue,
        kind="certificate",
        term__registration=supporter.registration_id,
        revoked_at__isnull=True,
    )
    return pdf_response(issue_pdf(found), "certificate.pdf")


@public
@never_cache
@require_safe
def completion(request: Any, slug: str, pk: int, issue: int) -> HttpResponse:
    """Give the supporter's own 修了証 exactly as it was issued (rule G3)."""
    supporter = own_supporter(request, pk)
    if not is_unlocked(request, supporter):
        raise Http404
    return pdf_response(
        read_pdf(get_object_or_404(own_certificates(supporter), pk=issue)), "certificate.pdf"
    )


@public
@never_cache
@require_safe
def paper_form(request: Any, slug: str, pk: int, kind: str) -> HttpResponse:
    """Give a paper to hand in instead of the page, with number and name printed."""
    supporter = own_supporter(request, pk)
    if kind not in FORMS or not is_unlocked(request, supporter):
        raise Http404
    office = office_for(settings_of(supporter.program_id), on=clock.today(), now=clock.now())
    return pdf_response(own_form(office, kind, supporter.registration), "form.pdf")
