"""The date picker's scripts come in the order in which they need one another."""

import re

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.mark.parametrize("page", ["trainings_lecturerequest_add", "people_person_add"])
def test_core_comes_before_the_picker(world, aoba, page):
    html = Desk(world.member(Role.CLERK)).get(reverse(f"admin:{page}")).content.decode()

    scripts = [one.rpartition("/")[2] for one in re.findall(r'<script[^>]*src="([^"]+)"', html)]
    places = {name.partition(".")[0]: n for n, name in enumerate(scripts)}

    assert places["core"] < places["calendar"] < places["DateTimeShortcuts"]
