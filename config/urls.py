"""All addresses: staff under /staff/, accounts, then each organization's public pages."""

from django.contrib import admin
from django.urls import include, path

from config import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    path("robots.txt", pages.robots, name="robots"),
    path("accounts/", include("foundation.adminsite.account_urls")),
    path("staff/", admin.site.urls),
    path("<slug:slug>/", include("foundation.notices.urls")),
    path("<slug:slug>/", include("supporters.urls")),
    path("<slug:slug>/", include("dispatch.urls")),
    path("<slug:slug>/", include("reports.urls")),
    path("<slug:slug>/", include("trainings.urls")),
]

handler400 = "config.errors.bad_request"
handler500 = "config.errors.server_error"
