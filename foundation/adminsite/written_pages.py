"""The pages of docs/ that are written from the code: states, personal data, permissions."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import module_has_submodule

from foundation.adminsite.permission_table import permission_table
from foundation.organizations.personal import Erase
from foundation.organizations.walls import owned_models
from foundation.states import MoveRule, TransitionTable, label_of

STATE_MODULES = ("enums", "states")
PEOPLE = ("people.Person", "cases.Client", "cases.FamilyMember")

ERASURE = {
    Erase.BLANK: "becomes empty",
    Erase.NULL: "becomes NULL",
    Erase.JSON: "becomes empty",
    Erase.FREE_TEXT: "free text, becomes empty",
    Erase.FILE: "the file is deleted",
    Erase.KEEP: "stays",
}

STATES_INTRODUCTION = """# States

Written from the transition tables by `manage.py write_docs`; a test compares this page with the
code. A state is a decision somebody made. What follows from the date alone (open, closed, expired,
due) is computed and never stored (design D10). Every move that is not drawn here is refused.
"""

MAP_INTRODUCTION = """# The map of personal data

Written from the models by `manage.py write_docs`; a test compares this page with the code, and
another fails on a column that may hold personal data and says nothing about it. For each column it
says what erasure has to do with it (rule G2); dates, numbers and states without a name stay.
*History* means that every version of the row is kept in a table of its own, which counts as the row
does. [privacy.md](privacy.md) explains purposes and periods.
"""


def app_configs() -> Iterator[AppConfig]:
    """Return Sasae's own installed apps, lowest first."""
    for name in [*settings.FOUNDATION_APPS, *settings.DOMAIN_APPS]:
        if apps.is_installed(name):
            yield next(config for config in apps.get_app_configs() if config.name == name)


def transition_tables() -> Iterator[tuple[AppConfig, TransitionTable]]:
    """Return app and table of every state table, in the order of the source."""
    for config in app_configs():
        for name in STATE_MODULES:
            if not config.module or not module_has_submodule(config.module, name):
                continue
            for value in vars(import_module(f"{config.name}.{name}")).values():
                if isinstance(value, TransitionTable):
                    yield config, value


def states_page() -> str:
    """Return docs/states.md: a diagram and the moves of every table."""
    parts = [STATES_INTRODUCTION]
    parts += [
        f"## {config.name}: {type(table.states[0]).__name__}\n\n"
        f"{_first_line(type(table.states[0]))}\n\n"
        f"```mermaid\n{table.mermaid()}```\n\n{_moves(table)}"
        for config, table in transition_tables()
    ]
    return "\n".join(parts)


def _first_line(subject: object) -> str:
    return (subject.__doc__ or "").strip().split("\n")[0]


def _moves(table: TransitionTable) -> str:
    lines = ["| from | to | what is done | by | reason |", "| --- | --- | --- | --- | --- |"]
    for (from_, to), rule in table.moves.items():
        lines.append(_move(label_of(from_), label_of(to), rule))
    return "\n".join(lines) + "\n"


def _move(from_: str, to: str, rule: MoveRule) -> str:
    reason = "required" if rule.reason_required else ""
    return f"| {from_} | {to} | {rule.label} | {', '.join(rule.by)} | {reason} |"


def personal_map_page() -> str:
    """Return docs/privacy-map.md: every personal column and what erasure does to it."""
    tracked = {getattr(model, "pgh_tracked_model", None) for model in apps.get_models()}
    parts = [MAP_INTRODUCTION]
    for config in app_configs():
        sections = [_model(model, model in tracked) for model in _personal_models(config)]
        if sections:
            parts += [f"## {config.name}\n", *sections]
    return "\n".join(parts)


def _personal_models(config: AppConfig) -> list[type[models.Model]]:
    return [
        model
        for model in owned_models()
        if model._meta.app_config is config
        and not hasattr(model, "pgh_tracked_model")
        and (getattr(model, "PERSONAL", None) or _whose(model))
    ]


def _model(model: type[models.Model], is_tracked: bool) -> str:
    facts = [f"`{model._meta.label}`"]
    if whose := _whose(model):
        facts.append("about " + ", ".join(whose))
    if is_tracked:
        facts.append("history")
    lines = [f"### {model._meta.verbose_name}\n", " · ".join(facts), ""]
    personal: dict[str, Erase] = getattr(model, "PERSONAL", {})
    if personal:
        lines += ["| column | | erasure |", "| --- | --- | --- |"]
        lines += [
            f"| `{field.name}` | {field.verbose_name} | {ERASURE[personal[field.name]]} |"
            for field in model._meta.local_fields
            if field.name in personal
        ]
    else:
        lines.append("No personal column of its own: it tells something about that person.")
    return "\n".join([*lines, ""])


def _whose(model: type[models.Model]) -> list[str]:
    return [
        f"{field.verbose_name} (`{field.name}`)"
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is not model
        and field.related_model._meta.label in PEOPLE
    ]


PAGES: dict[str, Callable[[], str]] = {
    "docs/permissions.md": permission_table,
    "docs/states.md": states_page,
    "docs/privacy-map.md": personal_map_page,
}


def write_pages(checkout: Path) -> list[str]:
    """Write the pages that differ from the code; returns their names."""
    changed = []
    for name, page in PAGES.items():
        text, path = page(), checkout / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            changed.append(name)
    return changed
