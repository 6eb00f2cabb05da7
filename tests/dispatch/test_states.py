"""Every move of every state table of dispatch: the allowed ones happen, all others are refused."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from dispatch.cases.enums import CASE_MOVES
from dispatch.enums import (
    ASSIGNMENT_MOVES,
    INVITATION_MOVES,
    REPORT_MOVES,
    REQUEST_MOVES,
    VISIT_MOVES,
    AssignmentState,
    InvitationState,
    ReportState,
    RequestState,
    VisitState,
)
from foundation.refusals import Refused
from foundation.states import IllegalTransition

ALLOWED = {
    "request": (REQUEST_MOVES, RequestState, """
        received>approved received>declined received>withdrawn approved>withdrawn
        approved>closed"""),
    "invitation": (INVITATION_MOVES, InvitationState, """
        sent>accepted sent>declined sent>withdrawn accepted>withdrawn"""),
    "assignment": (ASSIGNMENT_MOVES, AssignmentState, """
        preparing>active preparing>ended active>on_hold on_hold>active active>ended
        on_hold>ended"""),
    "visit": (VISIT_MOVES, VisitState, """
        proposed>planned proposed>cancelled planned>on_hold on_hold>planned on_hold>cancelled
        planned>done planned>excused planned>cancelled planned>not_met"""),
    "report": (REPORT_MOVES, ReportState, """
        draft>submitted submitted>returned returned>submitted submitted>answered"""),
}  # fmt: skip


def matrix() -> Iterator[Any]:
    for name, (table, states, allowed) in ALLOWED.items():
        moves = set(allowed.split())
        for origin, to in itertools.product(list[str](states), repeat=2):
            yield pytest.param(
                table, origin, to, f"{origin}>{to}" in moves, id=f"{name}:{origin}>{to}"
            )


@pytest.mark.parametrize(("table", "origin", "to", "allowed"), list(matrix()))
def test_a_move_is_allowed_or_refused(table, origin, to, allowed):
    if allowed:
        table.require(origin, to)
    else:
        with pytest.raises(IllegalTransition):
            table.require(origin, to)


@pytest.mark.parametrize(
    ("table", "origin", "to"),
    [
        (REQUEST_MOVES, RequestState.RECEIVED, RequestState.DECLINED),
        (ASSIGNMENT_MOVES, AssignmentState.ACTIVE, AssignmentState.ON_HOLD),
        (ASSIGNMENT_MOVES, AssignmentState.ACTIVE, AssignmentState.ENDED),
        (REPORT_MOVES, ReportState.SUBMITTED, ReportState.RETURNED),
        (CASE_MOVES, "open", "closed"),
    ],
)
def test_a_reason_is_asked_for_where_somebody_is_turned_away(table, origin, to):
    with pytest.raises(Refused) as refused:
        table.require(origin, to, reason=" ")

    assert refused.value.code == "reason_missing"
