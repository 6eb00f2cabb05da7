"""The demo, made once for all tests of this folder and rolled back after them."""

from collections.abc import Iterator
from typing import Any

import pytest

from demo.build import build_demo
from foundation import clock
from foundation.organizations.actor import Actor
from foundation.organizations.models import Membership, Organization
from foundation.organizations.tenancy import within
from foundation.people.models import ErasureRun, RetentionRule
from tests.foundation.imports.tables import upload, xlsx
from tests.keeping import count_rows_anew, kept_for_several_tests


def add_what_the_demo_lacks(town: Organization) -> None:
    """Make a row of each table that staff see and that no demo needs."""
    user = Membership.objects.filter(organization=town).earliest("pk").user
    with within(town):
        RetentionRule.objects.create(kind="people.unused", years=1, start="event")
        ErasureRun.objects.create(root="people.Person", as_of=clock.today(), proposed_by=user)
        upload(xlsx(["氏名", "住所"], ["佐藤 花子", "本町1-2-3"]), Actor.staff(user))


@pytest.fixture(scope="package")
def made_demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Every test of the package runs in a transaction inside this one."""
    with kept_for_several_tests(django_db_blocker):
        build_demo(clock.now())
        for town in Organization.objects.filter(kind="municipality"):
            add_what_the_demo_lacks(town)
        count_rows_anew()  # else the tables of figures take minutes
        yield


@pytest.fixture
def demo(made_demo: None, db: None) -> None:
    """あおば市, わかば町 and みどり県 with three years of work."""
