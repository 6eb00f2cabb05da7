"""The applicant's page behind the mailed link: where the application stands, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.notices.links import has_opened
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from foundation.text import mask_name
from supporters.actions.applications import withdraw_application
from supporters.enums import OPEN_APPLICATIONS
from supporters.models import RegistrationApplication
from supporters.notices import STATUS
from supporters.queries.applications import open_points

TONES = {"approved": "success", "rejected": "warning", "withdrawn": "muted"}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show where the application stands; a POST takes it back."""
    application = (
        RegistrationApplication.objects.filter(pk=pk)
        .select_related("program", "completion")
        .first()
    )
    if application is None or not has_opened(
        request.session, STATUS, application.pk, application.organization_id
    ):
        raise Http404
    if request.method == "POST":
        try:
            withdraw_application(
                application, actor=Actor.resident(application.reference), now=clock.now()
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("申込みを取り下げました。ご連絡ありがとうございました。"))
        return redirect("supporters:status", slug=slug, pk=pk)
    is_open = application.state in OPEN_APPLICATIONS
    return render(
        request,
        "supporters/status.html",
        {
            "application": application,
            "masked_name": mask_name(application.name),
            "tone": TONES.get(application.state, "info"),
            "is_open": is_open,
            "points": open_points(application, clock.today()) if is_open else [],
            "registration": getattr(application, "registration", None),
        },
    )
