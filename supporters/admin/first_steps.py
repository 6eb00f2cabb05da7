"""What has to be there before supporters can register (はじめの準備)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from foundation.adminsite import first_steps
from foundation.adminsite.access import holds
from foundation.adminsite.dashboard import DashboardItem
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program, ProgramKind
from supporters.models import ConsentText


@first_steps.register(40)
def settings_of_registration(request: Any) -> Iterable[DashboardItem]:
    """Programmes that are to register supporters and have no settings for it. One query."""
    return first_steps.settings_to_make(
        request,
        "サポーター登録の設定",
        "admin:supporters_supportersettings_add",
        Program.objects.filter(kind=ProgramKind.HIKIKOMORI, supporter_settings__isnull=True),
    )


@first_steps.register(42)
def consent_texts(request: Any) -> Iterable[DashboardItem]:
    """Programmes that register supporters but have no consent text in use. One query."""
    if not holds(request, Permission.PROGRAM_SETTINGS):
        return
    texts = ConsentText.objects.filter(program=OuterRef("pk"))
    programs = Program.objects.filter(
        ~Exists(texts.published()), is_active=True, supporter_settings__is_enabled=True
    )
    for program in programs.annotate(has_draft=Exists(texts)):
        if program.has_draft:
            yield DashboardItem(
                f"同意書の文面を確かめて「使い始める」を押す：{program}",
                reverse("admin:supporters_consenttext_changelist"),
                note="使い始めるまで、登録の同意を受けられません。",
            )
        else:
            yield DashboardItem(
                f"同意書の文面を作る：{program}",
                f"{reverse('admin:supporters_consenttext_add')}?program={program.pk}",
                note="使い始めるまで、登録の同意を受けられません。",
            )
