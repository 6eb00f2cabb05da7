"""The privacy curtain: a blank screen with a way back, for a visitor at the counter (ux 9)."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from dispatch.admin.scope import works
from foundation.adminsite import header
from foundation.adminsite.access import MEMBER
from foundation.adminsite.staff_pages import StaffPage, staff_page


@header.register
def way_to_the_curtain(request: Any) -> str:
    """Offer it on every page of whoever works here: a visitor comes when one is typing, too."""
    return "dispatch/staff/curtain_link.html" if works(request) else ""


@staff_page
class Curtain(StaffPage):
    """What the link leads to without JavaScript; with it one key covers the page as it stands."""

    path, name, title = "curtain/", "curtain", "画面を隠す"
    permission = MEMBER
    template_name = "dispatch/staff/curtain.html"

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Show nothing but the way back to a page of this site."""
        back = request.GET.get("back", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = reverse("admin:index")
        return render(request, self.template_name, {"back": back})
