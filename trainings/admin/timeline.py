"""What trainings put onto the timeline of a person: applications, completions, certificates."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.urls import reverse

from foundation.adminsite import timeline
from foundation.adminsite.timeline import TimelineEntry
from foundation.organizations.permissions import Permission
from trainings.models import Application, CertificateIssue, Completion

Entry = partial(TimelineEntry, permission=Permission.SEE_APPLICANTS)


def _url(row: Any) -> str:
    return reverse(f"admin:trainings_{row._meta.model_name}_change", args=[row.pk])


@timeline.register
def applications(person: Any) -> Iterable[TimelineEntry]:
    """Yield the person's applications. One query."""
    rows = Application.objects.filter(person=person).select_related("submission", "course")
    for row in rows:
        text = f"申込：{row.course.title}（{row.get_state_display()}）"
        yield Entry(row.submission.received_at, text, _url(row))


@timeline.register
def completions(person: Any) -> Iterable[TimelineEntry]:
    """Yield the decisions about completion, and the papers issued on them. Two queries."""
    for row in Completion.objects.filter(person=person).select_related("application__course"):
        course = row.application.course.title if row.application else "以前の台帳"
        number = f" {row.number_text}" if row.number_text else ""
        text = f"{row.get_result_display()}{number}：{course}"
        yield Entry(row.decided_on, text, _url(row))
        if row.voided_at:
            yield Entry(row.voided_at, f"修了の取消し{number}", _url(row))
    for issue in CertificateIssue.objects.filter(completion__person=person):
        yield Entry(issue.issued_on, f"{issue}の発行", _url(issue))
