"""Gives the page of team courses the tables over the years."""

from functools import partial

from django.urls import reverse

from foundation.organizations.permissions import Permission
from reports.definitions import TABLES
from trainings.team_figures import TeamFigures, register

register(
    *(
        TeamFigures(
            TABLES[code].title,
            TABLES[code].about,
            partial(reverse, "admin:report_table", args=[code]),
            Permission.SEE_REPORTS,
        )
        for code in ("teams", "participation")
    )
)
