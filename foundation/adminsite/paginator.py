"""Pages of a long list: counted exactly up to ten thousand, 「10,000件以上」 beyond."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from foundation.among import among

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


class FoundPaginator(CappedPaginator):
    """Pages of what was searched: looked for once, in order; a page then fetches its own rows.

    Counting and each page would else look through every name again.
    """

    @cached_property
    def _found(self) -> list[Any]:
        rows: Any = self.object_list
        return list(rows.values_list("pk", flat=True)[: LIMIT + 1])

    @cached_property
    def _counted(self) -> int:
        return len(self._found)

    def page(self, number: int | str) -> Page[Any]:
        """Return the page of that number."""
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        rows: Any = self.object_list
        wanted = self._found[begin : min(begin + self.per_page, self.count)]
        # Their order is known: the database need neither be asked for it nor sort.
        place = {pk: at for at, pk in enumerate(wanted)}
        found = rows.filter(among("pk", wanted)).order_by()
        return Page(sorted(found, key=lambda row: place[row.pk]), number, self)
