"""The public application of a team: form, check page, done (rule F5)."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from foundation import clock
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.text import whole_number
from foundation.webforms.checked import CheckedFormMixin, kept_for_the_back_button
from trainings.actions.teams import submit_team
from trainings.enums import Channel
from trainings.forms_team import TeamApplicationForm
from trainings.queries.course_look import look_at_public
from trainings.queries.public_list import other_dates
from trainings.rules.applications import why_cannot_apply
from trainings.rules.team import why_no_teams
from trainings.views.applying import to_done_page
from trainings.views.courses import SOURCE_KEY, seats_in_words, seats_shown

GROWING = {"add": ("people", 3), "add_town": ("partners", 1)}
"""Which step asks for one more of what, and how many there are where nothing says it."""


@method_decorator(public, name="dispatch")
class ApplyAsTeam(CheckedFormMixin, FormView):
    """Several teams may be sent together; they are stored together or not at all."""

    template_name = "trainings/team/apply.html"
    check_template_name = "trainings/apply_check.html"
    form_class = TeamApplicationForm
    send_label = _("この内容で申し込む")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Find the course; when it takes no teams now say why."""
        now = clock.now()
        self.look = look_at_public(kwargs["code"])
        self.course = self.look.course
        refusal = why_no_teams(self.course) or why_cannot_apply(
            self.course, channel=Channel.TEAM, received_at=now, now=now
        )
        if refusal is not None:
            context = {
                "course": self.course,
                "sentence": refusal.sentence,
                "others": other_dates(self.course, now),
            }
            return render(request, "trainings/apply_closed.html", context, status=409)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form its course."""
        return {**super().get_form_kwargs(), "course": self.course}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add course, seats in words and purpose notice."""
        return super().get_context_data(
            course=self.course,
            sessions=self.look.sessions,
            seats=seats_shown(seats_in_words(self.look, clock.now())),
            purpose=self.course.spec.purpose_notice if self.course.spec else "",
            back_url=reverse("course-page", args=[self.kwargs["slug"], self.course.public_code]),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add a row or a municipality, or go on as every checked form does."""
        if counted := GROWING.get(request.POST.get("step", "")):
            name, usual = counted
            data = request.POST.copy()
            data[name] = str(whole_number(data.get(name, ""), usual) + 1)
            form = TeamApplicationForm(data, course=self.course, unfinished=True)
            page = self.render_to_response(self.get_context_data(form=form))
            return kept_for_the_back_button(page)
        return super().post(request, *args, **kwargs)

    def send(self, form: Any) -> HttpResponse:
        """Store every team and go to the done page of the first."""
        source = self.request.session.get(SOURCE_KEY, "")
        with transaction.atomic():
            stored = [
                submit_team(
                    self.course,
                    team,
                    form.act(number, source),
                    actor=Actor.resident("web"),
                    now=clock.now(),
                )
                for number, team in enumerate(form.teams(), start=1)
            ]
        return to_done_page(self.kwargs["slug"], stored[0])
