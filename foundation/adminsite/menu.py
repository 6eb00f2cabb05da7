"""The menu of the staff pages, read from the one plan that `settings.STAFF_MENU` names.

The plan stands at the top of the house (`config/menu/`), for it speaks of every app; this module
knows what a plan is made of and turns it into what a membership may open.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from foundation.organizations.permissions import Role
from foundation.text.kana import fold_kana
from foundation.text.keys import search_key

# Whoever may open no more pages than this finds all of them in the menu itself.
FEW = 12


@dataclass(frozen=True)
class Line:
    """One page of the plan.

    `page` is its address below `admin:`, without `_changelist` for a list. `reading` is its name in
    the menu in hiragana, then what else one may look for it by, apart by blanks. `often` names the
    roles that need it daily or weekly: for them it stands in the menu, for others on the page
    すべての機能 alone. `inside` are beginnings of addresses below the start page, of pages that are
    opened from this one without standing below it. Of two lines that name the same area the later
    one has it; the other has it for whoever may not open that.
    """

    page: str
    reading: str
    says: str  # what one does there, in one sentence
    often: tuple[Role, ...] = ()
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Pages of one kind of work; whoever has no other role than `first_for` meets it first."""

    name: str
    reading: str  # of the name, in hiragana
    lines: tuple[Line, ...]
    first_for: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One page this membership may open, by the name the plan knows it by."""

    page: str
    name: str
    url: str
    add_url: str | None = None
    object_name: str = ""


@dataclass(frozen=True)
class Shown:
    """An entry with what the plan says of it."""

    entry: Entry
    reading: str
    says: str
    is_often: bool
    is_here: bool = False


@dataclass(frozen=True)
class ShownGroup:
    """A group with the entries this membership may open."""

    name: str
    reading: str
    entries: tuple[Shown, ...]

    @property
    def is_open(self) -> bool:
        """Return whether the open page belongs here."""
        return any(one.is_here for one in self.entries)

    @property
    def in_menu(self) -> tuple[Shown, ...]:
        """Return what stands in the menu itself: what is needed often, and the open page."""
        return tuple(one for one in self.entries if one.is_often or one.is_here)


@cache
def _address(name: str, urls: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def address(name: str) -> str | None:
    """Return the address of a page that names no row; None where there is no such page.

    The menu asks for some eighty of them on every page, and they never change.
    """
    return _address(name, settings.ROOT_URLCONF)


def plan() -> tuple[Group, ...]:
    """Return the declared menu."""
    groups: tuple[Group, ...] = import_string(settings.STAFF_MENU)
    return groups


def _in_order(groups: Iterable[Group], roles: Collection[str]) -> list[Group]:
    return sorted(groups, key=lambda group: not (roles and set(roles) <= set(group.first_for)))


def _here(groups: Iterable[Group], known: Mapping[str, Entry], path: str) -> str:
    """Return the entry's page an address belongs to: the longest beginning; of equals the last."""
    start = address("admin:index")
    areas = [
        (area, line.page)
        for group in groups
        for line in group.lines
        if line.page in known
        for area in (known[line.page].url, *(f"{start}{part}" for part in line.inside))
        if path.startswith(area)
    ]
    return max(reversed(areas), key=lambda area: len(area[0]), default=("", ""))[1]


def grouped(
    groups: Iterable[Group], entries: Iterable[Entry], roles: Collection[str], path: str = ""
) -> list[ShownGroup]:
    """Return the groups with what may be opened, in the order of these roles. No queries."""
    known = {entry.page: entry for entry in entries}
    groups = tuple(groups)
    here = _here(groups, known, path)
    few = len(known) <= FEW
    found = []
    for group in _in_order(groups, roles):
        shown = tuple(
            Shown(
                entry,
                line.reading,
                line.says,
                few or bool(set(roles) & set(line.often)),
                entry.page == here,
            )
            for line in group.lines
            if (entry := known.get(line.page)) is not None
        )
        if shown:
            found.append(ShownGroup(group.name, group.reading, shown))
    return found


def _sought(*texts: str) -> str:
    """Return texts as they are compared: variants, width and case folded, kana in hiragana."""
    return fold_kana(search_key("".join(texts)))


def matching(groups: Iterable[ShownGroup], text: str) -> list[ShownGroup]:
    """Return what speaks of every word of `text` in its name, sentence, group or readings."""
    words = [_sought(word) for word in text.split()]
    found = []
    for group in groups:
        entries = tuple(
            one
            for one in group.entries
            if all(word in _looked_through(group, one) for word in words)
        )
        if entries:
            found.append(replace(group, entries=entries))
    return found


def _looked_through(group: ShownGroup, one: Shown) -> str:
    # Each part by itself: a word must not be found across the end of one.
    return "\n".join(
        _sought(part)
        for part in (group.name, group.reading, one.entry.name, one.says, *one.reading.split())
    )


def as_app_list(groups: Iterable[ShownGroup]) -> list[dict[str, Any]]:
    """Return the groups in the form Django's admin templates read, with the house's own marks."""
    return [
        {
            "name": group.name,
            "app_label": f"group-{number}",
            "app_url": "#",
            "has_module_perms": True,
            "group": group,
            "models": [
                {
                    "name": one.entry.name,
                    "object_name": one.entry.object_name or one.entry.name,
                    "admin_url": one.entry.url,
                    "add_url": one.entry.add_url,
                    "view_only": one.entry.add_url is None,
                    "perms": {},
                }
                for one in group.entries
            ],
        }
        for number, group in enumerate(groups)
    ]
