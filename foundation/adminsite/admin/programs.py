"""Programmes, and the counters their numbers come from."""

from typing import Any

from django import forms
from django.contrib import admin

from foundation.adminsite.house import HouseAdmin
from foundation.documents.models import NumberSeries
from foundation.documents.patterns import format_number
from foundation.organizations.permissions import Permission
from foundation.programs.models import ContractorGrant, Program
from foundation.refusals import Refused


class ProgramForm(forms.ModelForm):
    """A programme with the contractor's grants as boxes to tick."""

    contractor_permissions = forms.MultipleChoiceField(
        label="受託者に認めること",
        choices=ContractorGrant.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Program
        fields = [
            "kind",
            "name",
            "neutral_label",
            "description",
            "is_active",
            "contractor_permissions",
        ]


@admin.register(Program)
class ProgramAdmin(HouseAdmin):
    """The programmes of the organization; domain apps add their settings beside it."""

    see = (Permission.SEE_COURSES, Permission.PROGRAM_SETTINGS)
    work = Permission.PROGRAM_SETTINGS
    program_path = "pk"
    form = ProgramForm
    list_display = ("name", "kind", "neutral_label", "is_active")
    list_filter = ("is_active", "kind")
    search_fields = ("name",)


class NumberSeriesForm(forms.ModelForm):
    """How numbers are written, and where they start."""

    class Meta:
        model = NumberSeries
        fields = ["program", "purpose", "series_year", "pattern", "next_value"]

    def clean_pattern(self) -> str:
        """Refuse a pattern that cannot be printed (rule E2)."""
        pattern: str = self.cleaned_data["pattern"]
        try:
            format_number(pattern, 1, 2026)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        return pattern


@admin.register(NumberSeries)
class NumberSeriesAdmin(HouseAdmin):
    """Counters; once a number was given out, only the way of writing may change (rule E1)."""

    see = work = Permission.PROGRAM_SETTINGS
    menu_label = "番号の設定"
    form = NumberSeriesForm
    list_display = ("purpose", "program", "series_year", "pattern", "next_value")
    list_display_links = ("purpose",)
    list_select_related = ("program",)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Freeze what decides uniqueness, and the counter once it was used."""
        if obj is None:
            return ()
        fixed = ("program", "purpose", "series_year")
        return fixed if was_never_used(obj) else (*fixed, "next_value")


def was_never_used(series: NumberSeries) -> bool:
    """Return whether no number of the series was given out: only staff ever wrote the row."""
    events: Any = NumberSeries.pgh_event_model  # type: ignore[attr-defined]
    writes = events.objects.filter(pgh_obj_id=series.pk)
    saved = writes.filter(pgh_context__metadata__action="documents.numberseries.saved")
    return bool(writes.count() == saved.count())
