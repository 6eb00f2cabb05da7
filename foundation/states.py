"""Which state may follow which: one table per state field, also the source of the diagrams.

Rule B2 and the like are written as a ``TransitionTable`` beside the TextChoices of the state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from foundation.refusals import Refused


@dataclass(frozen=True)
class MoveRule:
    """What is said and asked of one move.

    ``label`` is the deed in Japanese as it stands on a button and on the arrow of the diagram,
    ``by`` who does it (for example ``("person", "clerk")``).
    """

    label: str = ""
    by: tuple[str, ...] = ()
    reason_required: bool = False


class IllegalTransition(Refused):
    """A move the table does not know, usually from a page that has become stale."""

    def __init__(self, from_: str | None, to: str) -> None:
        self.from_ = from_
        self.to = to
        word = getattr(from_, "label", "")
        now = f"今の状態は「{word}」です。" if word else ""
        super().__init__(
            "illegal_transition",
            f"この操作は、今の状態ではできません。{now}画面を読み込み直して、状態をご確認ください。",
        )

    def __reduce__(self) -> tuple[type, tuple[str | None, str]]:
        return type(self), (self.from_, self.to)


class TransitionTable:
    """The states in which a row may begin and the moves between states.

    A state that can be left but never reached is a mistake in the table (ValueError).
    """

    def __init__(
        self, *, initial: Iterable[str], moves: Mapping[tuple[str, str], MoveRule]
    ) -> None:
        self.initial: tuple[str, ...] = tuple(dict.fromkeys(initial))
        self.moves: Mapping[tuple[str, str], MoveRule] = MappingProxyType(dict(moves))
        reached = {*self.initial, *(to for _, to in self.moves)}
        stray = [from_ for from_, _ in self.moves if from_ not in reached]
        if not self.initial or stray:
            raise ValueError(f"states without a way in: {stray or 'no initial state'}")

    @property
    def states(self) -> tuple[str, ...]:
        """Every state of the table, in the order of first mention."""
        mentioned = [*self.initial, *(state for move in self.moves for state in move)]
        return tuple(dict.fromkeys(mentioned))

    @property
    def final(self) -> tuple[str, ...]:
        """The states that nothing leads out of."""
        left = {from_ for from_, _ in self.moves}
        return tuple(state for state in self.states if state not in left)

    def targets(self, from_: str) -> tuple[str, ...]:
        """The states that may follow, in the order of the table (for buttons)."""
        return tuple(to for origin, to in self.moves if origin == from_)

    def allows(self, from_: str | None, to: str) -> bool:
        """Whether the move is in the table; from None means that the row is being made."""
        return to in self.initial if from_ is None else (from_, to) in self.moves

    def require(
        self, from_: str | None, to: str, *, reason: str | None = None, by: str = ""
    ) -> MoveRule:
        """The rule of the move.

        Raises IllegalTransition when the table does not know the move, or knows it but not as a
        deed of ``by``; and Refused ``reason_missing`` when the move asks for a reason and
        ``reason`` is blank. A caller that checks the reason elsewhere leaves ``reason`` out, one
        that checks the doer elsewhere leaves ``by`` out.
        """
        known = self.allows(from_, to)
        rule = MoveRule() if from_ is None or not known else self.moves[from_, to]
        if not known or (by and rule.by and by not in rule.by):
            # A value read from the database is a bare string; the table's member has the label.
            labelled = {state: state for state in self.states}
            raise IllegalTransition(labelled.get(from_, from_) if from_ else None, to)
        if rule.reason_required and reason is not None and not reason.strip():
            raise Refused("reason_missing", "理由を入力してください。記録に残ります。")
        return rule

    def mermaid(self) -> str:
        """The table as a mermaid state diagram, the same text for the same table."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{label_of(state)}" as {_plain(state)}' for state in self.states]
        lines += [f"    [*] --> {_plain(state)}" for state in self.initial]
        for (from_, to), rule in self.moves.items():
            deed = f" : {rule.label}" if rule.label else ""
            lines.append(f"    {_plain(from_)} --> {_plain(to)}{deed}")
        lines += [f"    {_plain(state)} --> [*]" for state in self.final]
        return "\n".join(lines) + "\n"


def label_of(state: str) -> str:
    """The Japanese word of a TextChoices member, or the bare value of a plain string."""
    return str(getattr(state, "label", state))


def _plain(state: str) -> str:
    return str(getattr(state, "value", state))
