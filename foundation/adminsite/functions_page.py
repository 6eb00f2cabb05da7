"""すべての機能: every page of the menu with a sentence, also what is needed once a year."""

from typing import Any

from foundation.adminsite import menu
from foundation.adminsite.access import MEMBER
from foundation.adminsite.staff_pages import StaffPage, staff_page

LONGEST = 60  # of what is looked for; more is no word of a menu


@staff_page
class FunctionsPage(StaffPage):
    """All pages this membership may open, or those that speak of what is looked for. No queries."""

    path, name, title = "functions/", "functions", "すべての機能"
    permission = MEMBER
    template_name = "adminsite/functions.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the groups found for `?q=`."""
        from django.contrib.admin import site  # noqa: PLC0415 - the site imports our base

        groups = site.menu_groups(self.request)  # type: ignore[attr-defined]
        looked_for = self.request.GET.get("q", "").strip()[:LONGEST]
        found = menu.matching(groups, looked_for) if looked_for else groups
        return {
            "looked_for": looked_for,
            "groups": found,
            "found": sum(len(group.entries) for group in found),
        }
