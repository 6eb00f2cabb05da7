"""Filters of lists that no column answers."""

from typing import Any

from django.contrib import admin

from foundation import clock


class PeriodFilter(admin.SimpleListFilter):
    """Whose term holds today, and whose is over: never a stored state (design D10)."""

    title, parameter_name = "登録期間", "period"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer both."""
        return [("valid", "期間内の方"), ("over", "満了した方")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep live registrations with a term today, or with all terms behind them."""
        today = clock.today()
        if self.value() == "valid":
            return queryset.live().valid_on(today)
        if self.value() == "over":
            return queryset.live().exclude(pk__in=queryset.not_over_on(today))
        return queryset
