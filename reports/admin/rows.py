"""The rows behind a figure: the same rows that were counted, for those who may see them."""

from functools import reduce
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from foundation.adminsite import reading
from foundation.adminsite.access import programs_with, refuse_unless
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.admin.questions import Question, read_question
from reports.asking import Ask
from reports.figures import FIGURES, Figure
from reports.queries.counting import count_choice, count_one, people_rows

ROWS_A_PAGE = 100
ONCE_EACH = "実人数：同じ人は、はじめの1件だけを表示しています。"


def row_url(figure: Figure, row: Any) -> str:
    """Return the address of a row's own page, or nothing where there is none."""
    if not figure.page:
        return ""
    try:
        key = reduce(getattr, figure.page_id.split("."), row)
        return reverse(figure.page, args=[key])
    except NoReverseMatch:
        return ""


@staff_page
class FigureRows(StaffPage):
    """The list behind one figure; the read is logged where it shows personal data."""

    path = "reports/rows/<slug:code>/"
    name = "report_rows"
    title = "内訳"
    permission = Permission.SEE_REPORTS
    template_name = "reports/rows.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of rows and the figure they make up."""
        figure = self.figure_named(kwargs["code"])
        refuse_unless(self.request, figure.see_rows, open_to_limited=True)
        question = read_question(self.request)
        ask = self.limited(question.ask, figure)
        rows, value, choice = self.chosen(figure, ask)
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        shown = list(page)
        reading.record(self.request, AccessAction.VIEW, figure.personal, [row.pk for row in shown])
        return {
            "title": f"{figure.label}の内訳",
            "figure": figure,
            "value": value,
            "choice": choice,
            "period": self.period(question),
            "as_of": ask.as_of,
            "rows": [
                (row_url(figure, row), [column.value(row) for column in figure.listed])
                for row in shown
            ],
            "page_obj": page,
            "query": self.kept(),
        }

    def figure_named(self, code: str) -> Figure:
        """Return a figure by its code; 404 for others."""
        if code not in FIGURES:
            raise Http404
        return FIGURES[code]

    def limited(self, ask: Ask, figure: Figure) -> Ask:
        """Return the question without the programmes whose rows this membership may not see."""
        allowed = programs_with(self.request, figure.see_rows)
        if allowed is None:
            return ask
        asked = allowed if ask.programs is None else ask.programs & allowed
        return Ask(ask.first_year, ask.last_year, ask.as_of, frozenset(asked))

    def chosen(self, figure: Figure, ask: Ask) -> tuple[Any, int, str]:
        """Return the rows, their figure and the words of the part that was asked for.

        A part of class B facts has no list (rule B14): 404.
        """
        if self.request.GET.get("people") and figure.person and not figure.stock:
            rows = figure.sorted(people_rows(figure, ask))
            return rows, rows.count(), ONCE_EACH
        code = self.request.GET.get("part", "")
        if not code:
            return figure.listing(ask), count_one(figure, ask), ""
        try:
            part = figure.part(code)
        except KeyError:
            raise Http404 from None
        if part.secret:
            raise Http404
        choice = self.request.GET.get("choice", "")
        try:
            value = count_choice(figure, ask, code, choice)
        except ValueError:
            raise Http404 from None
        rows = figure.sorted(part.chosen(figure.rows(ask), choice))
        return rows, value, f"{part.label}：{part.words(choice, rows.first())}"

    def period(self, question: Question) -> str:
        """Return the fiscal years in words."""
        first, last = question.ask.first_year, question.ask.last_year
        if first == last:
            return fiscal_year_label(first)
        return f"{fiscal_year_label(first)}〜{fiscal_year_label(last)}"

    def kept(self) -> str:
        """Return the query string without the page number."""
        values = self.request.GET.copy()
        values.pop("page", None)
        return values.urlencode()
