"""Every figure Sasae shows, found by its code."""

from reports.figures import dispatch, supporters, trainings
from reports.figures.figure import Figure, Listed, Part

ALL: tuple[Figure, ...] = (*trainings.FIGURES, *supporters.FIGURES, *dispatch.FIGURES)
FIGURES: dict[str, Figure] = {figure.code: figure for figure in ALL}

__all__ = ["ALL", "FIGURES", "Figure", "Listed", "Part"]
