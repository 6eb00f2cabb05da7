"""The survey behind the link: once each, and nothing that says who answered what."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.notices.links import has_opened
from foundation.organizations.access import public
from foundation.refusals import Refused
from foundation.webforms.choices import CheckboxesField, RadioField
from foundation.webforms.fields import LineField, LongTextField
from foundation.webforms.form import PublicForm
from trainings.actions.surveys import answer_by_link
from trainings.models import SurveyInvitation, SurveyQuestion
from trainings.models.survey import QuestionKind, SurveyState
from trainings.notice_texts_survey import SURVEY
from trainings.rules.survey import LEAST, MOST, SCALE_LABELS
from trainings.wording import PAIR_CODE_HELP

PAIR = "pair_code"


def field_of(question: SurveyQuestion) -> Any:
    """Return the form field of a question; nothing is required."""
    if question.kind == QuestionKind.SCALE:
        scale = zip(range(LEAST, MOST + 1), SCALE_LABELS, strict=True)
        choices = [(str(number), label) for number, label in scale]
        return RadioField(label=question.text, choices=choices, required=False)
    choices = [(text, text) for text in question.choices]
    if question.kind == QuestionKind.CHOICE:
        return RadioField(label=question.text, choices=choices, required=False)
    if question.kind == QuestionKind.MULTI:
        return CheckboxesField(label=question.text, choices=choices, required=False)
    return LongTextField(
        label=question.text,
        rows=4,
        limit=1000,
        required=False,
        help_text=_("お名前など、だれか分かることは書かないでください。"),
    )


class SurveyForm(PublicForm):
    """The questions of one survey."""

    submit_label = _("回答を送る")
    submit_step = "send"

    def __init__(self, *args: Any, invitation: SurveyInvitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        survey = invitation.survey
        for question in survey.questions.all():
            self.fields[question.key] = field_of(question)
        if survey.asks_pair_code:
            self.fields[PAIR] = LineField(
                label=_("前後を結ぶ記号"),
                limit=20,
                required=False,
                help_text=PAIR_CODE_HELP,
            )


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show and take the survey of one invitation."""
    invitation = SurveyInvitation.objects.filter(pk=pk).select_related("survey__course").first()
    if invitation is None or not has_opened(
        request.session, SURVEY, invitation.pk, invitation.organization_id
    ):
        raise Http404
    closed = invitation.survey.state != SurveyState.OPEN
    form = None
    if not invitation.used and not closed:
        data = request.POST if request.method == "POST" else None
        form = SurveyForm(data, invitation=invitation)
        if data is not None and form.is_valid() and _send(invitation, form):
            return redirect(request.path)  # a reload asks nothing and sends nothing again
    context = {"survey": invitation.survey, "form": form, "used": invitation.used}
    return render(request, "trainings/survey/page.html", context)


def _send(invitation: SurveyInvitation, form: SurveyForm) -> bool:
    values = dict(form.cleaned_data)
    try:
        answer_by_link(invitation, values, values.get(PAIR, ""), now=clock.now())
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True
