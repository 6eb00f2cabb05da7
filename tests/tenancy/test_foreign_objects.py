"""Every address asked with the other municipality's object answers 404 (design D8).

The addresses come from the URLconf: a new one without an example fails. The objects come from the
demo data, in which あおば市 and わかば町 are look-alikes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from foundation.notices import links
from foundation.organizations.models import Membership, Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.organizations import MembershipFactory, StaffUserFactory
from tests.foundation.adminsite.desk import Desk
from tests.tenancy.examples import EXAMPLES, HARMLESS, WITHOUT_ROWS

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def leaves(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for item in resolver.url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from leaves(item, route)
        else:
            yield route, item


def with_objects() -> list[tuple[str, URLPattern]]:
    """The addresses that name a row, except those of the sign-in library."""
    return [
        (route, pattern)
        for route, pattern in leaves(get_resolver())
        if "<" in route.replace("<slug:slug>", "") and not route.startswith("accounts/")
    ]


@pytest.fixture
def towns(demo: None) -> tuple[Organization, Organization]:
    return Organization.objects.get(slug="aoba"), Organization.objects.get(slug="wakaba")


@pytest.fixture
def desk(towns: tuple[Organization, Organization]) -> Desk:
    """Somebody of あおば市 who may do everything there."""
    roles = [role.value for role in Role if role not in (Role.CONTRACTOR, Role.RECEPTION)]
    membership: Membership = MembershipFactory(
        user=StaffUserFactory(), organization=towns[0], roles=roles
    )
    return Desk(membership)


def their_row(label: str, wakaba: Organization) -> Any:
    with within(wakaba):
        return apps.get_model(label)._default_manager.order_by("pk").last()


def admin_model(name: str) -> Any:
    for model in admin.site._registry:
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(prefix):
            return model
    return None


def test_every_address_with_an_object_has_an_example():
    missing = [
        f"{pattern.name} {route}"
        for route, pattern in with_objects()
        if pattern.name not in EXAMPLES
        and pattern.name not in HARMLESS
        and not ("<int:object_id>" in route and admin_model(pattern.name or ""))
    ]

    assert missing == []


def test_staff_pages_of_every_table_answer_404_for_the_other_town(desk, towns):
    wrong, untested = [], set()
    for route, pattern in with_objects():
        model = admin_model(pattern.name or "")
        if "<int:object_id>" not in route or model is None:
            continue
        row = their_row(model._meta.label, towns[1]) if hasattr(model, "organization") else None
        if row is None:
            untested.add(model._meta.label)
            continue
        path = reverse(f"admin:{pattern.name}", args=[row.pk])
        for answer in (desk.get(path), desk.post(path)):
            if answer.status_code != 404:
                wrong.append(f"{answer.status_code} {path}")

    assert wrong == []
    assert untested <= WITHOUT_ROWS


def test_other_addresses_answer_404_for_the_other_town(desk, towns):
    aoba, wakaba = towns
    wrong = []
    for route, pattern in with_objects():
        if pattern.name not in EXAMPLES:
            continue
        example = EXAMPLES[pattern.name]
        row = their_row(example.model, wakaba)
        assert row is not None, f"{pattern.name}: わかば町 has no {example.model}"
        session = desk.session
        for purpose in links.known_purposes():
            # Even a session that claims the row for our town must not reach it.
            links.remember(session, purpose, row.pk, aoba.pk)
        session.save()
        kwargs = dict(example.kwargs(row))
        if "<slug:slug>" in route:
            kwargs["slug"] = "aoba"
        name = f"admin:{pattern.name}" if route.startswith("staff/") else pattern.name
        path = reverse(str(name), kwargs=kwargs)
        for answer in (desk.get(path), desk.post(path)):
            if answer.status_code not in (404, 405):
                wrong.append(f"{answer.status_code} {path}")

    assert wrong == []


def test_the_rows_exist_for_their_own_town(towns):
    """The positive control: the very same addresses answer their own people."""
    roles = [role.value for role in Role if role not in (Role.CONTRACTOR, Role.RECEPTION)]
    theirs = Desk(
        MembershipFactory(user=StaffUserFactory(), organization=towns[1], roles=roles)
    )
    answered = 0
    for model in admin.site._registry:
        if not hasattr(model, "organization"):
            continue
        row = their_row(model._meta.label, towns[1])
        if row is None:
            continue
        info = f"{model._meta.app_label}_{model._meta.model_name}"
        answered += theirs.get(reverse(f"admin:{info}_change", args=[row.pk])).status_code == 200

    assert answered >= 15
