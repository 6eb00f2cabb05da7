"""The staff page that keys surveys on paper, one sheet a line."""

import secrets
import unicodedata
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponseBase, HttpResponseRedirect

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from trainings.actions.surveys import enter_paper
from trainings.admin.surveys import survey_or_404
from trainings.models import Survey, SurveyQuestion
from trainings.models.survey import QuestionKind

PLAN = Permission.PLAN_COURSES
GRID_ROWS, MOST_ROWS = 10, 50


@staff_page
class PaperGrid(StaffPage):
    """Sheets of paper, one line each: numbers for choices, Enter for the next line."""

    path, name, title = "surveys/<int:pk>/paper/", "survey_grid", "紙のアンケートの入力"
    permission = PLAN
    template_name = "trainings/survey/grid.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return empty lines."""
        survey = survey_or_404(self.request, kwargs["pk"], PLAN)
        return self._context(survey, [{} for _ in range(GRID_ROWS)])

    def _context(self, survey: Survey, typed: list[dict[str, str]], **more: Any) -> dict[str, Any]:
        questions = list(survey.questions.all())
        lines = [
            [
                (question, f"{question.key}-{n}", line.get(question.key, ""))
                for question in questions
            ]
            for n, line in enumerate(typed)
        ]
        pairs = [line.get("pair", "") for line in typed]
        return {
            "survey": survey,
            "questions": questions,
            "lines": list(zip(range(len(typed)), lines, pairs, strict=True)),
            "once": secrets.token_urlsafe(12),
            "entered": survey.sheets.filter(channel="paper").count(),
            **more,
        }

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Store every line that holds something."""
        survey = survey_or_404(request, kwargs["pk"], PLAN)
        questions = list(survey.questions.all())
        typed = [
            {q.key: request.POST.get(f"{q.key}-{n}", "").strip() for q in questions}
            | {"pair": request.POST.get(f"pair-{n}", "").strip()}
            for n in range(MOST_ROWS)
        ]
        filled = [line for line in typed if any(line[q.key] for q in questions)]
        key = f"survey-grid:{request.user.pk}:{request.POST.get('once', '')[:40]}"
        if not cache.add(key, 1, 24 * 3600):
            messages.info(request, "同じ内容がすでに送信されています。")
            return HttpResponseRedirect(request.path)
        try:
            sheets = [
                ({q.key: read_number(q, line[q.key]) for q in questions}, line["pair"])
                for line in filled
            ]
            count = enter_paper(survey, sheets, actor=actor_of(request), now=clock.now())
        except Refused as refused:
            cache.delete(key)
            rows = filled + [{}] * max(GRID_ROWS - len(filled), 0)
            return self.show(**self._context(survey, rows, sentence=refused.sentence))
        messages.success(request, f"{count}枚を入力しました。")
        return HttpResponseRedirect(request.path)


def read_number(question: SurveyQuestion, typed: str) -> Any:
    """Turn the numbers printed on the sheet into choices: 「2」, or 「1,3」 for several."""
    if not typed or question.kind == QuestionKind.TEXT:
        return typed
    typed = unicodedata.normalize("NFKC", typed)
    if question.kind == QuestionKind.SCALE:
        return typed
    parts = typed.replace("、", ",").split(",")
    texts = []
    for part in parts:
        number = part.strip()
        inside = number.isascii() and number.isdigit() and 0 < int(number) <= len(question.choices)
        if not inside:
            raise Refused(
                "number_unknown", f"「{question.text}」の番号（{typed}）を確かめてください。"
            )
        texts.append(question.choices[int(number) - 1])
    return texts if question.kind == QuestionKind.MULTI else texts[0]
