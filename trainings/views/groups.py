"""The page of a group's contact: who stands where, and cancel for everybody (rules B8, T26)."""

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
from trainings.actions.applications import cancel_group
from trainings.messages import GROUP
from trainings.models import Application, Submission


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show every person's state; POST cancels all that is open."""
    submission = Submission.objects.filter(pk=pk).select_related("course__program").first()
    if submission is None or not has_opened(
        request.session, GROUP, submission.pk, submission.organization_id
    ):
        raise Http404
    if request.method == "POST":
        actor = Actor.resident(submission.reference)
        try:
            count = cancel_group(submission, actor=actor, now=clock.now())
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("%d人分の申込を取り消しました。") % count)
        return redirect("group-page", slug=slug, pk=pk)
    applications = list(Application.objects.filter(submission=submission).order_by("id"))
    context = {
        "submission": submission,
        "course": submission.course,
        "sessions": list(submission.course.sessions.order_by("n")),
        "rows": [(mask_name(one.name), one) for one in applications],
        "can_cancel": any(one.is_open for one in applications)
        and not submission.course.has_started(clock.now()),
        "asks": request.GET.get("cancel") == "1",
    }
    return render(request, "trainings/group_page.html", context)
