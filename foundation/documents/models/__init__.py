"""Issues of papers, number series and the print queue."""

from foundation.documents.models.issue import IssueBase, Medium, immutable_issue
from foundation.documents.models.print_item import PrintItem, PrintState
from foundation.documents.models.series import NumberSeries, SeriesPurpose

__all__ = [
    "IssueBase",
    "Medium",
    "NumberSeries",
    "PrintItem",
    "PrintState",
    "SeriesPurpose",
    "immutable_issue",
]
