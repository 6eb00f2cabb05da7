"""Issue, reissue and revoke certificates (rules A6, G3; T16–T18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min
from post_office.models import Email

from foundation.documents.actions.printing import cancel_print, queue_print
from foundation.documents.models import Medium, PrintItem
from foundation.documents.storage import attach_pdf
from foundation.notices.models import MailedLink, Notice
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Organization
from foundation.organizations.storing import store, together
from foundation.references import token_hash
from foundation.refusals import Refused
from trainings import notices
from trainings.documents.certificate import draw_papers
from trainings.documents.snapshots import LAYOUT_VERSION, certificate_snapshot, verify_code
from trainings.enums import CertificateKind, CompletionResult
from trainings.models import CertificateIssue, Completion
from trainings.queries.signers import signers_on
from trainings.queries.surveys import waiting_for_answer
from trainings.specs import CertificateSpec

PRINT_KIND = "trainings.certificate"
NO_ISSUER = "発行日に有効な発行者（首長名など）が登録されていません。先に登録してください。"
NO_CHOSEN_ISSUER = (
    "この研修で選んだ発行者は、発行日に有効ではありません。研修の画面の「修了証に署名する発行者」か、"
    "発行者の登録を確かめてください。"
)
CARD_SHEET = "card-10"


@dataclass(frozen=True)
class Issuing:
    """One batch: which paper, dated when."""

    kind: CertificateKind
    issued_on: date


@action("trainings.certificate.issued")
def issue_certificates(
    completions: Iterable[Completion], issuing: Issuing, *, actor: Actor, now: datetime
) -> list[CertificateIssue]:
    """Make the first issue of a paper for people who completed; the PDF is drawn afterwards.

    Who has one already is left out, so a repetition after a crash doubles nothing (T18), and so
    is who has to answer the survey first. Refuses a day without an issuer. Mails are queued for
    papers that are given as data, the print queue for the others.
    """
    wanted = [one.pk for one in completions]
    _lock(wanted)
    rows = list(
        Completion.objects.filter(pk__in=wanted)
        .filter(result=CompletionResult.COMPLETED, voided_at__isnull=True)
        .exclude(issues__kind=issuing.kind)
        .select_related("person", "program", "application__course__spec")
        .select_related("application__course__program", "application__submission", "organization")
        .select_related("application__organization")
        .prefetch_related("application__course__sessions")
        .order_by("number_value", "person__kana_key", "id")
    )
    waiting = _waiting_for_answers(rows)
    with together(CertificateIssue, MailedLink, Email, Notice, PrintItem, times=len(rows)):
        made = [
            _make(one, issuing, index=1, first=None, reason="")
            for one in rows
            if one.application_id not in waiting
        ]
        _announce(made, is_first=True, actor=actor, now=now)
    return made


@action("trainings.certificate.reissued")
def reissue_certificate(
    issue: CertificateIssue, *, issued_on: date, reason: str, actor: Actor, now: datetime
) -> CertificateIssue:
    """Make the next issue: same number, next index, both dates printed (T17).

    The earlier paper stays as it is; a changed name stands on the new one only.
    """
    if not reason.strip():
        raise Refused("reason_missing", "再交付の理由を入力してください。")
    completion = (
        Completion.objects.select_for_update(of=("self",))
        .select_related("person", "program", "application__course__spec")
        .select_related("application__course__program", "application__submission", "organization")
        .get(pk=issue.completion_id)
    )
    if completion.voided_at is not None:
        raise Refused("voided", "修了が取り消されているため、再交付できません。")
    earlier = CertificateIssue.objects.filter(completion=completion, kind=issue.kind).aggregate(
        last=Max("issue_index"), first=Min("issued_on")
    )
    made = _make(
        completion,
        Issuing(CertificateKind(issue.kind), issued_on),
        index=earlier["last"] + 1,
        first=earlier["first"],
        reason=reason.strip(),
    )
    _announce([made], actor=actor, now=now)
    return made


@action("trainings.certificate.revoked")
def revoke_certificate(
    issue: CertificateIssue, *, reason: str, actor: Actor, now: datetime
) -> CertificateIssue:
    """Mark a paper as no longer valid; its number stays used. It leaves the print queue."""
    if not reason.strip():
        raise Refused("reason_missing", "取り消す理由を入力してください。記録に残ります。")
    issue = CertificateIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if issue.revoked_at is not None:
        raise Refused("revoked", "この証は、すでに取り消されています。")
    issue.revoked_at = now
    issue.revoked_reason = reason.strip()
    issue.save(update_fields=["revoked_at", "revoked_reason"])
    cancel_print(PRINT_KIND, issue, actor=actor, now=now)
    return issue


def draw_missing_pdf(issue: CertificateIssue, organization: Organization) -> None:
    """Draw and store the PDF of an issue that has none. Call outside a transaction (G3).

    Refused for one whose contents were erased.
    """
    if not issue.pdf:
        attach_pdf(issue, draw_papers([issue], organization, issue.created_at))


def _waiting_for_answers(rows: Sequence[Completion]) -> set[int]:
    courses = {one.application.course_id: one.application.course for one in rows if one.application}
    return {pk for course in courses.values() for pk in waiting_for_answer(course)}


def _lock(wanted: Sequence[int]) -> None:
    """Lock before looking what was issued: two batches at once issue each paper once (T18)."""
    rows = Completion.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    list(rows.order_by("id").values_list("pk"))


def _make(
    completion: Completion, issuing: Issuing, *, index: int, first: date | None, reason: str
) -> CertificateIssue:
    if completion.application is None:
        raise Refused("no_course", "以前の台帳から移した修了のため、ここでは発行できません。")
    day = issuing.issued_on
    course = completion.application.course
    issuers = signers_on(course, day)
    if not issuers:
        raise Refused("no_issuer", NO_CHOSEN_ISSUER if course.issuer_slots else NO_ISSUER)
    spec = course.spec.spec.certificate if course.spec else CertificateSpec()
    organization = completion.organization
    snapshot = certificate_snapshot(
        completion, course, organization, issuers, issuing.issued_on, first
    )
    code = verify_code(organization.pk, completion.pk, issuing.kind, index)
    return store(
        CertificateIssue(
            completion=completion,
            kind=issuing.kind,
            number_text=completion.number_text,
            issue_index=index,
            issued_on=issuing.issued_on,
            snapshot=snapshot,
            layout_version=LAYOUT_VERSION,
            medium=Medium.PAPER if issuing.kind == CertificateKind.CARD else spec.medium,
            verify_hash=token_hash(code) if spec.has_verify_code else "",
            issue_reason=reason,
        )
    )


def _announce(
    issues: Sequence[CertificateIssue], *, is_first: bool = False, actor: Actor, now: datetime
) -> None:
    for issue in issues:
        application = issue.completion.application
        if application is not None and issue.medium in (Medium.DATA, Medium.BOTH):
            label = str(CertificateKind(issue.kind).label)
            notices.tell_certificate(application, label, is_first=is_first, actor=actor, now=now)
        if issue.medium in (Medium.PAPER, Medium.BOTH):
            sheet = CARD_SHEET if issue.kind == CertificateKind.CARD else "A4"
            title = f"{issue.get_kind_display()} {issue.number_text}"
            queue_print(PRINT_KIND, issue, title=title, sheet=sheet, actor=actor)
