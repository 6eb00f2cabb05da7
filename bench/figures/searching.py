"""search-*: a name search as staff do it, against a bare LIKE over the organization's rows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models

from bench import databases
from bench.filling.plan import LARGE
from bench.harness import Measured, NotThere, Scale, figure, paired_times
from foundation import text
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from foundation.people.queries import current_people
from trainings.models import Application

KANJI = "藤恵"
KANA = "りと"
PAGE = 50


def _bare_like(model: type[models.Model], column: str, key: str) -> Callable[[], object]:
    """Count with one LIKE, in plain SQL and without row-level security."""
    owner = databases.current().backup()
    number = Organization.objects.get(slug=LARGE).pk
    sql = (
        f'SELECT count(*) FROM "{model._meta.db_table}"'
        f" WHERE organization_id = %s AND {column} LIKE %s"
    )

    def run() -> object:
        with owner.cursor() as cursor:
            cursor.execute(sql, [number, f"%{key}%"])
            return cursor.fetchone()

    return run


def _staff_search(
    model: type[models.Model], rows: Callable[[], Any], words: str
) -> Callable[[], object]:
    """Search, count to the cap and read one page, as the model's staff list does."""
    organization = Organization.objects.get(slug=LARGE)
    if model not in admin.site._registry:
        raise NotThere(f"no staff list of {model._meta.label}")
    staff_list: Any = admin.site._registry[model]

    def run() -> object:
        with within(organization):
            found, _ = staff_list.get_search_results(None, rows(), words)
            pages = staff_list.paginator(found, PAGE)
            return pages.count, list(pages.page(1).object_list)

    return run


def _applications() -> Any:
    return Application.objects.select_related("course", "submission").order_by("-id")


def _compare(
    model: type[models.Model], rows: Callable[[], Any], words: str, column: str, key: str
) -> Measured:
    return paired_times(_staff_search(model, rows, words), _bare_like(model, column, key))


@figure("search-application-kanji", unit="ms", bound=3, at_least=False)
def application_kanji(scale: Scale) -> Measured:
    """Two kanji that stand at the seam of family and given name."""
    return _compare(Application, _applications, KANJI, "name_key", text.search_key(KANJI))


@figure("search-application-kana", unit="ms", bound=3, at_least=False)
def application_kana(scale: Scale) -> Measured:
    """Two kana."""
    return _compare(Application, _applications, KANA, "kana_key", text.kana_search_key(KANA))


@figure("search-person-kanji", unit="ms", bound=3, at_least=False)
def person_kanji(scale: Scale) -> Measured:
    """Two kanji among the people of the organization."""
    return _compare(Person, current_people, KANJI, "name_key", text.search_key(KANJI))


@figure("search-person-kana", unit="ms", bound=3, at_least=False)
def person_kana(scale: Scale) -> Measured:
    """Two kana among the people of the organization."""
    return _compare(Person, current_people, KANA, "kana_key", text.kana_search_key(KANA))
