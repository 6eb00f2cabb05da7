"""Staff page of the basic figures of places, from which rates per 10,000 are computed."""

import unicodedata
from typing import Any

from django import forms
from django.contrib import admin

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.house import HouseAdmin
from foundation.fiscal import fiscal_year
from foundation.organizations.models import MunicipalityProfile
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.actions.profiles import BasicFigures, delete_profile, write_profile
from reports.admin.goals import YearForm
from reports.forms import year_choices
from reports.rules.profiles import places_of, why_not_figures

FIGURES = ("population", "area_km2", "households", "ageing_rate", "source")


class WholeNumberField(forms.IntegerField):
    """A whole number as statistics print it: 48,827 and 48,827 with full-width figures."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "vTextField"})

    def to_python(self, value: Any) -> int | None:
        """Return the number without its separators."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").strip()
        return super().to_python(value)


class ProfileForm(YearForm):
    """The figures of a place and year; what cannot be true is said beside the fields."""

    year_field = "year"

    year = forms.TypedChoiceField(
        label="年度", coerce=int, help_text="数値の基準日が属する年度です。"
    )

    population = WholeNumberField(label="人口（人）", min_value=1)
    households = WholeNumberField(label="世帯数", min_value=1)

    def year_choices(self) -> list[tuple[int, str]]:
        """Return the years up to the running one."""
        return year_choices(fiscal_year(clock.today()))

    def clean(self) -> dict[str, Any]:
        """Refuse figures that cannot be true."""
        cleaned = super().clean() or {}
        numbers = [cleaned.get(name) for name in ("population", "households", "ageing_rate")]
        if None not in numbers:
            refusal = why_not_figures(*numbers)  # type: ignore[arg-type]
            if refusal:
                self.add_error(None, refusal.sentence)
        return cleaned


@admin.register(MunicipalityProfile)
class ProfileAdmin(HouseAdmin):
    """The own place; for a prefecture also the municipalities inside it."""

    see = work = delete_permission = Permission.PROGRAM_SETTINGS
    program_path = None
    form = ProfileForm
    change_list_template = "reports/profiles.html"
    fields = ("municipality", "year", *FIGURES)
    list_display = (
        "place", "fiscal", "people", "area_km2", "homes", "ageing_rate", "source", "entered_by",
    )  # fmt: skip
    list_display_links = ("place",)
    list_select_related = ("municipality", "entered_by")
    list_filter = ("year",)
    search_fields = ("municipality__name", "municipality__code")
    ordering = ("municipality__code", "-year")

    @admin.display(description="市町村", ordering="municipality__code")
    def place(self, row: MunicipalityProfile) -> str:
        """Return the name of the place."""
        return row.municipality.name

    @admin.display(description="年度", ordering="year")
    def fiscal(self, row: MunicipalityProfile) -> str:
        """Return the fiscal year in the era."""
        return fiscal_year_label(row.year)

    @admin.display(description="人口（人）", ordering="population")
    def people(self, row: MunicipalityProfile) -> str:
        """Return the population with separators."""
        return f"{row.population:,}"

    @admin.display(description="世帯数", ordering="households")
    def homes(self, row: MunicipalityProfile) -> str:
        """Return the households with separators."""
        return f"{row.households:,}"

    def get_queryset(self, request: Any) -> Any:
        """Return the places this organization keeps: the table itself has no wall."""
        rows = super().get_queryset(request)
        return rows.filter(municipality__in=places_of(request.organization))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Keep what the figures are about."""
        return () if obj is None else ("municipality", "year")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the places this organization keeps."""
        if db_field.name == "municipality":
            kwargs["queryset"] = places_of(request.organization)
            kwargs["initial"] = request.organization.municipality_id
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Write through the action."""
        made = write_profile(
            obj.municipality,
            obj.year,
            BasicFigures(**{name: getattr(obj, name) for name in FIGURES}),
            organization=request.organization,
            actor=actor_of(request),
            now=clock.now(),
        )
        obj.pk = made.pk

    def delete_model(self, request: Any, obj: Any) -> None:
        """Remove through the action."""
        delete_profile(obj, organization=request.organization, actor=actor_of(request))
