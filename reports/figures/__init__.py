"""Every figure Sasae shows, found by its code."""

from reports.figures import (
    activity,
    dispatch,
    fees,
    first_visits,
    goals,
    headcounts,
    incidents,
    of_courses,
    participation,
    payments,
    places,
    seats,
    standing,
    supporters,
    surveys,
    teams,
    trainings,
)
from reports.figures.figure import Figure, Listed, Part

ALL: tuple[Figure, ...] = (
    *trainings.FIGURES,
    *seats.FIGURES,
    *teams.FIGURES,
    *supporters.FIGURES,
    *dispatch.FIGURES,
    *activity.FIGURES,
    *incidents.FIGURES,
    *standing.FIGURES,
    *first_visits.FIGURES,
    *surveys.FIGURES,
    *headcounts.FIGURES,
    *fees.FIGURES,
)
FIGURES: dict[str, Figure] = {figure.code: figure for figure in ALL}

TARGETS = goals.targets_of(ALL)
BESIDE: tuple[Figure, ...] = (
    TARGETS, *payments.FIGURES, *places.FIGURES, *of_courses.FIGURES,
    *participation.FIGURES,
)  # fmt: skip
"""Numbers that stand in tables and have rows, but are neither aims nor columns of a return."""
KNOWN: dict[str, Figure] = {**FIGURES, **{figure.code: figure for figure in BESIDE}}

__all__ = ["ALL", "BESIDE", "FIGURES", "KNOWN", "TARGETS", "Figure", "Listed", "Part"]
