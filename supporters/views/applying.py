"""The application form behind the mailed link, and open to people without one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from foundation import clock
from foundation.notices.links import has_opened
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.programs.models import Program
from foundation.text import whole_number
from foundation.webforms.checked import CheckedFormMixin
from foundation.webforms.proving import Question
from foundation.webforms.receipts import done_with_receipt, has_receipt
from supporters.actions.applications import standing_of, submit_application
from supporters.enums import IntakeChannel
from supporters.facts import OF_PERSON, Intake
from supporters.forms.registration import PARTS, RegistrationForm
from supporters.models import RegistrationApplication, SupporterSettings
from supporters.notices import APPLY
from supporters.queries.consents import texts_to_ask
from supporters.rules.applications import why_cannot_ask
from trainings.models import Completion
from trainings.queries.program_papers import numbered_papers

DONE = "supporters.done"
STEPS = (*PARTS, _("確認"), _("完了"))
PROVED = "proved_completions"


@method_decorator(public, name="dispatch")
class ApplyOpenly(CheckedFormMixin, FormView):
    """The form for anybody: nothing is prefilled, staff find out whose application it is."""

    template_name = "supporters/apply.html"
    check_template_name = "supporters/apply_check.html"
    form_class = RegistrationForm
    send_label = _("この内容で申し込む")
    completion: Completion | None = None

    def find(self, pk: int) -> Program:
        """Return the programme of the page."""
        program = Program.objects.filter(pk=pk, is_active=True).first()
        if program is None:
            raise Http404
        return program

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Find the programme; say in words why nothing can be applied for."""
        self.program = self.find(kwargs["pk"])
        settings = SupporterSettings.objects.filter(program=self.program).first()
        person = self.completion.person if self.completion else None
        refusal = why_cannot_ask(settings, standing_of(person, self.program.pk, on=clock.today()))
        if settings is None or refusal:
            context = {"program": self.program, "refusal": refusal}
            return render(request, "supporters/apply_closed.html", context, status=409)
        self.settings = settings
        self.texts = texts_to_ask(self.program.pk, clock.today())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Build the form from the programme's settings and wordings."""
        # A name typed by somebody whom no link proves consents to nothing (rule C3): they are
        # asked on the page behind the link of the confirmation.
        proved = self.completion is not None
        return {
            **super().get_form_kwargs(),
            "settings": self.settings,
            "texts": [text for text in self.texts if proved and text.is_open_to_web],
            "with_number": self.completion is None,
            "numbered": numbered_papers(self.program.pk) if self.completion is None else "",
        }

    def get_form(self, form_class: Any = None) -> RegistrationForm:
        """Return the form, showing its first part."""
        form: RegistrationForm = super().get_form(form_class)
        form.show_part(0)
        self.part: int | None = 0
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the programme, the part that is shown and the papers that are still needed."""
        if "form" not in kwargs:
            kwargs["form"] = self.get_form()
        form = kwargs["form"]
        online = {text.pk for text in form.texts}
        return super().get_context_data(
            program=self.program,
            settings=self.settings,
            part=getattr(self, "part", None),
            part_names=PARTS,
            step_names=STEPS,
            paper_texts=[text for text in self.texts if text.pk not in online],
            by_mail=self.completion is None and any(text.is_open_to_web for text in self.texts),
            **kwargs,
        )

    def _answer(self, form: Any, step: str) -> HttpResponse:
        """Go between the parts; the checking and sending is the house's."""
        if step.startswith("part-") and (wanted := whole_number(step[5:], -1)) >= 0:
            return self._go_to(form, min(wanted, len(PARTS) - 1))
        if step in ("back", "change"):
            form.show_everything()
            self.part = None
        elif not form.is_valid():
            self.part = form.show_first_fault()
        return super()._answer(form, step)

    def _go_to(self, form: RegistrationForm, wanted: int) -> HttpResponse:
        came_from = wanted - 1
        part = came_from if came_from >= 0 and form.faults_in(came_from) else wanted
        if part == wanted:
            form.errors.clear()
        form.show_part(part)
        self.part = part
        return self.render_to_response(self.get_context_data(form=form))

    def send(self, form: Any) -> HttpResponse:
        """Store the application and go to the done page."""
        now = clock.now()
        application = submit_application(
            self.program,
            form.facts(),
            Intake(IntakeChannel.WEB, now, form.token),
            consents=form.consents(now),
            completion=self.completion,
            actor=Actor.resident("web"),
            now=now,
        )
        address = reverse("supporters:done", args=[self.kwargs["slug"], application.pk])
        return done_with_receipt(address, DONE, application.organization_id, application.pk)


@method_decorator(public, name="dispatch")
class Apply(ApplyOpenly):
    """The form behind the link that completers get: prefilled, and the person is known.

    A link may reach a wrong address, or a family's. So it opens after the last digits of the
    telephone on file, as every page that shows contact data (rule B12); without anything on file
    to ask for, nothing is prefilled.
    """

    proved = False

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask who it is before anything of the person is shown."""
        self.find(kwargs["pk"])
        asked = self._ask_who(request)
        return asked if asked is not None else super().dispatch(request, *args, **kwargs)

    def _ask_who(self, request: Any) -> HttpResponse | None:
        completion = self.completion
        question = _question(completion) if completion else None
        if completion is None or question is None or not question.can_be_asked:
            return None
        self.proved = question.is_answered(request)
        if self.proved:
            return None
        form = question.form(request)
        if question.take(request, form):
            return redirect(request.path)
        settings = SupporterSettings.objects.filter(program=completion.program_id).first()
        context = {"proof": form, "form": form, "settings": settings}
        response = render(request, "supporters/apply_proof.html", context)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def find(self, pk: int) -> Program:
        """Return the programme of the completion that this session's link opens."""
        completion = (
            Completion.objects.filter(pk=pk)
            .select_related("program", "person", "application")
            .first()
        )
        if (
            completion is None
            or completion.person.is_purged
            or not has_opened(
                self.request.session, APPLY, completion.pk, completion.organization_id
            )
        ):
            raise Http404
        self.completion = completion
        return completion.program

    def get_initial(self) -> dict[str, Any]:
        """Prefill with what the organization knows of the person."""
        if self.completion is None or not self.proved:
            return {}
        return {name: getattr(self.completion.person, name) for name in OF_PERSON}


def _question(completion: Completion) -> Question:
    """Return what is asked: a telephone on file, else the reference of the course application."""
    person, application = completion.person, completion.application
    phones = tuple(phone for phone in (person.phone, person.mobile) if phone)
    return Question(PROVED, completion, phones, application.reference if application else "")


@public
@never_cache
@require_safe
def done(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show that the application arrived, for this browser only."""
    if not has_receipt(request, DONE, pk):
        raise Http404
    application = RegistrationApplication.objects.filter(pk=pk).select_related("program").first()
    if application is None:
        raise Http404
    consented = application.consents.exists()
    open_texts = [] if consented else texts_to_ask(application.program_id, clock.today())
    return render(
        request,
        "supporters/apply_done.html",
        {
            "application": application,
            "program": application.program,
            "consented": consented,
            "step_names": STEPS,
            "by_mail": bool(application.email) and any(text.is_open_to_web for text in open_texts),
        },
    )
