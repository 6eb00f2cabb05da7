"""Targets as rows: what stands behind a 目標値, and behind the sum of several years."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet, Sum

from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.asking import Ask, program_q, year_q
from reports.figures.figure import Figure, Listed, Part
from reports.models import Target


def targets_of(figures: Iterable[Figure]) -> Figure:
    """Return the figure that adds up targets, divided by which of `figures` they are set for."""
    labels: Mapping[str, str] = {one.code: one.label for one in figures}

    def rows(ask: Ask) -> QuerySet[Target]:
        found: QuerySet[Target] = Target.objects.filter(
            program_q(ask), year_q(ask, "fiscal_year"), figure__in=labels
        )
        return found

    return Figure(
        code="targets",
        label="目標値",
        unit="",
        definition="その年度について決めた目標の数。",
        rows=rows,
        see_rows=Permission.SEE_REPORTS,
        measure=Sum("value"),
        parts=(Part("figure", "項目", "figure", tuple(labels.items()), no_answer=""),),
        related=("program",),
        order=("fiscal_year",),
        listed=(
            Listed("年度", lambda row: fiscal_year_label(row.fiscal_year)),
            Listed("事業", lambda row: row.program.name),
            Listed("項目", lambda row: labels[row.figure]),
            Listed("目標値", lambda row: f"{row.value:,}"),
        ),
        page="admin:reports_target_change",
    )
