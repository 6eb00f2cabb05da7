"""search-*: a name search as staff do it, against a bare LIKE over the organization's rows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db import models
from django.test import RequestFactory

from bench import databases
from bench.filling.plan import LARGE
from bench.filling.trainings import staff_address
from bench.harness import Measured, NotThere, Scale, figure, paired_times
from foundation import text
from foundation.organizations.models import Membership, Organization, StaffUser
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from trainings.models import Application

KANJI = "藤恵"
KANA = "りと"
PAGE = 50


def _bare_like(model: type[models.Model], column: str, key: str) -> Callable[[], Any]:
    """Count with one LIKE, in plain SQL and without row-level security."""
    owner = databases.current().backup()
    number = Organization.objects.get(slug=LARGE).pk
    sql = (
        f'SELECT count(*) FROM "{model._meta.db_table}"'
        f" WHERE organization_id = %s AND {column} LIKE %s"
    )

    def run() -> Any:
        with owner.cursor() as cursor:
            cursor.execute(sql, [number, f"%{key}%"])
            return cursor.fetchone()

    return run


def _staff_search(model: type[models.Model], words: str) -> Callable[[], Any]:
    """Search, count to the cap and read one page, as the model's staff list does."""
    organization = Organization.objects.get(slug=LARGE)
    if model not in admin.site._registry:
        raise NotThere(f"no staff list of {model._meta.label}")
    staff_list: Any = admin.site._registry[model]
    request = _asked_for(words, organization)
    related = [name for name in staff_list.list_select_related or () if isinstance(name, str)]

    def run() -> Any:
        with within(organization):
            rows = staff_list.get_queryset(request)
            found, _ = staff_list.get_search_results(request, rows, words)
            found = found.select_related(*related) if related else found
            pages = staff_list.get_paginator(request, found, PAGE)
            return pages.count, list(pages.page(1).object_list)

    return run


def _asked_for(words: str, organization: Organization) -> Any:
    """Return the request of the clerk who typed the words."""
    request: Any = RequestFactory().get("/", {SEARCH_VAR: words})
    request.user = StaffUser.objects.get(email=staff_address(LARGE))
    request.organization = organization
    request.membership = Membership.objects.get(user=request.user)
    request.may = lambda permission, program=None: True
    return request


def _compare(model: type[models.Model], words: str, column: str, key: str) -> Measured:
    ours, floor = _staff_search(model, words), _bare_like(model, column, key)
    count, _ = ours()
    (found,) = floor()
    if count != found:
        raise AssertionError(f"{words}: the staff list finds {count}, the bare LIKE {found}")
    return paired_times(ours, floor)


@figure("search-application-kanji", unit="ms", bound=3, at_least=False)
def application_kanji(scale: Scale) -> Measured:
    """Two kanji that stand at the seam of family and given name."""
    return _compare(Application, KANJI, "name_key", text.search_key(KANJI))


@figure("search-application-kana", unit="ms", bound=3, at_least=False)
def application_kana(scale: Scale) -> Measured:
    """Two kana."""
    return _compare(Application, KANA, "kana_key", text.kana_search_key(KANA))


@figure("search-person-kanji", unit="ms", bound=3, at_least=False)
def person_kanji(scale: Scale) -> Measured:
    """Two kanji among the people of the organization."""
    return _compare(Person, KANJI, "name_key", text.search_key(KANJI))


@figure("search-person-kana", unit="ms", bound=3, at_least=False)
def person_kana(scale: Scale) -> Measured:
    """Two kana among the people of the organization."""
    return _compare(Person, KANA, "kana_key", text.kana_search_key(KANA))
