"""What the public front page says to bodies that want a course of their own (出前講座)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.programs.front_page import FrontLink, FrontSection, register
from trainings.queries.lectures import lecture_programs


@register(30)
def lectures(slug: str) -> FrontSection:
    """Lead to the request of each programme that takes them. One query."""
    links = [
        FrontLink(
            _("出前講座を申し込む"),
            program.name,
            reverse("lecture-request", args=[slug, program.pk]),
        )
        for program in lecture_programs()
    ]
    text = _("講師がうかがう出前講座を申し込めます。")
    return FrontSection("lectures", _("会社・学校・団体の方へ"), text, links)
