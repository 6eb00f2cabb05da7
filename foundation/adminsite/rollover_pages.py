"""The page 年度更新 and its line on the first page in spring."""

from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard, rollover
from foundation.adminsite.access import MEMBER
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.rollover import Turn
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.wareki import fiscal_year_label


@staff_page
class RolloverPage(StaffPage):
    """What is left to do for the turn of the year, with the way to each of it."""

    path = "year-rollover/"
    name = "year_rollover"
    title = "年度更新"
    permission = MEMBER
    template_name = "adminsite/rollover.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the steps of the nearest turn, or of the one that was chosen."""
        nearest = rollover.nearest_turn(clock.today())
        choices = [Turn(nearest.old + shift) for shift in (-1, 0, 1)]
        wanted = self.request.GET.get("year", "")
        turn = next((one for one in choices if str(one.old) == wanted), nearest)
        found = rollover.chapters(self.request, turn)
        return {
            "turn": turn,
            "old": fiscal_year_label(turn.old),
            "new": fiscal_year_label(turn.new),
            "choices": [(one.old, fiscal_year_label(one.new)) for one in choices],
            "chapters": found,
            "left": sum(chapter.left for chapter in found),
            "today": clock.today(),
        }


@dashboard.register(6)
def in_spring(request: Any) -> DashboardSection | None:
    """Say from February to May that steps of the turn of the year are left."""
    today = clock.today()
    if request.membership is None or not rollover.is_season(today):
        return None
    turn = rollover.nearest_turn(today)
    left = sum(chapter.left for chapter in rollover.chapters(request, turn))
    if not left:
        return None
    page = reverse("admin:year_rollover")
    item = DashboardItem(
        f"{fiscal_year_label(turn.new)}に向けて確かめること", page, turn.last_day, left
    )
    return DashboardSection("年度更新", [item], page)
