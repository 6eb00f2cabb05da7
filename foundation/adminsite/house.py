"""HouseAdmin: the base of every model's staff pages (design D3, ux 10)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import IntegrityError, models
from django.db.models import Q
from django.http import Http404
from django.template.response import TemplateResponse

from foundation.adminsite import reading, versions
from foundation.adminsite.access import actor_of
from foundation.adminsite.action_pages import COLLISION, ActionPage
from foundation.adminsite.buttons import ButtonsAdmin, Link
from foundation.adminsite.fields import DATES
from foundation.adminsite.inlines import HouseTabularInline, SpokenInline
from foundation.adminsite.paginator import LIMIT, CappedPaginator, FoundPaginator
from foundation.adminsite.readable import readable, readable_fieldsets
from foundation.audit.models import AccessAction
from foundation.organizations.history import action
from foundation.people.queries import ids_by_name, name_filter
from foundation.refusals import Refused
from foundation.webforms import sentences

__all__ = ["ActionPage", "HouseAdmin", "HouseTabularInline", "Link"]

# Search fields that need not be read for a name typed in Japanese.
ASCII_ONLY = frozenset({"phone", "mobile", "email", "reference"})

# What a list's address may say without leaving out a row.
UNFILTERED = frozenset({SEARCH_VAR, ORDER_VAR, PAGE_VAR})


class AnsweringForm:
    """Mixed into each admin form: speaks of a colleague's change and of an action's refusal."""

    house_admin: "HouseAdmin"
    house_request: Any

    def full_clean(self) -> None:
        """Say what is missing in our sentences, which name the field."""
        sentences.speak(self)  # type: ignore[arg-type]
        super().full_clean()  # type: ignore[misc]

    def clean(self) -> Any:
        """Add what the form's own rules cannot know."""
        cleaned = super().clean()  # type: ignore[misc]
        form: Any = self
        version = self.house_request.POST.get(versions.FIELD)
        if version and form.instance.pk:
            change = versions.change_since(form.instance, version)
            if change is not None:
                form.add_error(None, change.sentence)
        sentence = getattr(self.house_request, "house_refusal", "")
        if sentence:
            form.add_error(None, sentence)
        return cleaned


class HouseChangeList(ChangeList):
    """Django's list with headings that say what it shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the list after its rows instead of 「…を選択」."""
        super().__init__(*args, **kwargs)
        self.title = str(self.opts.verbose_name_plural)


