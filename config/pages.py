"""Pages of the installation itself: the list of organizations, health, robots."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.organizations.access import public
from foundation.organizations.models import Organization


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show who uses this installation; each name leads to its trainings."""
    return render(request, "home.html", {"organizations": Organization.objects.order_by("slug")})


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive."""
    return HttpResponse("ok", content_type="text/plain")


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots out of everything but the public lists; pages say noindex themselves."""
    lines = "User-agent: *\nDisallow: /staff/\nDisallow: /accounts/\nDisallow: /*/l/\n"
    return HttpResponse(lines, content_type="text/plain")
