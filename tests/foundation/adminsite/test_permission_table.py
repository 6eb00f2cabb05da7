"""docs/permissions.md is what the code says (rules I)."""

from pathlib import Path

from foundation.adminsite.permission_table import MEANINGS, permission_table
from foundation.organizations.permissions import Permission

PAGE = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"


def test_the_page_agrees_with_the_code():
    assert PAGE.read_text() == permission_table()


def test_every_permission_has_a_meaning():
    assert set(MEANINGS) == set(Permission)
