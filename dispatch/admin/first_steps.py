"""What has to be there before supporters can be dispatched (はじめの準備)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from foundation.adminsite import first_steps
from foundation.adminsite.access import holds
from foundation.adminsite.dashboard import DashboardItem
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program, ProgramKind


@first_steps.register(50)
def settings_of_dispatch(request: Any) -> Iterable[DashboardItem]:
    """Programmes that are to dispatch supporters and have no settings for it. One query."""
    if not holds(request, Permission.PROGRAM_SETTINGS):
        return
    page = reverse("admin:dispatch_dispatchsettings_add")
    missing = Program.objects.filter(is_active=True, kind=ProgramKind.HIKIKOMORI)
    for program in missing.filter(dispatch_settings__isnull=True):
        yield DashboardItem(f"派遣の設定を作る：{program}", f"{page}?program={program.pk}")
