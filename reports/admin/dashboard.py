"""This year's line on the dashboard: the same figures as in the tables, each a link."""

from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.admin.questions import may_see_rows, rows_url
from reports.asking import Ask
from reports.figures import Figure
from reports.figures.dispatch import VISITS
from reports.figures.supporters import REGISTERED
from reports.figures.trainings import COURSES_HELD, PEOPLE_TRAINED
from reports.queries.counting import count_one
from reports.results import Drill

FIGURES = (COURSES_HELD, PEOPLE_TRAINED, REGISTERED, VISITS)


@dashboard.register(90)
def this_year(request: Any) -> DashboardSection | None:
    """Return the figures of the running fiscal year; four queries."""
    programs = programs_with(request, Permission.SEE_REPORTS)
    if programs is not None and not programs:
        return None
    today = clock.today()
    year = fiscal_year(today)
    ask = Ask(year, year, today, programs)
    return DashboardSection(
        f"{fiscal_year_label(year)}の数",
        [_item(request, figure, ask) for figure in FIGURES],
        url=reverse("admin:report_table", args=["year"]),
    )


def _item(request: Any, figure: Figure, ask: Ask) -> DashboardItem:
    drill = Drill(figure.code)
    url = rows_url(drill, ask) if may_see_rows(request, drill) else ""
    return DashboardItem(f"{figure.label}　{count_one(figure, ask):,}{figure.unit}", url)
