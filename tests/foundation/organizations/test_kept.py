"""What is kept in the process never outlives the version of the row it came from."""

import copy

import pytest
from django.db import connection, transaction
from django.test import Client

from foundation.organizations.kept import Kept
from foundation.organizations.models import Organization
from foundation.organizations.queries import find_organization


def test_a_value_is_made_once_a_version_and_the_least_used_leaves():
    kept: Kept[str] = Kept(2)
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text

    def ask(key: str, version: int) -> str:
        return kept.get(key, version, lambda: make(f"{key}{version}"))

    assert [ask("a", 1), ask("a", 1), ask("b", 1), ask("a", 1), ask("c", 1)] == [
        "a1", "a1", "b1", "a1", "c1",
    ]  # fmt: skip
    assert made == ["a1", "b1", "c1"]
    assert ask("a", 2) == "a2"
    assert ask("a", 1) == "a1", "an older version is not the newer value"
    ask("b", 1)
    assert made == ["a1", "b1", "c1", "a2", "a1", "b1"], "b had left, as the least used"


@pytest.mark.django_db
def test_a_changed_row_is_read_anew_even_inside_one_transaction(world):
    """Every version has a name of its own: also two of one transaction, and one rolled back."""
    seen = []
    for phone in ("0120000001", "0120000002"):
        Organization.objects.filter(pk=world.aoba.pk).update(phone=phone)
        found = find_organization("aoba")
        assert found is not None
        seen.append((found.phone, found.row_version))
    with transaction.atomic():
        Organization.objects.filter(pk=world.aoba.pk).update(phone="0120000003")
        changed = find_organization("aoba")
        assert changed is not None
        assert changed.phone == "0120000003"
        transaction.set_rollback(True)
    after = find_organization("aoba")
    assert after is not None

    assert [phone for phone, _ in seen] == ["0120000001", "0120000002"]
    assert seen[0][1] != seen[1][1]
    assert (after.phone, after.row_version) == seen[1]


@pytest.mark.django_db
def test_raw_sql_counts_too_and_each_caller_has_a_copy(world):
    mine = find_organization("aoba")
    assert mine is not None
    mine.name = "書き換え"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organizations_organization SET section_name = '新しい課' WHERE slug = 'aoba'"
        )

    yours = find_organization("aoba")
    assert yours is not None
    assert (yours.name, yours.section_name) == ("あおば市", "新しい課")
    assert copy.copy(yours).row_version == yours.row_version


@pytest.mark.django_db
def test_the_public_page_shows_a_new_telephone_number_at_once(world):
    client = Client()
    before = client.get("/aoba/").content.decode()
    Organization.objects.filter(pk=world.aoba.pk).update(phone="0120999888")
    after = client.get("/aoba/").content.decode()

    assert "0120999888" not in before
    assert "0120999888" in after
    assert "0120999888" not in client.get("/wakaba/").content.decode()
    assert find_organization("nowhere") is None
