"""Staff page of what is public: which tables, since which year, on which terms."""

from typing import Any

from django import forms
from django.contrib import admin

from foundation.adminsite.house import HouseAdmin
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.admin.goals import coming_years
from reports.models import PublicTable
from reports.public.tables import PUBLIC


class PublicTableForm(forms.ModelForm):
    """One public table."""

    table = forms.ChoiceField(
        label="表", choices=lambda: [(code, table.title) for code, table in PUBLIC.items()]
    )
    first_year = forms.TypedChoiceField(label="最初の年度", coerce=int, choices=coming_years)


@admin.register(PublicTable)
class PublicTableAdmin(HouseAdmin):
    """Public tables, set by the administrator."""

    see = work = Permission.PROGRAM_SETTINGS
    program_path = None
    delete_permission = Permission.PROGRAM_SETTINGS
    form = PublicTableForm
    fields = ("table", "first_year", "licence", "is_open")
    list_display = ("title", "first", "is_open")

    @admin.display(description="表", ordering="table")
    def title(self, row: Any) -> str:
        """Return the words of the table."""
        return PUBLIC[row.table].title if row.table in PUBLIC else row.table

    @admin.display(description="最初の年度", ordering="first_year")
    def first(self, row: Any) -> str:
        """Return the fiscal year in the era."""
        return fiscal_year_label(row.first_year)
