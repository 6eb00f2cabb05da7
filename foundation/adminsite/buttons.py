"""Row actions, detail actions and bulk actions: buttons that lead to an ActionPage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join

from foundation.adminsite.access import Need
from foundation.adminsite.action_pages import ActionPage, run_bulk, run_single
from foundation.adminsite.guard import GuardedAdmin
from foundation.adminsite.readable import readable


@dataclass(frozen=True)
class Link:
    """A button that only opens another page, for instance a PDF."""

    label: str
    url: Callable[[Any], str]
    permission: Need
    applies: Callable[[Any, Any], bool] = lambda request, row: True
    new_tab: bool = False
    danger: bool = False


@dataclass(frozen=True)
class Button:
    """What a template draws."""

    label: str
    url: str
    danger: bool = False
    new_tab: bool = False


Deed = type[ActionPage] | Link


@dataclass(frozen=True)
class Group:
    """Deeds at the top of a record that stand together under a word of their own."""

    name: str
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class ShownButtons:
    """Buttons in one row; without a name those that stand by themselves."""

    name: str
    buttons: list[Button]


class ButtonsAdmin(GuardedAdmin):
    """Draws the buttons a person may press and mounts the pages behind them.

    A record with more than some eight deeds names groups of them in `detail_actions`.
    """

    row_actions: Sequence[Deed] = ()
    detail_actions: Sequence[Deed | Group] = ()
    bulk_actions: Sequence[type[ActionPage]] = ()

    def action_pages(self) -> dict[str, type[ActionPage]]:
        """Return every page behind a button by its name."""
        details = [deed for group in _grouped(self.detail_actions) for deed in group.deeds]
        deeds = [*self.row_actions, *details, *self.bulk_actions]
        pages = [deed for deed in deeds if isinstance(deed, type)]
        return {page.name: page for page in pages}

    def get_urls(self) -> list[Any]:
        """Mount `<id>/<name>/` and `bulk/<name>/` before the model's own pages."""
        bulk = {page.name for page in self.bulk_actions}
        urls = []
        for name, page in self.action_pages().items():
            page.require_declarations()
            single = partial(run_single, self, page)
            urls.append(self.staff_url(f"<int:object_id>/{name}/", single, name, page.permission))
            if name in bulk:
                many = partial(run_bulk, self, page)
                urls.append(self.staff_url(f"bulk/{name}/", many, f"bulk_{name}", page.permission))
        return [*urls, *super().get_urls()]

    def buttons(self, request: Any, row: Any, deeds: Sequence[Deed]) -> list[Button]:
        """Return the buttons of `deeds` that this person may press on this row."""
        return [
            self._button(deed, row)
            for deed in deeds
            if self.allows(request, deed.permission, row) and deed.applies(request, row)
        ]

    def detail_buttons(self, request: Any, row: Any) -> list[ShownButtons]:
        """Return the buttons at the top of a record, in their groups; no empty group."""
        shown = [
            ShownButtons(group.name, self.buttons(request, row, group.deeds))
            for group in _grouped(self.detail_actions)
        ]
        return [group for group in shown if group.buttons]

    def _button(self, deed: Deed, row: Any) -> Button:
        if isinstance(deed, Link):
            return Button(deed.label, deed.url(row), deed.danger, deed.new_tab)
        return Button(deed.label, deed.url_for(self, row), deed.danger)

    def get_list_display(self, request: Any) -> list[Any]:
        """Say values in words; add the column of row actions where the person may press any."""
        named: Any = super().get_list_display(request)
        linked = set(self.list_display_links or ())
        columns = [one if one in linked else readable(self.model, one) for one in named]
        if any(self.allows(request, deed.permission) for deed in self.row_actions):
            columns.append(self._row_column(request))
        return columns

    def _row_column(self, request: Any) -> Callable[[Any], str]:
        def column(row: Any) -> str:
            drawn = self.buttons(request, row, self.row_actions)
            items = format_html_join(
                "",
                '<li><a class="row-action{}" href="{}"{} aria-label="{}：{}">{}</a></li>',
                (
                    (
                        " row-action--danger" if button.danger else "",
                        button.url,
                        format_html(' target="{}" rel="noopener"', "_blank")
                        if button.new_tab
                        else "",
                        button.label,
                        row,
                        button.label,
                    )
                    for button in drawn
                ),
            )
            return format_html('<ul class="row-actions">{}</ul>', items) if drawn else ""

        column.short_description = "操作"  # type: ignore[attr-defined]
        column.__name__ = "row_buttons"
        return column

    def get_actions(self, request: Any) -> dict[str, Any]:
        """Return the bulk actions this person may use; none of Django's own."""
        return {
            page.name: (partial(_from_list, page), page.name, page.bulk_label or page.label)
            for page in self.bulk_actions
            if self.allows(request, page.permission)
        }

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Give the template the buttons at the top of the record."""
        row = kwargs.get("obj")
        if row is not None and row.pk:
            context["detail_buttons"] = self.detail_buttons(request, row)
        return super().render_change_form(request, context, *args, **kwargs)


def _grouped(deeds: Sequence[Deed | Group]) -> list[Group]:
    """Return groups only: what stands by itself, in one without a name."""
    alone: list[Deed] = []
    groups = []
    for deed in deeds:
        if isinstance(deed, Group):
            groups.append(deed)
        else:
            alone.append(deed)
    return [Group("", alone), *groups]


def _from_list(
    page: type[ActionPage], model_admin: admin.ModelAdmin, request: Any, rows: Any
) -> Any:
    """Django's list calls this with the ticked rows: show the page that asks first."""
    return page.ask_about(model_admin, request, rows)
