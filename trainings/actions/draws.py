"""Freeze the list, draw the lots, take a list back before the draw (rules B2, B8, B11; T9, T10)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from foundation.text import clean_line
from trainings import notices
from trainings.actions.seats import count_seats, lock_course, move_application
from trainings.enums import ApplicationState, SeatKind
from trainings.models import Application, Course, Draw
from trainings.queries.draws import look_alikes, proposals, received_on
from trainings.rules.draw import (
    DrawResult,
    LotEntry,
    Placed,
    Strays,
    fingerprint,
    read_list,
    results_of,
    why_cannot_draw,
    why_cannot_freeze,
    write_list,
)

S = ApplicationState
LOST_REASON = "抽選の結果"
SEED_MADE = "システムが乱数で作成"


@dataclass(frozen=True)
class ListChoices:
    """How the list is made: priorities in order, groups changed by hand, pairs looked at."""

    priorities: Sequence[str] = ()
    groups: Mapping[int, int] = field(default_factory=dict)
    different_people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LotChoices:
    """How the lots are drawn: the seed (made when empty), reserves (None: all), their validity."""

    reserve_until: datetime
    seed: str = ""
    seed_source: str = ""
    reserves: int | None = None


@action("trainings.draw.frozen")
def freeze_list(course: Course, choices: ListChoices, *, actor: Actor, now: datetime) -> Draw:
    """Fix who takes part in the draw and compute the hash to announce.

    Refused while two applications look like one person and nobody said that they are not.
    """
    course = lock_course(course.pk)
    rows = proposals(course, choices.priorities)
    if refusal := why_cannot_freeze(course, len(rows), now):
        raise Refused(refusal)
    if Draw.objects.filter(course=course, voided_at__isnull=True).exists():
        raise Refused("frozen_already", "この研修の抽選名簿は、すでに確定しています。")
    pairs = look_alikes([row.application for row in rows])
    unseen = [pair for pair in pairs if pair.key not in choices.different_people]
    if unseen:
        raise Refused(
            "same_person",
            f"同じ人かもしれない申込が{len(unseen)}組あります。片方を取り消すか、"
            "別の人であることを確かめて印を付けてください。",
        )
    text = write_list(
        (
            LotEntry(
                row.application.received_seq,
                row.application.reference,
                row.unit,
                choices.groups.get(row.application.pk, row.group),
                row.application.submission.may_split,
                row.application.seat,
            )
            for row in rows
        ),
        apart=course.counts_online,
    )
    draw: Draw = Draw.objects.create(
        course=course,
        priorities=list(choices.priorities),
        list_text=text,
        list_hash=fingerprint(text),
        people=len(rows),
        same_person_checked=[{"pair": pair.key, "why": pair.why} for pair in pairs],
        frozen_at=now,
    )
    return draw


@action("trainings.draw.voided")
def void_list(draw: Draw, *, reason: str, actor: Actor, now: datetime) -> Draw:
    """Take a frozen list back before the lots are drawn, with a reason."""
    lock_course(draw.course_id)
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if not draw.is_waiting:
        raise Refused("drawn", "抽選が終わった名簿は取り消せません。変更は申込ごとに行います。")
    if not reason.strip():
        raise Refused("reason_missing", "名簿を取り消す理由を入力してください。記録に残ります。")
    draw.voided_at = now
    draw.voided_reason = reason.strip()
    draw.save(update_fields=["voided_at", "voided_reason"])
    return draw


@action("trainings.draw.drawn")
def draw_lots(draw: Draw, choices: LotChoices, *, actor: Actor, now: datetime) -> Draw:
    """Draw: winners are accepted, reserves wait in their order, the rest is declined; all told.

    The validity of the reserves becomes the course's 繰上げ期限 (rule B5, T10).
    """
    course = lock_course(draw.course_id)
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    received = {row.received_seq: row for row in received_on(course)}
    entries = read_list(draw.list_text)
    strays = _strays(course, {entry.lot: entry.seat for entry in entries}, received)
    if refusal := why_cannot_draw(draw, course, strays, choices.reserve_until, now):
        raise Refused(refusal)
    seed = clean_line(choices.seed)
    draw.seed = seed or secrets.token_hex(16)
    draw.seed_source = clean_line(choices.seed_source) if seed else SEED_MADE
    draw.seats = count_seats(course).free
    if course.counts_online:
        draw.online_seats = count_seats(course, SeatKind.ONLINE).free
    draw.reserves = choices.reserves
    draw.withdrawn = sorted(entry.lot for entry in entries if entry.lot not in received)
    draw.reserve_until = choices.reserve_until
    draw.drawn_at = now
    draw.drawn_by_id = actor.user_id
    draw.save()
    course.promotion_until = choices.reserve_until
    course.save(update_fields=["promotion_until"])
    _apply(results_of(draw), received, actor=actor, now=now)
    return draw


def _strays(
    course: Course, seats: Mapping[int, str], received: Mapping[int, Application]
) -> Strays:
    listed = {lot: row for lot, row in received.items() if lot in seats}
    return Strays(
        [row.reference for lot, row in received.items() if lot not in seats],
        [
            row.reference
            for lot, row in listed.items()
            if course.counts_online and row.seat != seats[lot]
        ],
    )


def _apply(
    placed: Sequence[Placed], received: Mapping[int, Application], *, actor: Actor, now: datetime
) -> None:
    """Write rank and state of each person, then tell all: a waiting place counts the others."""
    moves = {
        DrawResult.WON: (S.ACCEPTED, notices.tell_accepted),
        DrawResult.RESERVE: (S.WAITING, notices.tell_waiting),
        DrawResult.LOST: (S.DECLINED, notices.tell_declined),
    }
    told = []
    for one in placed:
        if one.result not in moves:
            continue
        application = received[one.entry.lot]
        application.rank = one.rank
        application.save(update_fields=["rank"])
        state, tell = moves[one.result]
        # The queue is sorted by the moment of joining it: the rank keeps the drawn order.
        moment = now + timedelta(microseconds=one.rank)
        reason = LOST_REASON if state == S.DECLINED else ""
        move_application(application, state, reason=reason, actor=actor, now=moment)
        told.append((application, tell))
    for application, tell in told:
        tell(application, actor=actor, now=now)
