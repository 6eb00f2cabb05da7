"""What reports keep: layouts of returns, and returns as they were submitted."""

from reports.models.return_form import ReturnColumn, ReturnForm
from reports.models.returns import Return, ReturnCell

__all__ = ["Return", "ReturnCell", "ReturnColumn", "ReturnForm"]
