"""Papers of many people: in the order of print, and those whose file is missing."""

from collections.abc import Iterable

from django.db.models import QuerySet

from trainings.models import CertificateIssue, Course


def papers_to_print(ids: Iterable[int]) -> list[CertificateIssue]:
    """Return which of the papers stand, in the order of their numbers: 9 before 10. One query."""
    standing = CertificateIssue.objects.filter(pk__in=list(ids), revoked_at__isnull=True)
    numbers = ("program", "series_year", "number_value")
    return list(standing.order_by(*(f"completion__{name}" for name in numbers), "id"))


def undrawn_papers(course: Course) -> QuerySet[CertificateIssue]:
    """Return which papers of a course were issued and have no PDF yet: the job was stopped.

    Who was told of such a paper finds none on their page. Erased papers get no PDF any more.
    """
    issued = CertificateIssue.objects.filter(completion__application__course=course, pdf="")
    return issued.filter(revoked_at__isnull=True).exclude(snapshot={})
