"""Every address of the product, and the row that stands for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse

from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from tests.tenancy.examples import EXAMPLES, HARMLESS

LIBRARY = "accounts/"
"""The pages of the sign-in library; they name no row of an organization."""


@dataclass(frozen=True)
class Address:
    """One line of the URLconf."""

    name: str  # with its namespace, as reverse() takes it
    route: str
    callback: Any

    @property
    def has_object(self) -> bool:
        return "<" in self.route.replace("<slug:slug>", "") or "(?P<" in self.route

    @property
    def model(self) -> Any:
        """The table of an admin page whose address names a row; else None."""
        if "<int:object_id>" not in self.route:
            return None
        short = self.name.removeprefix("admin:")
        for model in admin.site._registry:
            if short.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
                return model
        return None

    @property
    def is_bulk(self) -> bool:
        return self.route.startswith("staff/") and "_bulk_" in self.name

    @property
    def label(self) -> str:
        """The table whose row stands for the address; empty without one."""
        if self.model is not None:
            return str(self.model._meta.label)
        return EXAMPLES[self.name].model if self.name in EXAMPLES else ""

    @property
    def is_owned(self) -> bool:
        """Whether the row that stands for the address belongs to an organization."""
        if not self.label:
            return False
        model = apps.get_model(self.label)
        return model is Organization or hasattr(model, "organization")

    def path(self, row: Any, slug: str = "aoba") -> str:
        """The address for a row."""
        if self.model is not None:
            return reverse(self.name, args=[row.pk])
        kwargs = dict(EXAMPLES[self.name].kwargs(row)) if self.name in EXAMPLES else {}
        if "<slug:slug>" in self.route:
            kwargs["slug"] = slug
        return reverse(self.name, kwargs=kwargs)


def addresses() -> list[Address]:
    """Every address except those of the sign-in library."""
    return [one for one in _leaves(get_resolver()) if not one.route.startswith(LIBRARY)]


def without_example() -> list[Address]:
    return [
        one
        for one in addresses()
        if one.has_object
        and one.model is None
        and one.name not in EXAMPLES
        and one.name not in HARMLESS
    ]


def owner_of(row: Any) -> int:
    """The key of the organization a row belongs to; an organization is its own."""
    key: int = row.pk if isinstance(row, Organization) else row.organization_id
    return key


def row_of(label: str, organizations: list[Organization]) -> Any:
    """The newest row of the first organization that has one; None when none has."""
    if apps.get_model(label) is Organization:
        return organizations[0]
    for organization in organizations:
        with within(organization):
            rows = apps.get_model(label)._default_manager
            # Memberships and such are found in every organization.
            row = rows.filter(organization=organization).order_by("pk").last()
            if row is not None:
                return row
    return None


def _leaves(resolver: Any, prefix: str = "", space: str = "") -> Iterator[Address]:
    for item in resolver.url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            below = f"{space}{item.namespace}:" if item.namespace else space
            yield from _leaves(item, route, below)
        else:
            yield Address(f"{space}{item.name or ''}", route, item.callback)
