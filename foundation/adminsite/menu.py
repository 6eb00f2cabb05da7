"""The menu of the staff pages: groups with Japanese names, in the order of the work."""

from dataclasses import dataclass, field
from typing import Any

GROUPS = (
    "今日の仕事",
    "研修",
    "研修の準備",
    "チーム・講師",
    "研修の記録",
    "サポーター",
    "名簿と提供",
    "派遣",
    "活動の記録",
    "人",
    "文書と通知",
    "集計",
    "設定",
    "管理",
)


@dataclass(order=True)
class Entry:
    """One line of the menu; sorted by its order inside the group."""

    order: int
    name: str
    url: str = field(compare=False)
    add_url: str | None = field(default=None, compare=False)
    object_name: str = field(default="", compare=False)


def position(group: str) -> tuple[int, str]:
    """Return where a group stands; unknown groups come last by name."""
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group)


def _here(entries: dict[str, list[Entry]], path: str) -> str:
    """Return the address of the entry a page belongs to: the longest its own begins with."""
    urls = [one.url for group in entries.values() for one in group if path.startswith(one.url)]
    return max(urls, key=len, default="")


def as_app_list(entries: dict[str, list[Entry]], path: str = "") -> list[dict[str, Any]]:
    """Return the groups in the form Django's admin templates read.

    The entry of the open page is marked, and its group stands open.
    """
    here = _here(entries, path)
    return [
        {
            "name": group,
            "app_label": f"group-{position(group)[0]}",
            "app_url": "#",
            "has_module_perms": True,
            "is_open": bool(here) and any(entry.url == here for entry in entries[group]),
            "models": [
                {
                    "name": entry.name,
                    "object_name": entry.object_name or entry.name,
                    "admin_url": entry.url,
                    "is_here": bool(here) and entry.url == here,
                    "add_url": entry.add_url,
                    "view_only": entry.add_url is None,
                    "perms": {},
                }
                for entry in sorted(entries[group])
            ],
        }
        for group in sorted(entries, key=position)
    ]
