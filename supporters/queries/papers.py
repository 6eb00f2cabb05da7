"""Papers in people's hands, and what on them is stale (要綱 第14条)."""

from collections.abc import Sequence

from django.db.models import QuerySet

from foundation.among import among
from supporters.models import Registration, RegistrationIssue

FACT_WORDS = {
    "name": "氏名",
    "kana": "ふりがな",
    "postcode": "郵便番号",
    "address": "住所",
    "phone": "電話",
    "mobile": "携帯電話",
}


def papers_in_hand(registration: Registration) -> QuerySet[RegistrationIssue]:
    """Return the issues that were not replaced, lost or returned. One query."""
    found: QuerySet[RegistrationIssue] = RegistrationIssue.objects.filter(
        term__registration=registration,
        revoked_at__isnull=True,
        returned_at__isnull=True,
        lost_at__isnull=True,
    )
    return found


def without_papers(ids: Sequence[int]) -> list[int]:
    """Return those registrations, not over, of which nobody holds a paper, by number. One query."""
    held = RegistrationIssue.objects.filter(
        revoked_at__isnull=True, returned_at__isnull=True, lost_at__isnull=True
    )
    rows = Registration.objects.live().filter(among("pk", ids))
    rows = rows.exclude(pk__in=held.values("term__registration"))
    return list(rows.order_by("number_value", "pk").values_list("pk", flat=True))


def stale_sentence(issue: RegistrationIssue) -> str:
    """Return which printed facts are no longer true, empty when all are."""
    if not issue.stale_fields:
        return ""
    words = "・".join(FACT_WORDS.get(name, name) for name in issue.stale_fields)
    return f"{words}が変わりました。"


def stale_issues() -> QuerySet[RegistrationIssue]:
    """Return every paper in somebody's hand that is stale. One query."""
    found: QuerySet[RegistrationIssue] = RegistrationIssue.objects.filter(
        revoked_at__isnull=True, returned_at__isnull=True, lost_at__isnull=True
    ).exclude(stale_fields=[])
    return found
