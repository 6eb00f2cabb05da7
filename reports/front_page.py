"""What the public front page says to people who want to know what the programmes achieve."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.programs.front_page import FrontLink, FrontSection, register
from reports.public.opened import opened_tables
from reports.public.tables import PUBLIC


@register(90)  # below what people come for
def figures(slug: str) -> FrontSection:
    """Lead to each table that is open and has a finished year to show. One query."""
    return FrontSection(
        "figures",
        _("事業の実績を知りたい方へ"),
        _("研修や派遣の数を、年度ごとにまとめた表です。どなたでもご覧になれます。"),
        [
            FrontLink(PUBLIC[code].title, "", reverse("public-table", args=[slug, code]))
            for code in opened_tables(clock.today())
        ],
        by_phone=False,
    )
