"""What the public front page says to people who want to be registered as supporters."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.programs.front_page import FrontLink, FrontSection, register
from supporters.enums import ProcessOrder, RegistrationBasis
from supporters.models import SupporterSettings
from supporters.rules.applications import Standing, why_cannot_ask


@register(20)
def registration(slug: str) -> FrontSection:
    """Lead to the application of each programme that keeps a roster of its own: its form, or
    the paper where it takes none on the web. One query."""
    rows = SupporterSettings.objects.select_related("program").filter(program__is_active=True)
    links = []
    for settings in rows.order_by("program__name"):
        refusal = why_cannot_ask(settings, Standing())
        if refusal is None:
            page, label = "apply-openly", _("{title}の登録を申し込む")
        elif refusal.code == "paper_only":
            page, label = "blank-form", _("{title}の登録申込書（PDF）を開く")
        else:
            continue
        links.append(
            FrontLink(
                label.format(title=settings.supporter_title),
                settings.program.name,
                reverse(f"supporters:{page}", args=[slug, settings.program_id]),
                note=_who_may(settings),
                is_paper=refusal is not None,
            )
        )
    return FrontSection(
        "registration",
        _("サポーターとして活動したい方へ"),
        _("サポーターとしての登録を申し込めます。"),
        links,
    )


def _who_may(settings: SupporterSettings) -> str:
    """Return what comes first, the course or the application; empty where no course is asked."""
    if settings.basis == RegistrationBasis.APPLICATION:
        return ""
    if settings.process_order == ProcessOrder.APPLY_FIRST:
        return _("登録を申し込んだあとで、研修を受けていただきます。")
    if settings.basis == RegistrationBasis.ATTENDANCE:
        return _("研修を受けた方が対象です。")
    return _("研修を修了した方が対象です。")
