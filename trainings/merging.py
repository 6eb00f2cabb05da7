"""What a merge of two people means for their courses (T25)."""

from collections.abc import Iterable
from datetime import datetime

from foundation import clock
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.people import merging
from foundation.people.merging import Pair, Step
from foundation.people.models import Person
from foundation.refusals import Refusal
from trainings.enums import OPEN_STATES, CompletionResult
from trainings.models import Application, Completion

SEATED_TWICE = "trainings.seated_twice"
COMPLETED_TWICE = "trainings.completed_twice"


def applications_of(pair: Pair) -> Iterable[Step]:
    """Yield how the applications move.

    Two open ones on one course would hold two seats: before the course is over the merge is
    refused until one is cancelled; afterwards both stay as they were and a to-do asks to look.
    """
    theirs = list(_open(pair.lost))
    twice = [(ours, one) for ours in _open(pair.kept) for one in theirs if _same(ours, one)]
    for ours, one in twice:
        if one.course.ends_at is None or one.course.ends_at >= clock.now():
            sentence = (
                f"「{one.course.title}」に、どちらの記録にも申込（{ours.reference}と"
                f"{one.reference}）があります。先に一方の申込を取り消してから、統合してください。"
            )
            yield Step(sentence, rows=1, refusal=Refusal("merge_seated_twice", sentence))
        else:
            yield _to_look_at(ours, one)
    rows = Application.objects.filter(person=pair.lost)
    if count := rows.count():

        def move(actor: Actor, now: datetime) -> None:
            Application.objects.filter(person=pair.lost).update(person=pair.kept)

        yield Step(f"申込 {count}件を移します。", move, count)


def _open(person: Person) -> Iterable[Application]:
    rows = Application.objects.filter(person=person, state__in=OPEN_STATES)
    return rows.select_related("course").order_by("pk")


def _same(ours: Application, theirs: Application) -> bool:
    return bool(ours.course_id == theirs.course_id)


def _to_look_at(ours: Application, theirs: Application) -> Step:
    both = f"{ours.reference}と{theirs.reference}"

    def ask(actor: Actor, now: datetime) -> None:
        title = f"統合した方の申込が2件あります（{both}）。出欠と修了を確かめてください"
        create_task(NewTask(SEATED_TWICE, title, on_day(now)), target=ours, actor=actor, now=now)

    return Step(
        f"終わった研修「{theirs.course.title}」の申込が2件（{both}）になります。"
        "どちらも残し、確認の「やること」を作ります。",
        ask, 1,
    )  # fmt: skip


def completions_of(pair: Pair) -> Iterable[Step]:
    """Yield how the completions move: every number given out stays, doubles become a to-do."""
    ours = list(_completed(pair.kept))
    for one in _completed(pair.lost):
        twin = next((row for row in ours if _one_result(row, one)), None)
        if twin is not None:
            yield _numbered_twice(twin, one)
    rows = Completion.objects.filter(person=pair.lost)
    if count := rows.count():

        def move(actor: Actor, now: datetime) -> None:
            Completion.objects.filter(person=pair.lost).update(person=pair.kept)

        yield Step(f"修了の記録 {count}件を移します。", move, count)


def _completed(person: Person) -> Iterable[Completion]:
    rows = Completion.objects.filter(
        person=person, result=CompletionResult.COMPLETED, voided_at__isnull=True
    )
    return rows.select_related("application").order_by("pk")


def _one_result(ours: Completion, theirs: Completion) -> bool:
    """Return whether both are for one course, or for one day of one programme in old ledgers."""
    if ours.application is not None and theirs.application is not None:
        return bool(ours.application.course_id == theirs.application.course_id)
    return bool(ours.program_id == theirs.program_id and ours.completed_on == theirs.completed_on)


def _numbered_twice(ours: Completion, theirs: Completion) -> Step:
    both = f"{ours}と{theirs}"

    def ask(actor: Actor, now: datetime) -> None:
        title = f"同じ研修の修了が2件あります（{both}）。誤りのほうを取り消してください"
        task = NewTask(COMPLETED_TWICE, title, on_day(now))
        create_task(task, target=theirs, actor=actor, now=now)

    return Step(
        f"同じ研修の修了番号が2つ（{both}）になります。どちらも残し、確認の「やること」を作ります。",
        ask, 1,
    )  # fmt: skip


merging.register("trainings.Application", "person", applications_of, order=30)
merging.register("trainings.Completion", "person", completions_of, order=31)
