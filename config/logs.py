"""What may stand in a log: where something went wrong, never whose data it was about.

An error's text may hold what somebody typed; of tables outside the walls, such as the outbox,
PostgreSQL even writes the whole row ("Failing row contains …"). And the address of a mailed link is
a key. Both would outlive every erasure in a file nobody thinks of.
"""

import logging
import re
from typing import Any

from foundation.jobs.failures import describe

KEYS = re.compile(r"/(l|key)/[^/\s]+")
"""The token of a mailed link, and of a link that sets a password."""


class DiscreetFormatter(logging.Formatter):
    """Errors by class and place without their text, addresses without their keys."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, whatever another handler has made of the record before."""
        record.exc_text = None
        return KEYS.sub(r"/\1/…", super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        """Return the error and what caused it, each in a line."""
        lines: list[str] = []
        error = ei[1]
        while error is not None and len(lines) < 5:
            lines.append(describe(error))
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
