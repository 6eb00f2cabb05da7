"""What reports keep: layouts of returns, returns as submitted, targets, lessons, what is public."""

from reports.models.goals import Lesson, Target
from reports.models.public import PublicTable
from reports.models.return_files import ReturnFile
from reports.models.return_form import ReturnColumn, ReturnForm
from reports.models.returns import Return, ReturnCell

__all__ = [
    "Lesson",
    "PublicTable",
    "Return",
    "ReturnCell",
    "ReturnColumn",
    "ReturnFile",
    "ReturnForm",
    "Target",
]
