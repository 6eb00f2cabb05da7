"""System checks that protect decisions a package installation could undo silently."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import connection


@register()
def psycopg2_is_used(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse psycopg 3: Django would switch to it as soon as it is installed (design D1)."""
    database = getattr(connection, "Database", None)
    if database is not None and database.__name__ != "psycopg2":
        return [Error("psycopg 3 is installed; Sasae runs on psycopg2 only.", id="sasae.E001")]
    return []
