"""This year's line on the dashboard: the same figures as in the tables, each a link."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label
from reports.admin.questions import may_see_rows, rows_url
from reports.asking import Ask
from reports.figures.dispatch import REPORTS, REQUESTS, VISITS
from reports.figures.supporters import REGISTERED
from reports.figures.trainings import COURSES_HELD, PEOPLE_TRAINED
from reports.numbers import share
from reports.queries.counting import Counted, count
from reports.queries.targets import goals_by_program
from reports.results import Drill, shown_text

OF_TRAININGS = (COURSES_HELD, PEOPLE_TRAINED, REGISTERED)
OF_DISPATCH = (REQUESTS, VISITS, REPORTS)


@dashboard.register(90)
def this_year(request: Any) -> DashboardSection | None:
    """Return the figures of the running fiscal year; a coordinator reads the dispatches first.

    At most four queries a figure, one for the targets and one for the names of their programmes.
    """
    programs = programs_with(request, Permission.SEE_REPORTS)
    if programs is not None and not programs:
        return None
    today = clock.today()
    year = fiscal_year(today)
    ask = Ask(year, year, today, programs)
    coordinates = request.may(Permission.ANSWER_REPORTS)
    figures = OF_DISPATCH + OF_TRAININGS if coordinates else OF_TRAININGS + OF_DISPATCH
    goals = goals_by_program(ask)
    names = dict(Program.objects.filter(pk__in=goals).values_list("pk", "name")) if goals else {}
    items = []
    for figure in figures:
        counted = count(figure, ask)
        aims = {
            names[program]: (program, its_goals[figure.code][year])
            for program, its_goals in goals.items()
            if figure.code in its_goals
        }
        items.append(_item(request, counted, ask, aims))
    return DashboardSection(f"{fiscal_year_label(year)}の数", items, url=_table(year))


def _item(
    request: Any, counted: Counted, ask: Ask, aims: dict[str, tuple[int, int]]
) -> DashboardItem:
    """Return one line; its link is the rows, or the year table for those who may not see rows."""
    figure, year = counted.figure, ask.first_year
    drill = Drill(figure.code)
    value = counted.value(None, year) or 0
    notes = [
        f"{name}　{counted.value(program, year) or 0:,}／目標 {goal:,}{figure.unit}"
        f"（{shown_text(share(counted.value(program, year), goal), Shown.PERCENT)}）"
        for name, (program, goal) in aims.items()
    ]
    return DashboardItem(
        f"{figure.label}　{value:,}{figure.unit}",
        rows_url(drill, ask) if value and may_see_rows(request, drill) else _table(year),
        note="、".join(notes),
        meaning=figure.definition,
    )


def _table(year: int) -> str:
    query = urlencode({"first": year, "last": year})
    return f"{reverse('admin:report_table', args=['year'])}?{query}"
