"""Who may open a model's pages and which rows they find there."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.urls import path

from foundation.adminsite.access import Need, permissions_of, programs_with
from foundation.adminsite.staff_choices import colleagues, refuse_open_filters
from foundation.organizations.models import StaffUser
from foundation.organizations.permissions import Permission


class GuardedAdmin(admin.ModelAdmin):
    """Permissions of rules I instead of Django's; foreign and unknown rows are 404."""

    see: Need = None  # open lists and records; required
    work: Need = None  # add and change
    delete_permission: Permission | None = None
    program_path: str | None = "program"  # from the row to its programme (rule A3)
    open_to_limited = False  # rows without a programme that a limited membership may see
    menu_label = ""
    view_on_site = False

    @classmethod
    def require_declarations(cls, model: Any) -> None:
        """Refuse a class that does not say who may see its rows, or names all staff."""
        if not permissions_of(cls.see):
            raise ImproperlyConfigured(f"{cls.__name__}: `see` names the permission to open it.")
        refuse_open_filters(model, cls.list_filter)

    # ── permissions ─────────────────────────────────────────────────────────────────────
    def allows(self, request: Any, need: Need, row: Any = None) -> bool:
        """Return whether the request holds one of `need`, for this row where one is given."""
        programs = programs_with(request, need)
        if programs is None:
            return True
        if not programs:
            return False
        if self.program_path is None:
            return self.open_to_limited
        if row is None or row.pk is None:
            return True
        return self._in_programs(request, row.pk, programs)

    def _in_programs(self, request: Any, pk: int, programs: frozenset[int]) -> bool:
        known = request.__dict__.setdefault("_rows_in_programs", {})
        key = (self.model, pk, programs)
        if key not in known:
            rows = self.model._default_manager.filter(pk=pk)
            known[key] = rows.filter(**{f"{self.program_path}__in": programs}).exists()
        return bool(known[key])

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the rows, or this row, may be read."""
        return self.allows(request, (*permissions_of(self.see), *permissions_of(self.work)), obj)

    def has_add_permission(self, request: Any) -> bool:
        """Return whether a row may be added."""
        return self.allows(request, self.work)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the row may be changed."""
        return self.allows(request, self.work, obj)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the row may be deleted: never, unless a permission is named."""
        return self.delete_permission is not None and self.allows(
            request, self.delete_permission, obj
        )

    def has_module_permission(self, request: Any) -> bool:
        """Return whether the menu shows the list."""
        return self.has_view_permission(request)

    # ── rows ────────────────────────────────────────────────────────────────────────────
    def get_queryset(self, request: Any) -> Any:
        """Return the rows of the organization that this membership may find."""
        rows = super().get_queryset(request)
        need = (*permissions_of(self.see), *permissions_of(self.work))
        programs = programs_with(request, need)
        if programs is None or (self.program_path is None and self.open_to_limited):
            return rows
        if self.program_path is None:
            return rows.none()
        condition = {f"{self.program_path}__in": programs}
        if lookup_spawns_duplicates(self.opts, self.program_path):
            inside = self.model._default_manager.filter(**condition)
            return rows.filter(pk__in=inside.values("pk"))
        return rows.filter(**condition)

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
        """Leave out Django's pop-up buttons beside a choice."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: str) -> Any:
        raise Http404

    # ── addresses ───────────────────────────────────────────────────────────────────────
    def staff_url(self, route: str, view: Callable[..., Any], name: str, need: Any) -> Any:
        """Return one URL of this model; every callback carries its permission."""
        page = self.admin_site.page(view, need)  # type: ignore[attr-defined]
        return path(route, page, name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")

    def get_urls(self) -> list[Any]:
        """Return list, add, change, history and, where allowed, delete."""
        url = self.staff_url
        urls = [
            url("", self.changelist_view, "changelist", self.see),
            url("add/", self.add_view, "add", self.work or self.see),
            url("<int:object_id>/history/", by_text(self.history_view), "history", self.see),
            url("<int:object_id>/change/", by_text(self.change_view), "change", self.see),
        ]
        if self.delete_permission is not None:
            delete = by_text(self.delete_view)
            urls.append(url("<int:object_id>/delete/", delete, "delete", self.delete_permission))
        return urls

    # ── LogEntry is never written (rule A9) ─────────────────────────────────────────────
    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """Write nothing: the history of the table says it."""

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """Write nothing: the history of the table says it."""

    def log_deletions(self, request: Any, queryset: Any) -> None:  # type: ignore[override]
        """Write nothing: the history of the table says it."""


def by_text(view: Callable[..., Any]) -> Callable[..., Any]:
    """Django's admin views expect the key as text."""

    def page(request: Any, object_id: int, **kwargs: Any) -> Any:
        return view(request, str(object_id), **kwargs)

    return partial(page)
