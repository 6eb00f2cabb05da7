"""Staff pages of layouts: title, addressee, columns in their order, notes, time limit."""

from typing import Any

from django import forms
from django.contrib import admin

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.house import HouseAdmin, HouseTabularInline
from foundation.organizations.permissions import Permission
from reports.actions.return_forms import create_form
from reports.enums import ReturnKind
from reports.models import ReturnColumn, ReturnForm
from reports.returning.items import items_of
from reports.rules.returns import why_unknown_code

SEE, WORK = Permission.SEE_REPORTS, Permission.PREPARE_RETURNS


class ColumnForm(forms.ModelForm):
    """A column: one of the items this kind of return may hold."""

    class Meta:
        model = ReturnColumn
        fields = ("order", "code", "label")

    def clean(self) -> dict[str, Any]:
        """Refuse an item of another kind of return."""
        cleaned = super().clean() or {}
        code = cleaned.get("code")
        refusal = why_unknown_code(self.instance.form.kind, code) if code else None
        if refusal:
            self.add_error("code", refusal.sentence)
        return cleaned


class ColumnInline(HouseTabularInline):
    """The columns; an empty heading takes the item's own words."""

    model = ReturnColumn
    form = ColumnForm
    fields = ("order", "code", "label")
    extra = 1

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the items of the kind by their names."""
        kind = obj.kind if obj else ReturnKind.ANNUAL
        choices = [("", "―"), *((one.code, one.label) for one in items_of(kind).values())]
        kwargs["widgets"] = {"code": forms.Select(choices=choices)}
        return super().get_formset(request, obj, **kwargs)


@admin.register(ReturnForm)
class ReturnFormAdmin(HouseAdmin):
    """Layouts of returns."""

    see, work = SEE, WORK
    program_path = "program"
    empty_hint = (
        "「提出物の様式を追加」で、事業と種類（年度の報告など）を選ぶと、ひな形の行が入ります。"
    )
    list_display = ("title", "kind", "program", "recipient", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("program",)
    fields = (
        "program", "kind", "title", "form_number", "recipient", "honorific", "years", "due_within",
        "used_from", "notes", "is_active",
    )  # fmt: skip

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Ask for little at first; the rest is filled as is usual and changed afterwards."""
        return ("program", "kind", "title", "used_from") if obj is None else self.fields

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Keep what a layout is for."""
        return () if obj is None else ("program", "kind")

    def get_inlines(self, request: Any, obj: Any) -> list[Any]:
        """Show the columns of a layout that exists."""
        return [] if obj is None else [ColumnInline]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Create through the action, with the usual columns."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = create_form(
            obj.program,
            ReturnKind(obj.kind),
            title=obj.title,
            used_from=obj.used_from,
            actor=actor_of(request),
            now=clock.now(),
        )
        obj.pk, obj.organization_id = made.pk, made.organization_id
