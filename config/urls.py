"""All addresses: staff under /staff/, accounts, then each organization's public pages."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from foundation.organizations.access import public


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive."""
    return HttpResponse("ok", content_type="text/plain")


PUBLIC_APPS = ("trainings", "supporters", "dispatch", "foundation.notices")

ACCOUNTS = (
    "foundation.adminsite.account_urls"
    if "foundation.adminsite" in settings.INSTALLED_APPS
    else "allauth.urls"
)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include(ACCOUNTS)),
    path("staff/", admin.site.urls),
    *(
        path("<slug:slug>/", include(f"{app}.urls"))
        for app in PUBLIC_APPS
        if app in settings.INSTALLED_APPS and find_spec(f"{app}.urls")
    ),
]
