"""Who read what, without the values (rules I: audit views)."""

from typing import Any

from django.apps import apps
from django.contrib import admin

from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin
from foundation.adminsite.staff_choices import MemberFilter
from foundation.audit.models import AccessLog
from foundation.organizations.permissions import Permission


@admin.register(AccessLog)
class AccessLogAdmin(HouseAdmin):
    """The log of reads, exports and prints: read only."""

    see = Permission.SEE_AUDIT
    program_path = None
    access_object_type = ""
    list_display = (
        date_column("at", "日時"),
        "who",
        "action",
        "object_label",
        "count",
        "purpose",
    )
    list_filter = ("action", ("user", MemberFilter), "at")
    search_fields = ("user__name", "purpose")
    list_select_related = ("user",)
    fields = ("at", "who", "action", "object_label", "count", "object_ids", "purpose")
    readonly_fields = ("who", "object_label")

    @admin.display(description="職員")
    def who(self, row: AccessLog) -> str:
        """Return the name, or what acted instead of a person."""
        return row.user.name if row.user else row.actor

    @admin.display(description="対象")
    def object_label(self, row: AccessLog) -> str:
        """Return the kind of record in words."""
        try:
            return str(apps.get_model(row.object_type)._meta.verbose_name)
        except (LookupError, ValueError):
            return str(row.object_type)

    def get_queryset(self, request: Any) -> Any:
        """Return the newest first."""
        return super().get_queryset(request).order_by("-at", "-pk")
