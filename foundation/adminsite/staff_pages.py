"""Staff pages that are not a model's: registered where they are written, found in the menu."""

from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.views.generic import View

from foundation.adminsite.access import (
    MEMBER,
    Need,
    ask_password,
    permissions_of,
    recently_authenticated,
    refuse_unless,
)
from foundation.adminsite.menu import Entry, address

_pages: dict[str, type["StaffPage"]] = {}
Page = TypeVar("Page", bound=type["StaffPage"])


class StaffPage(View):
    """One page under /staff/<path>/. Subclasses say what it needs and what it shows."""

    path = ""  # may hold converters: "courses/<int:pk>/reception/"
    name = ""  # reversed as admin:<name>
    title = ""
    permission: Need | str = None  # or MEMBER
    template_name = ""
    menu_label = ""
    open_to_limited = False  # True: the page itself limits its rows to `programs_with`
    password_again = False  # for export and print (rules I)
    offers_kept_form = False  # True: shows itself what was sent after the session had ended

    @classmethod
    def may_open(cls, request: Any) -> bool:
        """Return whether the menu shows the page."""
        try:
            cls.refuse(request)
        except PermissionDenied:
            return False
        return True

    @classmethod
    def refuse(cls, request: Any) -> None:
        """Raise PermissionDenied unless the membership may open the page."""
        if cls.permission != MEMBER:
            refuse_unless(request, cls.permission, open_to_limited=cls.open_to_limited)  # type: ignore[arg-type]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the permission, then answer."""
        self.refuse(request)
        if self.password_again and not recently_authenticated(request):
            return ask_password(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.show(**self.get_context(**kwargs))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows; kwargs are the parts of the address."""
        return {}

    def show(self, **context: Any) -> TemplateResponse:
        """Draw the template inside the staff frame."""
        from django.contrib.admin import site  # noqa: PLC0415 - the site imports this module

        self.request.current_app = site.name
        frame = {**site.each_context(self.request), "title": self.title, "page": self}
        return TemplateResponse(self.request, self.template_name, {**frame, **context})


def staff_page(page: Page) -> Page:
    """Class decorator: mount the page."""
    if not (page.path and page.name and page.title and page.permission):
        raise ImproperlyConfigured(f"{page.__name__}: path, name, title and permission are needed.")
    if page.permission != MEMBER and not permissions_of(page.permission):  # type: ignore[arg-type]
        raise ImproperlyConfigured(f"{page.__name__}: unknown permission.")
    if page.name in _pages and _pages[page.name] is not page:
        raise ImproperlyConfigured(f"Two staff pages are called {page.name}.")
    _pages[page.name] = page
    return page


def page_named(name: str | None) -> type[StaffPage] | None:
    """Return the page that is reversed as admin:<name>."""
    return _pages.get(name or "")


def urls(site: Any) -> list[Any]:
    """Return the addresses of all registered pages."""
    return [
        path(page.path, site.page(page.as_view(), page.permission), name=page.name)
        for page in _pages.values()
    ]


def menu_entries(request: Any) -> list[Entry]:
    """Return the pages without a part in their address that this membership may open."""
    shown = [page for page in _pages.values() if "<" not in page.path and page.may_open(request)]
    return [_entry(page) for page in shown]


def _entry(page: type[StaffPage]) -> Entry:
    return Entry(page.name, page.menu_label or page.title, address(f"admin:{page.name}") or "")
