"""Issue 登録証 and 登録カード, and record what becomes of them (rules A6, G3)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from foundation.clock import on_day
from foundation.documents.actions.printing import cancel_print, mark_printed, queue_print
from foundation.documents.models import PrintItem, PrintState
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.queries import issuers_on
from foundation.references import random_code, token_hash
from foundation.refusals import Refused
from supporters.documents.snapshots import LAYOUT_VERSION, issue_snapshot
from supporters.enums import IssuedPapers, RegistrationIssueKind, TermKind
from supporters.models import (
    Registration,
    RegistrationIssue,
    RegistrationTerm,
    SupporterSettings,
)
from supporters.queries.papers import papers_in_hand

SHEETS = {RegistrationIssueKind.CERTIFICATE: "A4", RegistrationIssueKind.CARD: "card"}
KINDS = {
    IssuedPapers.BOTH: (RegistrationIssueKind.CERTIFICATE, RegistrationIssueKind.CARD),
    IssuedPapers.CERTIFICATE: (RegistrationIssueKind.CERTIFICATE,),
    IssuedPapers.CARD: (RegistrationIssueKind.CARD,),
}


def print_kind(kind: RegistrationIssueKind) -> str:
    """Return the document kind under which the print queue knows a paper."""
    return f"supporters.{kind.value}"


@action("supporters.issue.made")
def issue_papers(
    term: RegistrationTerm,
    kinds: Iterable[RegistrationIssueKind] | None = None,
    *,
    reissued_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> list[RegistrationIssue]:
    """Issue papers of a term with the facts of today and the issuer of its date; queue them.

    Without `kinds` those that the programme's settings name. A second issue of the same kind gets
    the next index and, with `reissued_on`, that date. Locks the term. The PDF is drawn when the
    paper is first opened or printed, outside this transaction.
    """
    term = (
        RegistrationTerm.objects.select_for_update(of=("self",))
        .select_related("registration__person", "registration__program")
        .get(pk=term.pk)
    )
    settings = SupporterSettings.objects.get(program=term.registration.program_id)
    issued_on = reissued_on or term.issued_on
    issuers = issuers_on(issued_on)
    made = []
    for kind in kinds or KINDS[IssuedPapers(settings.issued_papers)]:
        code = random_code()
        issue = RegistrationIssue.objects.create(
            term=term,
            kind=kind,
            number_text=term.registration.number_text,
            issue_index=RegistrationIssue.objects.filter(term=term, kind=kind).count() + 1,
            issued_on=issued_on,
            snapshot=issue_snapshot(term, settings, issuers, code=code, reissued_on=reissued_on),
            layout_version=LAYOUT_VERSION,
            verify_hash=token_hash(code),
        )
        queue_print(
            print_kind(RegistrationIssueKind(kind)),
            issue,
            title=f"{issue.get_kind_display()} {issue.number_text}",
            sheet=SHEETS[RegistrationIssueKind(kind)],
            actor=actor,
        )
        made.append(issue)
    return made


@action("supporters.issue.added")
def add_papers(
    registration: Registration,
    kinds: Sequence[RegistrationIssueKind],
    *,
    actor: Actor,
    now: datetime,
) -> list[RegistrationIssue]:
    """Issue papers a registration has none of: taken over from an older roster, or added later.

    On a term that was taken over the day of this issue stands as the 再交付: an older paper is in
    the person's hands. Refuses what is over, and a kind of which a paper is held already.
    """
    if not registration.is_live:
        raise Refused("registration_over", "この登録は、すでに終わっています。")
    term = registration.terms.order_by("-valid_from").first()
    if term is None:
        raise Refused("no_term", "登録期間の記録がありません。")
    RegistrationTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
    held = set(papers_in_hand(registration).filter(term=term).values_list("kind", flat=True))
    if held & set(kinds):
        raise Refused(
            "paper_held",
            "この期間の証は、すでに発行しています。「再交付する」から発行してください。",
        )
    again = on_day(now) if term.kind == TermKind.IMPORTED else None
    return issue_papers(term, kinds, reissued_on=again, actor=actor, now=now)


@action("supporters.issue.reissued")
def reissue_paper(
    issue: RegistrationIssue, *, reason: str, actor: Actor, now: datetime
) -> RegistrationIssue:
    """Issue a paper again (lost, damaged, facts changed); the old one stops being valid.

    The number stays; the day of the 再交付 stands beside the first day of issue (T17), unless
    that day has not come yet.
    """
    if not reason.strip():
        raise Refused("reason_missing", "再交付の理由を入力してください。")
    old = _locked(issue)
    if old.revoked_at is None:
        old.revoked_at = now
        old.revoked_reason = reason
        old.save(update_fields=["revoked_at", "revoked_reason"])
        # Else it would be printed beside the new one.
        cancel_print(print_kind(RegistrationIssueKind(old.kind)), old, actor=actor, now=now)
    today = on_day(now)
    return issue_papers(
        old.term,
        [RegistrationIssueKind(old.kind)],
        reissued_on=today if today > old.term.issued_on else None,
        actor=actor,
        now=now,
    )[0]


@action("supporters.issue.lost")
def record_loss(issue: RegistrationIssue, *, actor: Actor, now: datetime) -> RegistrationIssue:
    """Record that a paper was lost: its code no longer says that it is valid."""
    issue = _locked(issue)
    issue.lost_at = issue.lost_at or now
    issue.save(update_fields=["lost_at"])
    return issue


@action("supporters.issue.returned")
def record_return(issue: RegistrationIssue, *, actor: Actor, now: datetime) -> RegistrationIssue:
    """Record that a paper came back."""
    issue = _locked(issue)
    issue.returned_at = issue.returned_at or now
    issue.save(update_fields=["returned_at"])
    return issue


@action("supporters.issue.printed")
def record_printing(issues: Iterable[RegistrationIssue], *, actor: Actor, now: datetime) -> int:
    """Record that papers left the printer, here and in the print queue; returns how many."""
    ids = [issue.pk for issue in issues]
    waiting = PrintItem.objects.filter(
        target_kind=RegistrationIssue._meta.label, target_id__in=ids, state=PrintState.WAITING
    )
    mark_printed(list(waiting), actor=actor, now=now)
    return RegistrationIssue.objects.filter(pk__in=ids, printed_at__isnull=True).update(
        printed_at=now
    )


@action("supporters.issue.handed")
def record_handing(issues: Iterable[RegistrationIssue], *, actor: Actor, now: datetime) -> int:
    """Record that papers were handed over or posted; returns how many."""
    return RegistrationIssue.objects.filter(
        pk__in=[issue.pk for issue in issues], handed_at__isnull=True
    ).update(handed_at=now)


def _locked(issue: RegistrationIssue) -> RegistrationIssue:
    row: RegistrationIssue = (
        RegistrationIssue.objects.select_for_update(of=("self",))
        .select_related("term")
        .get(pk=issue.pk)
    )
    return row
