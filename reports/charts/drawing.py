"""From a chart to its marks."""

from reports.charts.across import across, pyramid
from reports.charts.chart import Chart, Kind
from reports.charts.marks import Drawing
from reports.charts.upright import upright


def drawn(chart: Chart) -> Drawing:
    """Return the drawing of a chart; the same for the page and for paper."""
    if chart.kind is Kind.ACROSS:
        return across(chart)
    return pyramid(chart) if chart.kind is Kind.PYRAMID else upright(chart)
