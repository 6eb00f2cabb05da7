"""Staff pages of targets and of lessons."""

from typing import Any

from django import forms
from django.contrib import admin

from foundation import clock
from foundation.adminsite.house import HouseAdmin
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.definitions import year as year_table
from reports.figures import FIGURES, Figure
from reports.forms import year_choices
from reports.models import Lesson, Target

SEE, WORK = Permission.SEE_REPORTS, Permission.PREPARE_RETURNS


def targeted_figures() -> list[Figure]:
    """Return the figures of the year table: those a target may be set for."""
    return [
        column
        for group in year_table.GROUPS
        for column in group.columns
        if isinstance(column, Figure)
    ]


def coming_years() -> list[tuple[int, str]]:
    """Return the fiscal years to choose from, the next one first."""
    return year_choices(fiscal_year(clock.today()) + 1)


class YearForm(forms.ModelForm):
    """A row of one fiscal year, chosen in words; `year_field` names the column."""

    year_field = "fiscal_year"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the years; the running one stands first on a new row."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if self.year_field in fields:
            fields[self.year_field].choices = self.year_choices()
            fields[self.year_field].initial = fiscal_year(clock.today())

    def year_choices(self) -> list[tuple[int, str]]:
        """Return the years to choose from."""
        return coming_years()


class LessonForm(YearForm):
    """A lesson of one year."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)


class TargetForm(YearForm):
    """A target for one figure of the year table."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)
    figure = forms.ChoiceField(
        label="項目",
        choices=lambda: [(one.code, f"{one.label}（{one.unit}）") for one in targeted_figures()],
    )


class _OfAYear(HouseAdmin):
    """Rows of a programme and a fiscal year."""

    see, work = SEE, WORK
    program_path = "program"
    delete_permission = WORK
    list_select_related = ("program",)
    list_filter = ("program", "fiscal_year")

    @admin.display(description="年度", ordering="fiscal_year")
    def year(self, row: Any) -> str:
        """Return the fiscal year in the era."""
        return fiscal_year_label(row.fiscal_year)


@admin.register(Target)
class TargetAdmin(_OfAYear):
    """Targets, shown against what was reached in the year table and the board report."""

    form = TargetForm
    fields = ("program", "fiscal_year", "figure", "value")
    list_display = ("year", "program", "figure_label", "value")
    list_display_links = ("year",)

    @admin.display(description="項目")
    def figure_label(self, row: Target) -> str:
        """Return the words of the figure."""
        figure = FIGURES.get(row.figure)
        return f"{figure.label}（{figure.unit}）" if figure else row.figure


@admin.register(Lesson)
class LessonAdmin(_OfAYear):
    """Lessons, shown in the board report and where the next year is planned."""

    form = LessonForm
    fields = ("program", "fiscal_year", "order", "problem", "direction")
    list_display = ("year", "program", "problem", "direction")
    list_display_links = ("year",)
    search_fields = ("problem", "direction")
