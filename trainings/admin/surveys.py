"""Staff pages of surveys: questions, invitations, coding, summary."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline, Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.text import whole_number
from trainings.actions.surveys import (
    close_survey,
    code_text,
    create_survey,
    note_paper_answer,
    open_survey,
    remind_survey,
)
from trainings.documents.day_sheets import survey_paper
from trainings.documents.survey_chart import survey_pdf
from trainings.documents.survey_report import survey_workbook
from trainings.models import Survey, SurveyQuestion, SurveySheet
from trainings.models.survey import QuestionKind, SurveyState
from trainings.queries.surveys import grouped, grouping_questions, not_answered, summary_of
from trainings.views.downloads import pdf_response

SEE, PLAN = Permission.SEE_COURSES, Permission.PLAN_COURSES
MOST_NAMES = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OpenForm(forms.Form):
    """Whether links are mailed."""

    by_mail = forms.BooleanField(
        label="参加決定の方にリンクをメールで送る", required=False, initial=True
    )


class Open(ActionPage):
    """Open the survey, or invite who got a seat meanwhile."""

    name, label, permission = "open", "受付を始める", PLAN
    form_class = OpenForm

    @classmethod
    def applies(cls, request: Any, row: Survey) -> bool:
        """Stand until it is closed."""
        return row.state != SurveyState.CLOSED

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "1人に1つのリンクを送ります。だれが何と答えたかは、職員にも分かりません。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Open."""
        by_mail = form.cleaned_data["by_mail"]
        count = open_survey(self.object, by_mail=by_mail, **self.doer)
        return f"{count}人を回答の対象にしました。"


class Remind(ActionPage):
    """Mail who has not answered."""

    name, label, permission = "remind", "未回答の人にお願いを送る", PLAN

    @classmethod
    def applies(cls, request: Any, row: Survey) -> bool:
        """Stand while it is open."""
        return row.state == SurveyState.OPEN

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Remind."""
        return f"{remind_survey(self.object, **self.doer)}人に送信予定です。"


class Close(ActionPage):
    """Take no more answers."""

    name, label, permission = "close", "締め切る", PLAN

    @classmethod
    def applies(cls, request: Any, row: Survey) -> bool:
        """Stand while it is open."""
        return row.state == SurveyState.OPEN

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Close."""
        close_survey(self.object, **self.doer)
        return "締め切りました。"


