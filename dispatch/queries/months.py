"""A month or a week as it stands in an address: read, shown, the one before and after."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.wareki import format_year


@dataclass(frozen=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str, today: date) -> "Month":
        """Return the month written as 2026-10; today's when the text is something else."""
        try:
            day = date.fromisoformat(f"{text}-01")
        except ValueError:
            day = today
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.month, 1)

    @property
    def value(self) -> str:
        """Return it as it stands in an address."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def label(self) -> str:
        """Return 令和8年10月."""
        return f"{format_year(self.year)}{self.month}月"

    @property
    def before(self) -> "Month":
        """Return the month before."""
        day = self.first - timedelta(days=1)
        return Month(day.year, day.month)

    @property
    def after(self) -> "Month":
        """Return the month after."""
        day = self.first + timedelta(days=31)
        return Month(day.year, day.month)
