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
from reports.admin.questions import Question, may_see_rows, read_drill, read_question, rows_url
from reports.asking import Ask
from reports.figures import KNOWN, Figure
from reports.queries.behind import Behind, NoRows, behind
from reports.results import Drill

ROWS_A_PAGE = 100


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
        drill = self.asked(kwargs["code"])
        figure = KNOWN[drill.figure]
        refuse_unless(self.request, figure.see_rows, open_to_limited=True)
        question = read_question(self.request)
        ask = self.limited(question.ask, figure)
        try:
            found = behind(drill, ask)
        except (NoRows, KeyError):
            raise Http404 from None
        page = Paginator(found.rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        shown = list(page)
        reading.record(self.request, AccessAction.VIEW, figure.personal, [row.pk for row in shown])
        return {
            "title": f"{figure.label}の内訳",
            "found": found,
            "figure": figure,
            "below_url": self.below_url(found, ask),
            "period": self.period(question, drill),
            "as_of": ask.as_of,
            "rows": [
                (row_url(figure, row), [column.value(row) for column in figure.listed])
                for row in shown
            ],
            "page_obj": page,
            "query": self.kept(),
        }

    def asked(self, code: str) -> Drill:
        """Return what the address asks for; 404 for what no table leads to."""
        try:
            drill = read_drill(code, self.request.GET)
        except ValueError:
            raise Http404 from None
        over = drill.over.figure if drill.over else ""
        if self.belongs_to_others(KNOWN[code]) or (
            over and (self.belongs_to_others(KNOWN[over]) or self.would_tell(KNOWN[over], code))
        ):
            raise Http404
        return drill

    def belongs_to_others(self, figure: Figure) -> bool:
        """Return whether a figure holds people of the whole organization, and this membership is
        limited to programmes (rule A3).
        """
        limited = programs_with(self.request, figure.see_rows) is not None
        return limited and bool(figure.personal) and not figure.program

    def would_tell(self, below: Figure, code: str) -> bool:
        """Return whether a guarded figure would be read below the line of another."""
        return below.guarded and below.code != code

    def below_url(self, found: Behind, ask: Ask) -> str:
        """Return the address of the rows below the line, for those who may see them."""
        drill = found.divided.drill if found.divided else None
        return rows_url(drill, ask) if drill and may_see_rows(self.request, drill) else ""

    def limited(self, ask: Ask, figure: Figure) -> Ask:
        """Return the question without the programmes whose rows this membership may not see."""
        allowed = programs_with(self.request, figure.see_rows)
        if allowed is None:
            return ask
        asked = allowed if ask.programs is None else ask.programs & allowed
        return Ask(ask.first_year, ask.last_year, ask.as_of, frozenset(asked))

    def period(self, question: Question, drill: Drill) -> str:
        """Return the years in words."""
        first, last = question.ask.first_year, question.ask.last_year
        words = KNOWN[drill.figure].year_in_words
        if drill.years and drill.years != tuple(range(first, last + 1)):
            return "、".join(map(words, drill.years))
        return words(first) if first == last else f"{words(first)}〜{words(last)}"

    def kept(self) -> str:
        """Return the query string without the page number."""
        values = self.request.GET.copy()
        values.pop("page", None)
        return values.urlencode()
