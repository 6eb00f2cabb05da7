"""What supporters put onto the timeline of a person: one line for each thing that happened."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.urls import reverse

from foundation.adminsite import timeline
from foundation.adminsite.timeline import TimelineEntry
from foundation.organizations.permissions import Permission
from supporters.enums import ProvisionState
from supporters.models import (
    ChangeNotice,
    Consent,
    FollowUp,
    ReceivedEntry,
    RegistrationApplication,
    RegistrationIssue,
    RegistrationMove,
    RenewalRequest,
    RosterProvisionItem,
    SupporterLetter,
)

Entry = partial(TimelineEntry, permission=Permission.SEE_SUPPORTERS)


def _url(row: Any) -> str:
    return reverse(f"admin:supporters_{row._meta.model_name}_change", args=[row.pk])


@timeline.register
def applications(person: Any) -> Iterable[TimelineEntry]:
    """Yield applications: received, interviewed, decided. One query."""
    for row in RegistrationApplication.objects.filter(person=person):
        url = _url(row)
        yield Entry(row.received_at, f"登録申込（{row.get_channel_display()}）", url)
        if row.interview_on:
            yield Entry(row.interview_on, "登録の面談", url)
        if row.decided_on:
            yield Entry(row.decided_on, f"登録申込の決定：{row.get_state_display()}", url)


@timeline.register
def consents(person: Any) -> Iterable[TimelineEntry]:
    """Yield consents given and taken back. One query."""
    for row in Consent.objects.filter(person=person).select_related("text"):
        url = _url(row)
        yield Entry(row.given_on, f"「{row.text}」に同意（{row.get_channel_display()}）", url)
        if row.withdrawn_at:
            text = "で提供してよい範囲を変更" if row.is_replaced else "への同意を撤回"
            yield Entry(row.withdrawn_at, f"「{row.text}」{text}", url)


@timeline.register
def registrations(person: Any) -> Iterable[TimelineEntry]:
    """Yield the states of a person's registrations. One query."""
    moves = RegistrationMove.objects.filter(registration__person=person)
    for move in moves.select_related("registration"):
        row = move.registration
        yield Entry(move.moved_at, f"{row}：{move.get_to_state_display()}", _url(row))


@timeline.register
def letters_from(person: Any) -> Iterable[TimelineEntry]:
    """Yield what the supporter sent in about a registration. Two queries."""
    for change in ChangeNotice.objects.filter(registration__person=person):
        text = f"変更届（{change.get_state_display()}）"
        yield Entry(change.received_on, text, _url(change))
    for answer in RenewalRequest.objects.filter(registration__person=person):
        text = f"更新の申出：{answer.get_wish_display()}（{answer.get_state_display()}）"
        yield Entry(answer.received_on, text, _url(answer))


@timeline.register
def papers(person: Any) -> Iterable[TimelineEntry]:
    """Yield papers and letters issued to the person. Two queries."""
    for issue in RegistrationIssue.objects.filter(term__registration__person=person):
        again = f"（{issue.issue_index}回目）" if issue.issue_index > 1 else ""
        yield Entry(issue.issued_on, f"{issue}の発行{again}", _url(issue))
    for letter in SupporterLetter.objects.filter(registration__person=person):
        yield Entry(letter.issued_on, f"通知書 {letter}", _url(letter))


@timeline.register
def follow_ups(person: Any) -> Iterable[TimelineEntry]:
    """Yield the trainings and meetings attended. One query."""
    rows = FollowUp.objects.filter(supporter__person=person, done_on__isnull=False)
    for row in rows:
        yield Entry(row.done_on, f"{row.get_kind_display()}に参加")


@timeline.register
def rosters(person: Any) -> Iterable[TimelineEntry]:
    """Yield to whom the person's entry went, and from whom one came. Two queries."""
    items = RosterProvisionItem.objects.filter(
        supporter__person=person, consent__isnull=False,
        provision__state=ProvisionState.PROVIDED,
    ).select_related(
        "provision__recipient_organization", "provision__recipient_municipality",
        "provision__recipient_body",
    )  # fmt: skip
    for item in items:
        provision = item.provision
        yield Entry(provision.provided_at, f"名簿を{provision.recipient}へ提供", _url(provision))
        if item.recipient_told_at:
            yield Entry(item.recipient_told_at, f"{provision.recipient}への提供を取りやめ")
    for entry in ReceivedEntry.objects.filter(person=person):
        text = f"{entry.sender_name}の名簿から受領（{entry.get_state_display()}）"
        yield Entry(entry.received_on, text, _url(entry))
