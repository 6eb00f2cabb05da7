"""Opens pages in this process, as a resident or as the clerk of an organization."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.filling.trainings import staff_address
from bench.harness import Measured, paired_times
from foundation.organizations.models import StaffUser


def visitor() -> Client:
    """Return a browser without a session."""
    return Client(headers={"host": "localhost"})


def clerk(slug: str) -> Client:
    """Return a browser in which the clerk of the organization has signed in."""
    client = visitor()
    client.force_login(
        StaffUser.objects.get(email=staff_address(slug)),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def opened(client: Client, path: str) -> Any:
    """Return the response to a page that must be there."""
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return response


def queries(client: Client, path: str) -> list[str]:
    """Return the statements of one request, after a first one that fills caches."""
    opened(client, path)
    with CaptureQueriesContext(connection) as captured:
        opened(client, path)
    return [query["sql"] for query in captured.captured_queries]


def compared(large: tuple[Client, str], small: tuple[Client, str], *, runs: int = 9) -> Measured:
    """Time the same page over many rows and over few, in turn, in milliseconds.

    Raises AssertionError when the page over many rows asks the database more often.
    """
    counts = [len(queries(*one)) for one in (large, small)]
    if counts[0] > counts[1]:
        raise AssertionError(f"{large[1]}: {counts[0]} queries, over few rows {counts[1]}")
    return paired_times(lambda: opened(*large), lambda: opened(*small), runs=runs)
