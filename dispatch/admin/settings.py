"""Settings of dispatching and the wordings of 資料8, for the administrator."""

from typing import Any

from django.contrib import admin

from dispatch.cases.models import SupportConsentText
from dispatch.models import DispatchSettings
from foundation.adminsite.house import HouseAdmin
from foundation.organizations.permissions import Permission


@admin.register(DispatchSettings)
class DispatchSettingsAdmin(HouseAdmin):
    """How one programme dispatches."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    menu = ("設定", 40)
    list_display = ("program", "answer_days", "guidance_days", "monthly_cap", "payment_mode")


@admin.register(SupportConsentText)
class SupportConsentTextAdmin(HouseAdmin):
    """Wordings of 資料8; one that was used stays as it is, a new version is added."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    menu = ("設定", 42)
    list_display = ("program", "version", "title", "used_at")

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return False for a wording somebody consented to."""
        unused = obj is None or obj.used_at is None
        return unused and bool(super().has_change_permission(request, obj))
