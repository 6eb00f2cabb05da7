"""The applicant's page behind the mailed link: state, consents (rule C3), taking it back."""

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
from supporters.actions.consents import give_consent
from supporters.enums import OPEN_APPLICATIONS
from supporters.forms.own_page import ReconsentForm
from supporters.models import ConsentText, RegistrationApplication
from supporters.notices import STATUS
from supporters.queries.applications import open_points, texts_to_sign

TONES = {"approved": "success", "rejected": "warning", "withdrawn": "muted"}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show where the application stands; a POST consents or takes it back."""
    application = (
        RegistrationApplication.objects.filter(pk=pk)
        .select_related("program", "completion")
        .first()
    )
    if (
        application is None
        or not application.name
        or not has_opened(request.session, STATUS, application.pk, application.organization_id)
    ):
        raise Http404
    texts = []
    if application.state in OPEN_APPLICATIONS:
        texts = texts_to_sign(application, clock.today())
    form = None
    if request.method == "POST":
        form = _act(request, application, texts)
        if form is None:
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
            "forms": [
                form if form and form.wording_text.pk == text.pk else ReconsentForm(wording=text)
                for text in texts
            ],
            "registration": getattr(application, "registration", None),
        },
    )


def _act(
    request: Any, application: RegistrationApplication, texts: list[ConsentText]
) -> ReconsentForm | None:
    """Do what was sent; a form that is returned has errors to be shown."""
    if request.POST.get("step") == "consent":
        return _consent(request, application, texts)
    try:
        withdraw_application(
            application, actor=Actor.resident(application.reference), now=clock.now()
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("申込みを取り下げました。ご連絡ありがとうございました。"))
    return None


def _consent(
    request: Any, application: RegistrationApplication, texts: list[ConsentText]
) -> ReconsentForm | None:
    """Take the consent of the applicant; 404 for a wording that is not asked here."""
    text = next((one for one in texts if str(one.pk) == request.POST.get("text")), None)
    if text is None:
        raise Http404
    form, now = ReconsentForm(request.POST, wording=text), clock.now()
    if not form.is_valid():
        return form
    try:
        give_consent(
            text, form.facts(now),
            person=application.person, application=application,
            actor=Actor.resident(application.reference), now=now,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return form
    messages.success(request, _("同意を受け付けました。ありがとうございました。"))
    return None