class HouseAdmin(ButtonsAdmin):
    """Staff pages of one model.

    Say `see` (required), `work`, `program_path` and the buttons; the rest follows the house:
    Japanese, 50 a page, capped counts, 404 for foreign rows, history with actor and action,
    reads of personal data logged, a warning when a colleague was faster.
    """

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    save_on_top = False
    actions_selection_counter = True
    name_search: str | None = None  # path to the person whose name is searched; "" is the row
    empty_hint = ""  # how the first row of an empty list comes about
    access_object_type: str | None = None  # None: the model's label where it holds personal data
    formfield_overrides = DATES

    def __init__(self, model: type[models.Model], admin_site: Any) -> None:
        """Make the search box appear where names are searched."""
        super().__init__(model, admin_site)
        if self.name_search is not None and not self.search_fields:
            self.search_fields = (self._path("name_key"),)  # type: ignore[misc]

    def _path(self, name: str) -> str:
        return f"{self.name_search}__{name}" if self.name_search else name

    def row_name(self, row: Any) -> str:
        """Return what staff who see the row call it: a person's own row with the name in front."""
        name = getattr(row, "name", "") if self.name_search == "" else ""
        return f"{name}（{row}）" if name and name != str(row) else str(row)

    # ── lists ───────────────────────────────────────────────────────────────────────────
    def get_changelist(self, request: Any, **kwargs: Any) -> type[ChangeList]:
        """Return the list class."""
        return HouseChangeList

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        """Find names with variants folded (design D6), beside the other search fields."""
        if self.name_search is None or not search_term.strip():
            return super().get_search_results(request, queryset, search_term)
        prefix = f"{self.name_search}__" if self.name_search else ""
        ids = None
        if self.name_search == "" and not request.GET.keys() <= UNFILTERED:
            every = self.get_queryset(request)
            if queryset.query.where != every.query.where:  # no index holds all that is asked
                ids = ids_by_name(every, search_term, LIMIT)
        condition = name_filter(search_term, prefix) if ids is None else Q(pk__in=ids)
        for field in self.get_search_fields(request):
            name = field.rpartition("__")[2]
            if name in ("name_key", "kana_key"):
                continue
            if search_term.isascii() or name not in ASCII_ONLY:
                condition |= Q(**{f"{field}__icontains": search_term.strip()})
        return queryset.filter(condition), False

    def get_paginator(self, request: Any, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the pages of the list; names are looked through once, not again to count."""
        is_search = self.name_search is not None and request.GET.get(SEARCH_VAR, "").strip()
        paginator = FoundPaginator if is_search else self.paginator
        return paginator(queryset, *args, **kwargs)

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        """Show the list and log which people were shown."""
        response = super().changelist_view(request, extra_context)
        if request.method == "GET" and isinstance(response, TemplateResponse):
            listed = (response.context_data or {}).get("cl")
            if listed is not None:
                rows = [row.pk for row in listed.result_list]
                reading.record(request, AccessAction.LIST, self.logged_type(), rows)
        return response

    # ── records ─────────────────────────────────────────────────────────────────────────
    def logged_type(self) -> str:
        """Return the name under which reads are logged; empty for rows without personal data."""
        if self.access_object_type is not None:
            return self.access_object_type
        return self.model._meta.label if getattr(self.model, "PERSONAL", None) else ""

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with the house's answers mixed in."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        answers = {"house_admin": self, "house_request": request, "__module__": form.__module__}
        return type(form)(form.__name__, (AnsweringForm, form), answers)

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show or save; a refusal of an action, and a colleague who was faster, come back as an
        error of the form, where what was typed stays (ux 10)."""
        if request.method != "POST":
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if object_id is not None:
                reading.record(request, AccessAction.VIEW, self.logged_type(), [int(object_id)])
            return response
        # Django asks for the permission first and would answer 403 for a foreign row.
        may_look = object_id is not None and self.has_view_permission(request)
        if may_look and self.get_object(request, object_id) is None:
            raise Http404
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Refused, IntegrityError) as error:
            request.house_refusal = error.sentence if isinstance(error, Refused) else COLLISION
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Put the version of the record into the form."""
        row = kwargs.get("obj")
        # Django's own title puts a blank between the noun and its particle.
        deed = "追加" if row is None else "変更" if self.has_change_permission(request, row) else ""
        name = self.opts.verbose_name
        context["title"] = f"{name}を{deed}" if deed else f"{name}の内容"
        # For the list of what to correct at the top (components/error_summary.html).
        tables = [one.formset for one in context.get("inline_admin_formsets", [])]
        context["forms"] = [context["adminform"].form, *tables]
        if row is not None:
            context["subtitle"] = self.row_name(row)
        if row is not None and row.pk and self.has_change_permission(request, row):
            context["house_version"] = versions.version_of(row)
        self._say_in_words(request, context["adminform"])
        context["has_history"] = row is not None and hasattr(row, "pgh_event_model")
        context.setdefault("show_save_and_add_another", False)
        return super().render_change_form(request, context, *args, **kwargs)

    def _say_in_words(self, request: Any, adminform: Any) -> None:
        """Show dates in the era and choices in words wherever a value is only shown; a record
        that the reader may not open is named without a way to it."""
        shown = set(adminform.readonly_fields)
        closed = {one for one in shown if self._is_closed(request, one)}
        adminform.fieldsets = readable_fieldsets(self.model, adminform.fieldsets, shown, closed)
        adminform.readonly_fields = [
            readable(self.model, one, linked=one not in closed) for one in shown
        ]

    def _is_closed(self, request: Any, name: Any) -> bool:
        try:
            field: Any = self.opts.get_field(name) if isinstance(name, str) else None
        except FieldDoesNotExist:
            return False
        target: Any = field.related_model if getattr(field, "many_to_one", False) else None
        pages: Any = self.admin_site._registry.get(target)
        return pages is not None and not pages.has_view_permission(request)

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Return the tables of child rows in our words."""
        return [SpokenInline.of(one) for one in super().get_inline_formsets(*args, **kwargs)]

    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> Any:
        """Show who changed what, from the table's own history."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        reading.record(request, AccessAction.VIEW, self.logged_type(), [row.pk])
        context = {
            **self.admin_site.each_context(request),
            "title": f"変更の履歴：{row}",
            "object": row,
            "opts": self.opts,
            "entries": reading.history(row),
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "adminsite/history.html", context)

    # ── writes ──────────────────────────────────────────────────────────────────────────
    def in_history(self, request: Any, verb: str, work: Callable[[], Any]) -> Any:
        """Run `work` in the history context `<app>.<model>.<verb>` of this person."""

        @action(f"{self.opts.app_label}.{self.opts.model_name}.{verb}")
        def run(*, actor: Any) -> Any:
            return work()

        return run(actor=actor_of(request))

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save a plain record. Models with an action override this and call it."""
        self.in_history(request, "saved", obj.save)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Save the inlines under the same action."""
        self.in_history(
            request,
            "saved",
            lambda: super(HouseAdmin, self).save_related(request, form, formsets, change),
        )

    def delete_model(self, request: Any, obj: Any) -> None:
        """Delete the row under its action."""
        self.in_history(request, "deleted", obj.delete)
