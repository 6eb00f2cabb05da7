"""What the verification page of a certificate tells (rules E4, G3, T17, T19)."""

from dataclasses import dataclass
from datetime import date

from foundation.references import clean_reference, token_hash
from foundation.text import mask_name
from foundation.wareki import fiscal_year_label
from trainings.models import CertificateIssue


@dataclass(frozen=True)
class Verification:
    """One certificate, masked: the course, the fiscal year and whether it still stands."""

    kind: str
    name: str
    course: str
    fiscal_year: str
    number: str
    issued_on: date
    state: str
    tone: str
    note: str


def find_verification(code: str) -> Verification | None:
    """Return what is told about a code of the open organization; None for an unknown one."""
    issue = (
        CertificateIssue.objects.filter(verify_hash=token_hash(clean_reference(code)))
        .select_related("completion__program", "completion__person", "completion__application")
        .first()
    )
    if issue is None or not issue.verify_hash:
        return None
    completion = issue.completion
    state, tone, note = _state(issue)
    return Verification(
        kind=issue.get_kind_display(),
        name=mask_name(issue.snapshot.get("name") or ""),
        course=issue.snapshot.get("course") or completion.program.name,
        fiscal_year=fiscal_year_label(completion.fiscal_year),
        number=issue.number_text,
        issued_on=issue.issued_on,
        state=state,
        tone=tone,
        note=note,
    )


def _state(issue: CertificateIssue) -> tuple[str, str, str]:
    if issue.revoked_at is not None or issue.completion.voided_at is not None:
        return "取り消されています", "error", "この証は、現在は有効ではありません。"
    newer = CertificateIssue.objects.filter(
        completion=issue.completion_id, kind=issue.kind, issue_index__gt=issue.issue_index
    ).exists()
    if newer:
        note = "この証の後に再交付がありました。修了した事実に変わりはありません。"
        return "有効（再交付あり）", "success", note
    return "有効", "success", ""
