"""What can be imported: the registry of kinds, their fields and how their rows are taken over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation.imports.enums import RowAction
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Permission
from foundation.spreadsheets.headings import heading_key

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class ImportField:
    """One fact of a row. `read` turns the text of a cell into a value.

    It raises ValueError (TextError, WarekiError) whose text is a sentence for the person who wrote
    the table. `aliases` are headings that mean the field, beside its label. `show` puts a value
    into words for the preview, where `preview.words_of` would not.
    """

    code: str
    label: str
    read: Callable[[str], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    show: Callable[[Any], str] | None = None


@dataclass
class Context:
    """What the functions of a kind are given: the batch's options, what `prepare` returned for the
    present portion of rows, and a memory that lasts for the whole table."""

    options: Mapping[str, Any]
    now: datetime
    prepared: Any = None
    memory: dict[Any, Any] = field(default_factory=dict)
    row: int = 0  # the number of the present row, as Excel shows it


@dataclass(frozen=True)
class Plan:
    """What would become of a row. `note` is shown beside it in the preview."""

    action: RowAction
    target_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Applied:
    """What became of a row: its target, and what the target held before an update."""

    target_id: int
    before: Mapping[str, Any] = field(default_factory=dict)


PlanRow = Callable[[Facts, Context], Plan]
ApplyRow = Callable[[Facts, Plan, Context, Actor], Applied]
ApplyRows = Callable[[Sequence[tuple[Facts, Plan]], Context, Actor], Sequence[Applied]]
UndoRow = Callable[[int, Mapping[str, Any], Actor, datetime], None]


@dataclass(frozen=True)
class NextStep:
    """What mostly follows on an import: the button `button` of the list of the kind's target.

    `waiting` returns those of the made targets for which it is still to be done. `sentence` says
    so, with `{count}`.
    """

    sentence: str
    label: str
    button: str
    permission: Permission
    waiting: Callable[[Sequence[int]], list[int]]


@dataclass(frozen=True)
class ImportKind:
    """A kind of table.

    `plan_row` reads only; it raises Refused with the sentence for a row that cannot be taken over,
    and is asked again when rows are applied. `apply_row` creates or updates; `apply_rows` does a
    portion at once where that is faster. `undo_row` gets the target and what it held before
    (nothing: the import made it). `is_used` returns those of the made targets that something
    depends on or that were changed since. `prepare` reads once for a portion what `plan_row` asks
    for. `target` is the label of the model.
    """

    code: str
    label: str
    fields: tuple[ImportField, ...]
    plan_row: PlanRow
    apply_row: ApplyRow
    undo_row: UndoRow
    is_used: Callable[[Sequence[int]], set[int]]
    target: str
    prepare: Callable[[Sequence[Facts], Context], Any] = lambda rows, context: None
    apply_rows: ApplyRows | None = None
    # Whom a row is about, for erasures; empty where a row is about nobody.
    name_of: Callable[[Facts], str] = lambda facts: str(facts.get("name", ""))
    needs_program: bool = False
    # What the preview shows where it differs from what was read: a number as the series prints it.
    as_stored: Callable[[Facts, Context], Facts] = lambda facts, context: facts
    permission: Permission = Permission.IMPORT_PEOPLE
    next_step: NextStep | None = None

    def field(self, code: str) -> ImportField:
        """Return a field by its code; KeyError for one the kind does not know."""
        return {one.code: one for one in self.fields}[code]

    def known_headings(self) -> dict[str, str]:
        """Return field codes by the key of every heading that means them."""
        return {
            heading_key(text): one.code for one in self.fields for text in (one.label, *one.aliases)
        }


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known; apps call it when they are ready."""
    _kinds[kind.code] = kind


def all_kinds() -> list[ImportKind]:
    """Return every kind in the order of registration: lower apps first."""
    return list(_kinds.values())


def kind_of(code: str) -> ImportKind:
    """Return a kind; LookupError for one this release does not know."""
    return _kinds[code]
