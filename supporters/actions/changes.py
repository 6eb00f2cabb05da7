"""Change notices: filed by the supporter or keyed, applied by staff (要綱 第14条)."""

from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.actions.people import update_person
from foundation.refusals import Refused
from supporters.actions.moves import locked_registration
from supporters.enums import ChangeState
from supporters.facts import PaperTrail, WishFacts
from supporters.models import ChangeNotice, Registration, RegistrationIssue, Supporter
from supporters.rules.registrations import why_day_is_refused

CHANGE_TASK = "supporters.apply_change"
CHANGEABLE = ("name", "kana", "postcode", "address", "phone", "mobile", "email")
ON_CERTIFICATE = frozenset({"name", "kana", "postcode", "address", "phone", "mobile"})
ON_CARD = frozenset({"name", "kana"})


@action("supporters.change_notice.filed")
def file_change(
    registration: Registration,
    facts: dict[str, Any],
    *,
    paper: PaperTrail,
    actor: Actor,
    now: datetime,
) -> ChangeNotice:
    """Take a 変更届; only facts that differ from the record count. Refuses one without a change.

    The record stays until staff have looked (`apply_change`).
    """
    received_on = paper.received_on or on_day(now)
    if refusal := why_day_is_refused(received_on, not_before=None, on=on_day(now), what="届出日"):
        raise Refused(refusal)
    registration = locked_registration(registration)
    if not registration.is_live:
        raise Refused("registration_over", "この登録は、すでに終わっています。")
    person = registration.person
    changes = {
        name: {"old": getattr(person, name), "new": facts[name]}
        for name in CHANGEABLE
        if name in facts and facts[name] != getattr(person, name)
    }
    if not changes and not paper.note:
        raise Refused("nothing_changed", "変わったところがありません。変更する欄を直してください。")
    notice: ChangeNotice = ChangeNotice.objects.create(
        registration=registration, channel=paper.channel, received_on=received_on,
        changes=changes, note=paper.note,
    )  # fmt: skip
    create_task(
        NewTask(
            CHANGE_TASK, f"登録番号 {registration.number_text} の変更届を確認する", on_day(now)
        ),
        target=notice, actor=actor, now=now,
    )  # fmt: skip
    return notice


@action("supporters.change_notice.applied")
def apply_change(notice: ChangeNotice, *, actor: Actor, now: datetime) -> ChangeNotice:
    """Write the changed facts onto the person, and name the papers that are stale now."""
    notice = _open_notice(notice)
    registration = notice.registration
    values = {name: change["new"] for name, change in notice.changes.items()}
    if values:
        update_person(registration.person, actor=actor, now=now, **values)
    notice.stale_papers = _mark_stale(registration, set(values))
    _settle(notice, ChangeState.APPLIED, now)
    close_tasks_about(notice, CHANGE_TASK, outcome="反映済み", actor=actor, now=now)
    return notice


@action("supporters.change_notice.returned")
def return_change(
    notice: ChangeNotice, *, reason: str, actor: Actor, now: datetime
) -> ChangeNotice:
    """Send a 変更届 back with the reason; the record stays."""
    if not reason.strip():
        raise Refused("reason_missing", "差し戻す理由を入力してください。")
    notice = _open_notice(notice)
    notice.returned_reason = reason
    _settle(notice, ChangeState.RETURNED, now)
    close_tasks_about(notice, CHANGE_TASK, outcome="差戻し", actor=actor, now=now)
    return notice


@action("supporters.supporter.wishes_changed")
def update_wishes(
    supporter: Supporter, wishes: WishFacts, *, actor: Actor, now: datetime
) -> Supporter:
    """Write new wishes at once; nobody needs to look first."""
    supporter = Supporter.objects.select_for_update(of=("self",)).get(pk=supporter.pk)
    columns = wishes.as_columns()
    for name, value in columns.items():
        setattr(supporter, name, value)
    supporter.save(update_fields=list(columns))
    return supporter


def _open_notice(notice: ChangeNotice) -> ChangeNotice:
    row: ChangeNotice = (
        ChangeNotice.objects.select_for_update(of=("self",))
        .select_related("registration__person")
        .get(pk=notice.pk)
    )
    if row.state != ChangeState.RECEIVED:
        raise Refused("change_settled", "この変更届は、すでに処理されています。")
    return row


def _settle(notice: ChangeNotice, to: ChangeState, now: datetime) -> None:
    notice.state = to
    notice.settled_on = on_day(now)
    notice.save(update_fields=["state", "settled_on", "stale_papers", "returned_reason"])


def _mark_stale(registration: Registration, changed: set[str]) -> list[str]:
    """Mark the papers in people's hands that print a changed fact; return them in words."""
    stale = []
    issues = RegistrationIssue.objects.filter(
        term__registration=registration, revoked_at__isnull=True, returned_at__isnull=True
    )
    for issue in issues:
        printed = changed & (ON_CARD if issue.kind == "card" else ON_CERTIFICATE)
        if printed:
            issue.stale_fields = sorted({*issue.stale_fields, *printed})
            issue.save(update_fields=["stale_fields"])
            stale.append(str(issue))
    return stale
