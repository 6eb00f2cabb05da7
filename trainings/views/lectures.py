"""The public request for a visiting lecture: form, check page, done."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from foundation import clock
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.programs.models import Program
from foundation.webforms.checked import CheckedFormMixin
from trainings.actions.lectures import receive_lecture_request
from trainings.forms_lecture import LectureRequestForm
from trainings.queries.lectures import lecture_programs

DONE = "trainings_lecture_done"


def _program(pk: int) -> Program:
    found = next((one for one in lecture_programs() if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@method_decorator(public, name="dispatch")
class RequestLecture(CheckedFormMixin, FormView):
    """The form of one programme."""

    form_class = LectureRequestForm
    template_name = "trainings/lecture/request.html"
    send_label = _("この内容で申し込む")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Find the programme first."""
        self.program = _program(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the programme."""
        back = reverse("course-list", args=[self.kwargs["slug"]])
        return super().get_context_data(program=self.program, back_url=back, **kwargs)

    def send(self, form: Any) -> HttpResponse:
        """Take the request and show its reference once."""
        taken = receive_lecture_request(
            self.program,
            form.wish(),
            token=form.token[:64],
            actor=Actor.resident("web"),
            now=clock.now(),
        )
        self.request.session[DONE] = taken.reference
        return redirect("lecture-done", slug=self.kwargs["slug"], pk=self.program.pk)


@public
@never_cache
@require_safe
def done(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show the reference of the request this browser just sent."""
    program = _program(pk)
    reference = request.session.get(DONE)
    if not reference:
        return HttpResponseRedirect(reverse("lecture-request", args=[slug, pk]))
    context = {"program": program, "reference": reference}
    return render(request, "trainings/lecture/done.html", context)
