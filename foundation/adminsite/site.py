"""The staff site: who gets in, what its menu holds, and no page without a permission."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import include, path, re_path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from foundation import clock
from foundation.adminsite import header, menu, staff_pages
from foundation.adminsite.access import MEMBER
from foundation.adminsite.organization_token import token_of
from foundation.adminsite.session_keys import PENDING
from foundation.adminsite.wording import ScriptCatalog


class StaffSite(admin.AdminSite):
    """Django's admin for people with a membership; everything else about it is ours."""

    site_title = "支え Sasae"
    site_header = "支え Sasae"
    index_title = "今日の仕事"
    site_url = None
    empty_value_display = "－"

    def __init__(self, name: str = "admin") -> None:
        """Start without Django's delete_selected."""
        super().__init__(name)
        self._actions = {}
        self._global_actions = {}

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a HouseAdmin; anything else is a mistake (rule A9)."""
        from foundation.adminsite.house import HouseAdmin  # noqa: PLC0415 - house imports us

        if admin_class is None or not issubclass(admin_class, HouseAdmin):
            raise ImproperlyConfigured(f"{model_or_iterable}: staff pages stand on HouseAdmin.")
        models = (
            model_or_iterable
            if isinstance(model_or_iterable, list | tuple)
            else [model_or_iterable]
        )
        for model in models:
            admin_class.require_declarations(model)
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: Any) -> bool:
        """Return whether the person is signed in and a membership is chosen."""
        return bool(request.user.is_active and getattr(request, "membership", None) is not None)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Wrap a page: sign in first, choose the organization first, then the page."""

        def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                return self.send_away(request)
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response

        if not cacheable:
            inner = never_cache(inner)
        return update_wrapper(csrf_protect(inner), view)

    def send_away(self, request: Any) -> HttpResponseBase:
        """Answer somebody who may not come in: sign-in, chooser, or whom to ask."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if request.memberships:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('account_organization')}?{query}")
        return render(request, "account/no_membership.html", status=403)

    def page(self, view: Callable[..., Any], permission: Any, cacheable: bool = False) -> Any:
        """Return `view` wrapped for the URLconf, carrying its permission."""
        wrapped = self.admin_view(view, cacheable)

        def staff_page(request: Any, *args: Any, **kwargs: Any) -> Any:
            return wrapped(request, *args, **kwargs)

        update_wrapper(staff_page, view)
        staff_page.permission = permission  # type: ignore[attr-defined]
        return staff_page

    def get_urls(self) -> list[Any]:
        """Return all staff pages: our own, the models', and 404 for the rest."""
        return [
            path("", self.page(self.index, MEMBER), name="index"),
            path("login/", self.page(self.login, MEMBER), name="login"),
            path("logout/", self.page(self.logout, MEMBER), name="logout"),
            path(
                "password_change/",
                self.page(self.password_change, MEMBER),
                name="password_change",
            ),
            path("autocomplete/", self.page(self.autocomplete_view, MEMBER), name="autocomplete"),
            path("jsi18n/", self.page(self.i18n_javascript, MEMBER, True), name="jsi18n"),
            *staff_pages.urls(self),
            *(
                path(
                    f"{model._meta.app_label}/{model._meta.model_name}/",
                    include(model_admin.urls),
                )
                for model, model_admin in self._registry.items()
            ),
            path("<slug:app_label>/", self.page(self.app_index, MEMBER), name="app_list"),
            re_path(r"(?P<url>.*)$", self.page(self.catch_all_view, MEMBER)),
        ]

    def login(self, request: Any, extra_context: Any = None) -> Any:
        """Send on to the dashboard; strangers never get here."""
        return redirect("admin:index")

    def logout(self, request: Any, extra_context: Any = None) -> Any:
        """Send the sign-out on; it needs POST, as every change."""
        from foundation.adminsite.account_views import sign_out  # noqa: PLC0415 - needs apps

        return require_POST(sign_out)(request)

    def password_change(self, request: Any, extra_context: Any = None) -> Any:
        """Send on to the account's page."""
        return redirect("account_change_password")

    def app_index(self, request: Any, app_label: str, extra_context: Any = None) -> Any:
        """Send on to the dashboard: the menu is grouped by work, not by app."""
        if app_label not in {model._meta.app_label for model in self._registry}:
            raise Http404
        return redirect("admin:index")

    def index(self, request: Any, extra_context: Any = None) -> TemplateResponse:
        """Show what needs this person today."""
        from foundation.adminsite import dashboard  # noqa: PLC0415 - keep the site light

        sections = dashboard.sections(request)
        context = {"sections": sections, "today": clock.today(), **(extra_context or {})}
        return super().index(request, context)

    def i18n_javascript(self, request: Any, extra_context: Any = None) -> Any:
        """Return the sentences of Django's scripts in our words."""
        return ScriptCatalog.as_view()(request)

    def get_log_entries(self, request: Any) -> Any:
        """Return none: LogEntry has no organization and is never written (rule A9)."""
        return []

    def get_app_list(self, request: Any, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the menu: only what this membership may open."""
        if not self.has_permission(request):
            return []
        return menu.as_app_list(self.menu_groups(request))

    def menu_groups(self, request: Any) -> list[menu.ShownGroup]:
        """Return the groups of the menu with what this membership may open. No queries."""
        entries = [
            self._entry(request, house)
            for house in self._registry.values()
            if house.has_module_permission(request)
        ]
        entries += staff_pages.menu_entries(request)
        return menu.grouped(menu.plan(), entries, request.membership.roles, request.path)

    def _entry(self, request: Any, house: Any) -> menu.Entry:
        base = f"admin:{house.opts.app_label}_{house.opts.model_name}"
        add_url = menu.address(f"{base}_add") if house.has_add_permission(request) else None
        return menu.Entry(
            f"{house.opts.app_label}_{house.opts.model_name}",
            str(house.menu_label or house.opts.verbose_name_plural),
            menu.address(f"{base}_changelist") or "",
            add_url,
            house.opts.object_name,
        )

    def each_context(self, request: Any) -> dict[str, Any]:
        """Add the active organization, its colour and the memberships to switch between."""
        organization = getattr(request, "organization", None)
        return {
            **super().each_context(request),
            "organization": organization,
            "accent": organization.accent if organization else "",
            "membership": getattr(request, "membership", None),
            "memberships": getattr(request, "memberships", []),
            "organization_token": token_of(request),
            "has_pending_form": PENDING in request.session,
            "header_parts": header.parts(request),
        }
