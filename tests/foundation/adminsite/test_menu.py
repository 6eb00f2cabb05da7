"""The side menu: groups of the work that fold, the group of the open page standing open."""

import re

import pytest
from django.urls import reverse

from foundation.adminsite.menu import GROUPS, Entry, as_app_list
from foundation.organizations.permissions import Role
from tests.foundation.adminsite.desk import Desk

ENTRIES = {
    "研修": [Entry(10, "研修", "/staff/trainings/course/"), Entry(5, "当番", "/staff/duties/")],
    "集計": [
        Entry(10, "集計表", "/staff/reports/"),
        Entry(20, "提出物", "/staff/reports/returns/"),
    ],
}


def marked(path: str) -> tuple[list[str], list[str]]:
    groups = as_app_list(ENTRIES, path)
    opened = [group["name"] for group in groups if group["is_open"]]
    here = [entry["name"] for group in groups for entry in group["models"] if entry["is_here"]]
    return opened, here


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/staff/trainings/course/", (["研修"], ["研修"])),
        ("/staff/trainings/course/7/change/", (["研修"], ["研修"])),
        ("/staff/reports/returns/3/", (["集計"], ["提出物"])),
        ("/staff/reports/tables/year/", (["集計"], ["集計表"])),
        ("/staff/", ([], [])),
    ],
)
def test_the_page_is_found_in_the_menu(path, wanted):
    assert marked(path) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CLERK, Role.COORDINATOR, Role.APPROVER, Role.VIEWER])
def test_one_group_stands_open_and_every_group_has_a_place(world, role):
    desk = Desk(world.member(role))

    page = desk.get(reverse("admin:reports")).content.decode()

    groups = re.findall(r'<details class="nav-group"( open)?>\s*<summary>([^<]+)</summary>', page)
    names = [name for _, name in groups]
    assert [name for opened, name in groups if opened] == ["集計"]
    assert names == [name for name in GROUPS if name in names]
    assert page.count('aria-current="page"') == 1


@pytest.mark.django_db
def test_a_role_finds_its_own_entries_alone(world):
    def menu(role: Role) -> str:
        page = Desk(world.member(role)).get(reverse("admin:index")).context["available_apps"]
        return " ".join(entry["name"] for group in page for entry in group["models"])

    assert "支援ケース" in menu(Role.COORDINATOR)
    assert "支援ケース" not in menu(Role.CLERK)
    assert "集計表" in menu(Role.VIEWER)
    assert "申込" not in menu(Role.VIEWER).split()
