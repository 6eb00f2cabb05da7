"""What the public front page says to people who need a supporter (ux 7)."""

from django.urls import reverse

from dispatch.queries.public_requests import taking_requests
from foundation.programs.front_page import FrontLink, FrontSection, register


@register(10)
def support(slug: str) -> FrontSection:
    """Lead to the request of each programme: its form, or the paper where it takes none on the
    web. One query."""
    links = []
    for settings in taking_requests().order_by("program__name"):
        on_web = settings.web_requests
        page = "request-form" if on_web else "request-paper"
        links.append(
            FrontLink(
                "支援を申し込む" if on_web else "申込書の用紙（PDF）を開く",
                settings.program.name,
                reverse(f"dispatch:{page}", args=[slug, settings.program_id]),
                note="" if on_web else "記入して、窓口または郵送でお出しください。",
                is_paper=not on_web,
            )
        )
    return FrontSection(
        "support",
        "支援を受けたい方へ",
        "研修を受けたサポーターが、ご本人やご家族のところへうかがいます。まず担当者がお話を聞き、"
        "ご本人とご家族の同意をいただいてから始めます。",
        links,
    )
