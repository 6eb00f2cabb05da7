import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.organizations import ProgramFactory
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db


def test_pages_open(world):
    desk = Desk(world.member(Role.CLERK, Role.ADMINISTRATOR))
    with within(world.aoba):
        program = ProgramFactory()
        person = PersonFactory()
    for name, args in [
        ("index", []),
        ("people_person_changelist", []),
        ("people_person_add", []),
        ("people_person_change", [person.pk]),
        ("people_person_history", [person.pk]),
        ("programs_program_change", [program.pk]),
        ("organizations_issuer_changelist", []),
        ("organizations_organization_change", [world.aoba.pk]),
        ("pending_form", []),
    ]:
        response = desk.get(reverse(f"admin:{name}", args=args))
        assert response.status_code == 200, (name, response.status_code)
