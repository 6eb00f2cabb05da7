"""What has to be there before supporters can be dispatched (はじめの準備)."""

from collections.abc import Iterable
from typing import Any

from foundation.adminsite import first_steps
from foundation.adminsite.dashboard import DashboardItem
from foundation.programs.models import Program, ProgramKind


@first_steps.register(50)
def settings_of_dispatch(request: Any) -> Iterable[DashboardItem]:
    """Programmes that are to dispatch supporters and have no settings for it. One query."""
    return first_steps.settings_to_make(
        request,
        "派遣の設定",
        "admin:dispatch_dispatchsettings_add",
        Program.objects.filter(kind=ProgramKind.HIKIKOMORI, dispatch_settings__isnull=True),
    )
