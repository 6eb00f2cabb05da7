"""Pages of a long list: counted exactly up to ten thousand, 「10,000件以上」 beyond."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

LIMIT = 10_000


class CappedPaginator(Paginator[Any]):
    """Counts at most LIMIT + 1 rows and offers no page beyond LIMIT: a search is quicker."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        # Sorted, the database would have to fetch the rows in that order only to count them.
        return int(rows.order_by()[: LIMIT + 1].count())

    @cached_property
    def count(self) -> int:
        """Return the number of rows, at most LIMIT."""
        return min(self._counted, LIMIT)

    @property
    def is_capped(self) -> bool:
        """Return whether there are more rows than counted."""
        return self._counted > LIMIT

    @property
    def count_label(self) -> str:
        """Return the count as it is shown."""
        return f"{LIMIT:,}件以上" if self.is_capped else f"{self.count:,}件"
