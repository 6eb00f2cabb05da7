"""System checks that protect decisions a package installation could undo silently."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection


@register()
def psycopg2_is_used(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse psycopg 3: Django would switch to it as soon as it is installed (design D1)."""
    database = getattr(connection, "Database", None)
    if database is not None and database.__name__ != "psycopg2":
        return [Error("psycopg 3 is installed; Sasae runs on psycopg2 only.", id="sasae.E001")]
    return []


@register()
def proxies_are_counted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where a proxy stands before the application and none is counted.

    All people would have one address then: one limit and one lockout for everybody.
    """
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and not settings.PROXY_COUNT:
        text = "BEHIND_TLS_PROXY is set and PROXY_COUNT is 0: set it to the number of proxies."
        return [Warning(text, id="sasae.W001")]
    return []
