"""Rows of a parent inside its form: the parent's permission, a label on every input."""

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.models import BaseInlineFormSet

from foundation.adminsite.fields import DATES
from foundation.adminsite.readable import readable
from foundation.adminsite.staff_choices import colleagues
from foundation.organizations.models import StaffUser
from foundation.webforms import sentences


class LabelledFormSet(BaseInlineFormSet):
    """Names each input of a table for a screen reader: 「時間（2行目）」."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Label the visible widgets."""
        super().add_fields(form, index)
        row = "新しい行" if index is None else f"{index + 1}行目"
        sentences.speak(form, f"{row}の")
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                label = "この行を削除" if name == "DELETE" else field.label or name
                field.widget.attrs["aria-label"] = f"{label}（{row}）"

    def get_unique_error_message(self, unique_check: Any) -> str:
        """Name the column as the page does; Django names the field."""
        columns = [name for name in unique_check if name != self.fk.name]
        model: Any = self.model
        said = "」と「".join(str(model._meta.get_field(name).verbose_name) for name in columns)
        return f"「{said}」が同じ行があります。どちらかを変えてください。"

    def get_form_error(self) -> str:
        """Mark the row that repeats an earlier one."""
        return "この行は、上の行と重なっています。"


class SpokenInline(InlineAdminFormSet):
    """Django's wrapper of an inline table, with the words of its buttons as one says them."""

    @classmethod
    def of(cls, drawn: InlineAdminFormSet) -> "SpokenInline":
        """Return the same table in our words."""
        spoken = cls.__new__(cls)
        spoken.__dict__.update(drawn.__dict__)
        return spoken

    def inline_formset_data(self) -> str:
        """Return the settings of Django's script; its own word is 「日程 の追加」."""
        settings = json.loads(super().inline_formset_data())
        settings["options"]["addText"] = f"{self.opts.verbose_name}を追加"
        settings["options"]["deleteText"] = "この行をやめる"
        return json.dumps(settings)


class HouseTabularInline(admin.TabularInline):
    """A table of child rows; who may change the parent may change them."""

    extra = 0
    template = "adminsite/inline_table.html"
    formset = LabelledFormSet
    may_add = True
    may_change = True
    may_delete = True
    formfield_overrides = DATES

    @property
    def parent(self) -> Any:
        """Return the parent's HouseAdmin."""
        return self.admin_site._registry[self.parent_model]

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the parent may be read."""
        return bool(self.parent.has_view_permission(request, obj))

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the parent may be changed."""
        return self.may_add and self._may(request, obj)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the parent may be changed."""
        return self.may_change and self._may(request, obj)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the parent may be changed."""
        return self.may_delete and self._may(request, obj)

    def _may(self, request: Any, obj: Any) -> bool:
        if obj is None or obj.pk is None:
            return bool(self.parent.has_add_permission(request))
        return bool(self.parent.has_change_permission(request, obj))

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Say values in words where they are only shown."""
        if self._is_only_shown(request, obj):
            return [readable(self.model, name) for name in self.fields or ()]
        return self._in_words(super().get_fields(request, obj))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Name the same columns as `get_fields`."""
        if self._is_only_shown(request, obj):
            return self.get_fields(request, obj)
        return self._in_words(super().get_readonly_fields(request, obj))

    def _is_only_shown(self, request: Any, obj: Any) -> bool:
        may = self.has_change_permission(request, obj) or self.has_add_permission(request, obj)
        return bool(self.fields) and not may

    def _in_words(self, names: Any) -> list[Any]:
        shown = set(self.readonly_fields)
        return [readable(self.model, name) if name in shown else name for name in names]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer a limited membership only what its own lists show."""
        model = db_field.remote_field.model
        related = self.admin_site._registry.get(model)
        if model is StaffUser:
            kwargs.setdefault("queryset", colleagues(request.organization))
        elif related is not None and request.membership.program_ids:
            kwargs.setdefault("queryset", related.get_queryset(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave out Django's pop-up buttons, whose addresses our integer keys do not make."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field
