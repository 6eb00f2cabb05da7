"""The public request for a supporter: form, check, done (rule B13; ux 7)."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from dispatch.actions.intake import receive_web_request
from dispatch.documents.office import office_for
from dispatch.documents.request_form import request_form
from dispatch.forms.request import SupportRequestForm
from dispatch.models import DispatchSettings
from dispatch.queries.public_requests import taking_requests
from foundation import clock
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.webforms.checked import CheckedFormMixin

DONE_KEY = "dispatch_request_done"


def open_settings(pk: int, **conditions: Any) -> DispatchSettings:
    """Return the settings of a programme that sends supporters to people at home; else 404."""
    settings = taking_requests().filter(program=pk, **conditions).first()
    if settings is None:
        raise Http404
    return settings


class SupportRequest(CheckedFormMixin, FormView):
    """The form of one programme."""

    form_class = SupportRequestForm
    template_name = "dispatch/request.html"
    send_label = "この内容で申し込む"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Find the programme first."""
        self.settings = open_settings(kwargs["pk"], web_requests=True)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the kinds the programme offers."""
        return {**super().get_form_kwargs(), "kinds": self.settings.kinds}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the programme."""
        return super().get_context_data(program=self.settings.program, **kwargs)

    def send(self, form: Any) -> HttpResponse:
        """Take the request and show its reference once."""
        taken = receive_web_request(
            self.settings.program,
            form.facts(),
            token=form.token,
            actor=Actor.resident("web"),
            now=clock.now(),
        )
        self.request.session[DONE_KEY] = taken.reference
        return HttpResponseRedirect(
            reverse("dispatch:request-done", args=[self.kwargs["slug"], self.kwargs["pk"]])
        )


support_request = public(SupportRequest.as_view())


@public
@require_safe
def request_paper(request: Any, slug: str, pk: int) -> HttpResponse:
    """Give the 申込書 to be written by hand, also where nothing is taken on the web."""
    settings = open_settings(pk)
    office = office_for(
        settings.program_id, request.organization, on=clock.today(), now=clock.now()
    )
    response = HttpResponse(request_form(office), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="form.pdf"'
    return response


@public
@never_cache
def request_done(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show the reference of the request this browser just sent."""
    settings = open_settings(pk, web_requests=True)
    reference = request.session.get(DONE_KEY)
    if not reference:
        return HttpResponseRedirect(reverse("dispatch:request-form", args=[slug, pk]))
    context = {"program": settings.program, "reference": reference}
    return render(request, "dispatch/request_done.html", context)
