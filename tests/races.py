"""Two or more database connections at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from foundation.organizations.tenancy import within


def at_once(organization: Any, *deeds: Callable[[], object]) -> list[BaseException]:
    """Run the deeds on a connection each; returns what they raised."""
    raised: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            with within(organization):
                deed()
        except BaseException as error:  # a thread must not die silently
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised
