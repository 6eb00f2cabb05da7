"""Blank forms for everybody: each page has its twin on paper (design §1)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.organizations.access import public
from supporters.documents.application_form import application_form
from supporters.documents.consent_form import consent_form
from supporters.documents.context import Office, office_for
from supporters.documents.own_forms import FORMS, own_form
from supporters.models import ConsentText, SupporterSettings


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to be shown in a tab of its own, under a neutral name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _office(program_id: int) -> Office:
    settings = SupporterSettings.objects.filter(program=program_id, is_enabled=True).first()
    if settings is None:
        raise Http404
    return office_for(settings, on=clock.today(), now=clock.now())


@public
@require_safe
def blank_form(request: Any, slug: str, pk: int) -> HttpResponse:
    """Give the 登録申込書 of a programme to be written by hand."""
    return pdf_response(application_form(_office(pk)), "form.pdf")


@public
@require_safe
def blank_own(request: Any, slug: str, pk: int, kind: str) -> HttpResponse:
    """Give a 変更届, 更新申出書 or another paper of supporters to be written by hand."""
    if kind not in FORMS:
        raise Http404
    return pdf_response(own_form(_office(pk), kind), "form.pdf")


@public
@require_safe
def blank_consent(request: Any, slug: str, pk: int) -> HttpResponse:
    """Give a wording in use to be signed by hand."""
    text = ConsentText.objects.filter(pk=pk, published_on__lte=clock.today()).first()
    if text is None:
        raise Http404
    return pdf_response(consent_form(_office(text.program_id), text), "consent.pdf")
