"""Write notes down, take a supporter's note, read and answer it (要綱 第12条, R-49)."""

from dataclasses import dataclass
from datetime import datetime

from dispatch import notices_records as notices
from dispatch.actions.loading import locked_assignment, write
from dispatch.cases.actions.loading import locked_case, refuse_outsiders
from dispatch.cases.models import Case
from dispatch.enums_records import Counterpart, NoteKind, NoteMedium
from dispatch.facts_records import NoteFacts
from dispatch.models import Assignment, ContactNote
from dispatch.queries.owners import label_of, owner_of
from dispatch.queries.standing import access_refusal
from dispatch.rules.records import why_cannot_note, why_cannot_send_note
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

NOTE_TASK = "dispatch.read_note"


@dataclass(frozen=True)
class SentNote:
    """What a supporter wrote on the phone; the token keeps a second sending from counting."""

    kind: NoteKind
    text: str
    token: str = ""


@action("dispatch.note.written")
def write_note(case: Case, facts: NoteFacts, *, actor: Actor, now: datetime) -> ContactNote:
    """Keep what the office was told or told somebody about a case."""
    case = locked_case(case, actor=actor, now=now)
    if refusal := why_cannot_note(facts.text, facts.happened_at, now):
        raise Refused(refusal)
    note: ContactNote = ContactNote.objects.create(
        program_id=case.program_id, case=case, written_by_id=actor.user_id, **facts.as_columns()
    )
    return note


@action("dispatch.note.sent")
def send_note(
    assignment: Assignment, sent: SentNote, *, actor: Actor, now: datetime
) -> ContactNote:
    """Take a supporter's note; the coordinator gets a task for today.

    The same page sent twice (a lost connection) is one note.
    """
    assignment = locked_assignment(assignment, actor=actor, now=now)
    if sent.token and (found := ContactNote.objects.filter(token=sent.token).first()):
        first: ContactNote = found
        return first
    refusal = (
        access_refusal(assignment.supporter)
        or why_cannot_send_note(assignment.state)
        or why_cannot_note(sent.text, now, now)
    )
    if refusal:
        raise Refused(refusal)
    request = assignment.request
    note: ContactNote = ContactNote.objects.create(
        program_id=request.program_id, case=request.case, assignment=assignment, kind=sent.kind,
        medium=NoteMedium.PAGE, counterpart=Counterpart.SUPPORTER, happened_at=now,
        text=sent.text, supporter=assignment.supporter, token=sent.token,
    )  # fmt: skip
    create_task(
        NewTask(
            NOTE_TASK,
            f"サポーターからの{NoteKind(sent.kind).label}を読む（{label_of(request)}）",
            on_day(now), owner_id=owner_of(request, now),
        ),
        target=note, actor=actor, now=now,
    )  # fmt: skip
    return note


@action("dispatch.note.answered")
def answer_note(note: ContactNote, *, text: str = "", actor: Actor, now: datetime) -> ContactNote:
    """Mark a supporter's note as read; an answer, where one is written, is told to them."""
    if note.case is not None:
        refuse_outsiders(note.case, actor=actor, now=now)
    row: ContactNote = (
        ContactNote.objects.select_for_update(of=("self",))
        .select_related("supporter__person", "supporter__program")
        .get(pk=note.pk)
    )
    if row.supporter is None:
        raise Refused("not_from_supporter", "サポーターからの記録にだけ、返事ができます。")
    if row.answered_at is not None:
        raise Refused("already_answered", "この記録は、すでに確認してあります。")
    write(row, answer=text, answered_at=now, answered_by_id=actor.user_id)
    close_tasks_about(row, NOTE_TASK, outcome="返事" if text else "確認", actor=actor, now=now)
    if text:
        notices.tell_about_note(row, actor=actor, now=now)
    return row
