"""Which row stands for which address; a new address without a line here fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """The table an address names a row of, and how the row becomes its arguments."""

    model: str
    kwargs: Callable[[Any], dict[str, Any]] = lambda row: {"pk": row.pk}


APPLICATION = Example("trainings.Application")
SUPPORTER = Example("supporters.Supporter")

EXAMPLES: dict[str, Example] = {
    "person_timeline": Example("people.Person"),
    "course-page": Example("trainings.Course", lambda row: {"code": row.code}),
    "course-apply": Example("trainings.Course", lambda row: {"code": row.code}),
    "application-done": APPLICATION,
    "application-done-calendar": APPLICATION,
    "application-page": APPLICATION,
    "application-cancel": APPLICATION,
    "application-answer": APPLICATION,
    "application-absence": Example("trainings.Application", lambda row: {"pk": row.pk, "n": 1}),
    "application-calendar": APPLICATION,
    "application-paper": Example(
        "trainings.CertificateIssue",
        lambda row: {"pk": row.completion.application_id, "issue": row.pk},
    ),
    "group-page": Example("trainings.Submission"),
}

# Addresses whose argument is not a row, or a secret that is unknown in the other town.
HARMLESS = frozenset(
    {
        None,
        "app_list",
        "open-link",
        "verify",
        "validity",
        "report_table",
        "report_workbook",
        "report_pdf",
        "report_rows",
    }
)

# Tables shown to staff in which the demo has no row of わかば町.
WITHOUT_ROWS: frozenset[str] = frozenset(
    {
        "organizations.Organization",
        "organizations.Membership",
    }
)
