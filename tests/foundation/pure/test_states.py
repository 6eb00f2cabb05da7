"""Transition tables: what may follow, who says no and how, and the diagram."""

import pickle

import pytest
from django.db.models import TextChoices

from foundation.refusals import Refused
from foundation.states import IllegalTransition, MoveRule, TransitionTable


class Light(TextChoices):
    OFF = "off", "消灯"
    ON = "on", "点灯"
    BROKEN = "broken", "故障"


TABLE = TransitionTable(
    initial=[Light.OFF],
    moves={
        (Light.OFF, Light.ON): MoveRule("つける", by=("person",)),
        (Light.ON, Light.OFF): MoveRule("消す"),
        (Light.ON, Light.BROKEN): MoveRule("故障と記録する", reason_required=True),
    },
)


@pytest.mark.parametrize(
    ("from_", "to", "allowed"),
    [
        (None, "off", True),
        (None, "on", False),
        ("off", "on", True),
        ("off", "broken", False),
        ("broken", "off", False),
        ("off", "off", False),
        ("unknown", "off", False),
    ],
)
def test_only_moves_of_the_table_are_allowed(from_, to, allowed):
    assert TABLE.allows(from_, to) is allowed
    if allowed:
        assert isinstance(TABLE.require(from_, to), MoveRule)
    else:
        with pytest.raises(IllegalTransition):
            TABLE.require(from_, to)


def test_an_illegal_move_is_refused_in_words():
    with pytest.raises(Refused) as caught:
        TABLE.require("broken", Light.OFF)
    assert caught.value.code == "illegal_transition"
    assert "「故障」" in caught.value.sentence
    twin = pickle.loads(pickle.dumps(caught.value))
    assert (twin.sentence, twin.to) == (caught.value.sentence, "off")


def test_a_state_without_a_word_is_not_shown():
    table = TransitionTable(initial=["draft"], moves={("draft", "sent"): MoveRule()})
    with pytest.raises(IllegalTransition) as caught:
        table.require("sent", "draft")
    assert "sent" not in caught.value.sentence


def test_a_required_reason_may_not_be_blank():
    assert TABLE.require("on", "broken", reason="割れた").reason_required
    assert TABLE.require("on", "broken").reason_required
    with pytest.raises(Refused) as caught:
        TABLE.require("on", "broken", reason=" ")
    assert caught.value.code == "reason_missing"


def test_states_in_order_targets_and_ends():
    assert TABLE.states == ("off", "on", "broken")
    assert TABLE.targets("on") == ("off", "broken")
    assert TABLE.final == ("broken",)


@pytest.mark.parametrize(
    ("initial", "moves"),
    [((), {}), (("a",), {("b", "a"): MoveRule()})],
    ids=["no beginning", "a state nobody reaches"],
)
def test_a_table_with_a_hole_is_a_mistake(initial, moves):
    with pytest.raises(ValueError, match="without a way in"):
        TransitionTable(initial=initial, moves=moves)


def test_the_table_does_not_change_with_what_it_was_made_from():
    moves = {("a", "b"): MoveRule()}
    table = TransitionTable(initial=["a"], moves=moves)
    moves["b", "a"] = MoveRule()
    assert not table.allows("b", "a")


def test_mermaid():
    assert TABLE.mermaid() == (
        "stateDiagram-v2\n"
        '    state "消灯" as off\n'
        '    state "点灯" as on\n'
        '    state "故障" as broken\n'
        "    [*] --> off\n"
        "    off --> on : つける\n"
        "    on --> off : 消す\n"
        "    on --> broken : 故障と記録する\n"
        "    broken --> [*]\n"
    )
