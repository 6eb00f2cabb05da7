"""Apply, check, done: the one page of an application (rules B9, B13)."""

from collections.abc import Hashable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from foundation import clock
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.text import whole_number
from foundation.webforms.checked import CheckedFormMixin, kept_for_the_back_button
from foundation.webforms.kept_pages import hole, kept_page
from foundation.webforms.receipts import done_with_receipt, has_receipt
from trainings.actions.applications import submit_application
from trainings.enums import ApplicationState, Channel
from trainings.forms import ApplicationForm
from trainings.messages import calendar_of
from trainings.models import Submission
from trainings.queries.course_look import look_at_public
from trainings.queries.public_list import other_dates
from trainings.queries.sent import Sent, find_sent
from trainings.rules.applications import why_cannot_apply
from trainings.views.courses import SOURCE_KEY, seats_in_words, seats_shown
from trainings.views.downloads import calendar_response

DONE = "trainings.done"
MORE_PEOPLE = {"add": 1, "drop": -1}  # by the step asked for
FULL_UP = _("定員に達しました。キャンセル待ちも、いまは受け付けていません。")
WAITS_FOR_ANSWER = ApplicationState.RECEIVED


@method_decorator(public, name="dispatch")
class Apply(CheckedFormMixin, FormView):
    """The form, the check page and the sending."""

    template_name = "trainings/apply.html"
    check_template_name = "trainings/apply_check.html"
    form_class = ApplicationForm
    send_label = _("この内容で申し込む")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Find the course; when it takes no applications say why and offer other dates."""
        now = clock.now()
        self.look = look_at_public(kwargs["code"])
        self.course = self.look.course
        refusal = why_cannot_apply(self.course, channel=Channel.WEB, received_at=now, now=now)
        if refusal is not None:
            return self._closed(refusal.sentence)
        words = seats_in_words(self.look, now)
        if not words.takes_applications and request.POST.get("step") != "send":
            # Nobody types a whole form for nothing. What is sent is decided with the seats locked,
            # and a second sending finds what the first one stored.
            return self._closed(FULL_UP)
        self.seats = seats_shown(words)
        return super().dispatch(request, *args, **kwargs)

    def _closed(self, sentence: Any) -> HttpResponse:
        others = other_dates(self.course, clock.now())
        context = {"course": self.course, "sentence": sentence, "others": others}
        return render(self.request, "trainings/apply_closed.html", context, status=409)

    def version(self) -> Hashable:
        """Name the rows behind form and check page."""
        organization = self.request.organization  # type: ignore[attr-defined]
        return (organization.row_version, self.course.pk, self.look.version)

    def questions(self) -> Hashable:
        """Name what `ApplicationForm` takes from a course."""
        asked = self.course.spec.spec.asked_fields if self.course.spec else ()
        return (asked, self.course.counts_online)

    def changing(self) -> dict[str, SafeString]:
        """Give the seats in words: they change with every few applications."""
        return {"seats": self.seats}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Build the form from the course's frozen questions."""
        return {**super().get_form_kwargs(), "course": self.course}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the course, its seats in words and the purpose notice."""
        purpose = self.course.spec.purpose_notice if self.course.spec else ""
        return super().get_context_data(
            course=self.course,
            sessions=self.look.sessions,
            seats=self.seats,
            purpose=purpose,
            back_url=reverse("course-page", args=[self.kwargs["slug"], self.course.public_code]),
            back_label=_("研修のご案内にもどる"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add room for another person, drop the last, or go on as every checked form does."""
        if (more := MORE_PEOPLE.get(request.POST.get("step", ""))) is not None:
            data = request.POST.copy()
            data["people"] = str(whole_number(data.get("people", ""), 1) + more)
            return self._form_with(data)
        return super().post(request, *args, **kwargs)

    def _form_with(self, data: Any) -> HttpResponse:
        form = ApplicationForm(data, course=self.course, unfinished=True)
        return kept_for_the_back_button(self.render_to_response(self.get_context_data(form=form)))

    def send(self, form: Any) -> HttpResponse:
        """Store the application and go to the done page."""
        submission = submit_application(
            self.course,
            form.applicants(),
            form.act(self.request.session.get(SOURCE_KEY, "")),
            actor=Actor.resident("web"),
            now=clock.now(),
        )
        return to_done_page(self.kwargs["slug"], submission)


def to_done_page(slug: str, submission: Submission) -> HttpResponse:
    """Return the way to the done page of what this browser sent."""
    address = reverse("application-done", args=[slug, submission.pk])
    return done_with_receipt(address, DONE, submission.organization_id, submission.pk)


def _own_submission(request: Any, pk: int) -> Sent:
    """Return what this browser sent; else 404."""
    sent = find_sent(pk) if has_receipt(request, DONE, pk) else None
    if sent is None:
        raise Http404
    return sent


@public
@never_cache
@require_safe
def done(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show that it arrived: state and reference to keep, for this browser only.

    A repeated application looks like a first one, and everybody typed is counted (rule B9):
    nobody learns who applied before.
    """
    sent = _own_submission(request, pk)
    states = sent.shown_states or [state for _reference, state in sent.people] or [WAITS_FOR_ANSWER]
    look = sent.look
    alone = len(states) == len(sent.people) == 1
    words = {
        "reference": sent.people[0][0] if alone else sent.reference,
        "calendar_url": reverse("application-done-calendar", args=[slug, pk]),
    }
    if len(states) > 1:
        page = {**_done_page(sent, states), **words}
        page["places"] = [ApplicationState(state).label for state in states]
        page["has_waiting"] = ApplicationState.WAITING in states
        return render(request, "trainings/apply_done.html", page)
    version = (request.organization.row_version, look.course.pk, look.version)
    return kept_page(
        request,
        "trainings/apply_done.html",
        (*version, states[0], sent.has_email),
        lambda: {**_done_page(sent, states), **{name: hole(name) for name in words}},
        words,
    )


def _done_page(sent: Sent, states: list[str]) -> dict[str, Any]:
    """Return what the done page shows besides reference and address of the calendar."""
    return {
        "has_email": sent.has_email,
        "course": sent.look.course,
        "sessions": sent.look.sessions,
        "state": ApplicationState(states[0]),
        "all_accepted": set(states) == {ApplicationState.ACCEPTED},
    }


@public
@never_cache
@require_safe
def done_calendar(request: Any, slug: str, pk: int) -> HttpResponse:
    """Give the days of the course for a personal calendar."""
    look = _own_submission(request, pk).look
    return calendar_response(calendar_of(look.course, look.sessions, now=clock.now()))