def _page(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(f"admin:{name}", args=[row.pk])


class QuestionInline(HouseTabularInline):
    """The questions; fixed once the survey is open."""

    model = SurveyQuestion
    fields = ("order", "kind", "text", "choices", "categories", "pair_key")

    def _may(self, request: Any, obj: Any) -> bool:
        fixed = obj is not None and obj.pk and obj.state != SurveyState.DRAFT
        return not fixed and super()._may(request, obj)


PAPER = Link("紙の用紙（PDF）", _page("survey_paper"), SEE, new_tab=True)
GRID = Link("紙の入力", _page("survey_grid"), PLAN)
SUMMARY = Link("集計", _page("survey_summary"), SEE)


@admin.register(Survey)
class SurveyAdmin(HouseAdmin):
    """Surveys of courses."""

    see, work = SEE, PLAN
    program_path = "course__program"
    list_display = ("course", "phase", "state")
    list_filter = ("phase", "state")
    list_select_related = ("course",)
    fields = ("course", "phase", "intro", "asks_pair_code")
    detail_actions = (Open, Remind, Close, PAPER, GRID, SUMMARY)
    row_actions = (Open, Remind, GRID, SUMMARY)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Keep what a survey is about."""
        return () if obj is None else ("course", "phase")

    def get_inlines(self, request: Any, obj: Any) -> list[Any]:
        """Show the questions of a survey that exists."""
        return [] if obj is None else [QuestionInline]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Create through the action, with the neutral questions."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = create_survey(obj.course, obj.phase, actor=actor_of(request), now=clock.now())
        obj.pk, obj.organization_id = made.pk, made.organization_id
        super().save_model(request, obj, form, change)


def survey_or_404(request: Any, pk: int, need: Permission) -> Survey:
    """Return the survey of an own programme, or 404."""
    rows = Survey.objects.filter(pk=pk).select_related("course")
    programs = programs_with(request, need)
    if programs is not None:
        rows = rows.filter(course__program__in=programs)
    survey: Survey | None = rows.first()
    if survey is None:
        raise Http404
    return survey


@staff_page
class SummaryPage(StaffPage):
    """Counts, shares, means, pairs; who has not answered for those who may see names."""

    path, name, title = "surveys/<int:pk>/", "survey_summary", "アンケートの集計"
    permission = SEE
    template_name = "trainings/survey/summary.html"
    open_to_limited = True

    def _may_name(self, survey: Survey) -> bool:
        names = programs_with(self.request, Permission.SEE_APPLICANTS)
        return names is None or survey.course.program_id in names

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Record that somebody on the list handed a sheet of paper in."""
        survey = survey_or_404(request, kwargs["pk"], PLAN)
        number = request.POST.get("handed_in", "")
        found = not_answered(survey).filter(pk=whole_number(number)).first()
        if found is None or not self._may_name(survey):
            raise Http404
        note_paper_answer(survey, found, actor=actor_of(request), now=clock.now())
        messages.success(request, f"{found.name}さんから紙で受け取ったことを記録しました。")
        return HttpResponseRedirect(reverse("admin:survey_summary", args=[survey.pk]))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the summary."""
        survey = survey_or_404(self.request, kwargs["pk"], SEE)
        may_see = self._may_name(survey)
        coding = programs_with(self.request, PLAN)
        ways = grouping_questions(survey)
        asked = self.request.GET.get("by", "")
        by = next((one for one in ways if str(one.pk) == asked), None)
        return {
            "summary": summary_of(survey),
            "ways": ways,
            "by": by,
            "grouped": grouped(survey, by) if by else [],
            "missing": list(not_answered(survey)[:MOST_NAMES]) if may_see else [],
            "may_code": coding is None or survey.course.program_id in coding,
        }


@staff_page
class CodingPage(StaffPage):
    """Free texts of one question with boxes for their categories."""

    path, name, title = "surveys/coding/<int:pk>/", "survey_coding", "自由記述の分類"
    permission = PLAN
    template_name = "trainings/survey/coding.html"
    open_to_limited = True

    def _question(self, pk: int) -> SurveyQuestion:
        question = SurveyQuestion.objects.filter(pk=pk, kind=QuestionKind.TEXT).first()
        survey_or_404(self.request, question.survey_id if question else 0, PLAN)
        if question is None:
            raise Http404
        return question

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the texts with what was chosen."""
        question = self._question(kwargs["pk"])
        rows = SurveySheet.objects.filter(survey=question.survey_id, answers__has_key=question.key)
        return {
            "question": question,
            "rows": [
                (row, row.answers[question.key], row.codes.get(question.key, [])) for row in rows
            ],
        }

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Store the categories of every text on the page."""
        question = self._question(kwargs["pk"])
        rows = SurveySheet.objects.filter(survey=question.survey_id, answers__has_key=question.key)
        for row in rows:
            chosen = [v for v in request.POST.getlist(f"s{row.pk}") if v in question.categories]
            if chosen != row.codes.get(question.key, []):
                code_text(row, question, chosen, actor=actor_of(request))
        messages.success(request, "分類を保存しました。")
        return HttpResponseRedirect(reverse("admin:survey_summary", args=[question.survey_id]))


@staff_page
class PaperPdf(StaffPage):
    """One empty sheet as PDF."""

    path, name, title = "surveys/<int:pk>/paper.pdf", "survey_paper", "アンケートの用紙（PDF）"
    permission = SEE
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the PDF."""
        return pdf_response(survey_paper(survey_or_404(request, kwargs["pk"], SEE), clock.now()))


@staff_page
class SummaryPdf(StaffPage):
    """The summary as PDF."""

    path, name, title = "surveys/<int:pk>/summary.pdf", "survey_pdf", "アンケート集計（PDF）"
    permission = SEE
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the PDF."""
        survey = survey_or_404(request, kwargs["pk"], SEE)
        office = f"{request.organization.name}{request.organization.section_name}"
        return pdf_response(survey_pdf(summary_of(survey), office, clock.now()))


@staff_page
class SummaryWorkbook(StaffPage):
    """Summary and single sheets as .xlsx."""

    path, name, title = "surveys/<int:pk>/workbook/", "survey_workbook", "アンケート（Excel）"
    permission = PLAN
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the workbook."""
        survey = survey_or_404(request, kwargs["pk"], PLAN)
        content = survey_workbook(summary_of(survey), list(survey.sheets.all()))
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="survey-{survey.pk}.xlsx"'
        return response
