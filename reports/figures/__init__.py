"""Every figure Sasae shows, found by its code."""

from reports.figures import (
    activity,
    dispatch,
    fees,
    first_visits,
    headcounts,
    incidents,
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

__all__ = ["ALL", "FIGURES", "Figure", "Listed", "Part"]
