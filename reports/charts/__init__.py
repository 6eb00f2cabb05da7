"""Charts: one drawing, shown as SVG on a page and drawn on paper with the same marks.

chart (what is drawn) → bars, lines, across, pyramid (where the marks stand) → svg, paper.
"""

from reports.charts.chart import Chart, Kind, Series
from reports.charts.drawing import drawn

__all__ = ["Chart", "Kind", "Series", "drawn"]
