"""What follows when somebody on a form had applied before, or looks as if (rule B9, ADR 0016)."""

from collections.abc import Sequence
from datetime import datetime

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from trainings import notices
from trainings.enums import ApplicationState
from trainings.models import Application, Submission
from trainings.queries.repetition import Known

ALIKE = "trainings.alike"


def shown_states(earlier: list[int | None], planned: Sequence[ApplicationState]) -> list[str]:
    """Return what the done page says of each person typed; empty when nobody had applied.

    It looks as if nobody had: whoever is known stands like the person before them in the form.
    `planned` are the states of those who had not applied, or of everybody when all had.
    """
    if not any(earlier):
        return []
    if all(earlier):
        return [str(state) for state in planned]
    shown, rest, last = [], iter(planned), planned[0]
    for before in earlier:
        last = next(rest) if before is None else last
        shown.append(str(last))
    return shown


def follow_repetition(
    submission: Submission, known: Known, stored: list[Application], *, actor: Actor, now: datetime
) -> None:
    """Tell the known that their earlier application stands; let a clerk compare those alike."""
    if any(known.earlier):
        notices.tell_repeated(submission, known.earlier, actor=actor, now=now)
    pairs = zip(known.earlier, known.alike, strict=True)
    others = [other for before, other in pairs if before is None]
    for application, other in zip(stored, others, strict=True):
        if other is not None:
            _ask_whether_the_same(application, actor=actor, now=now)


def _ask_whether_the_same(application: Application, *, actor: Actor, now: datetime) -> None:
    """Let a clerk look at two applications of one name and telephone, with two addresses."""
    task = NewTask(
        kind=ALIKE,
        title=f"同じお名前と電話番号の申込が2件あります：{application.course.title}"
        f"（受付番号{application.reference}）。同じ方か、メールアドレスはどちらが正しいかを"
        "確かめ、要らないほうを取り消してください",
        due_on=on_day(now),
        phone=application.phone,
    )
    create_task(task, target=application, actor=actor, now=now)
