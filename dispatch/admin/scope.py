"""Which rows of cases and dispatch a member of staff finds: those of the own teams (rule D6)."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, Q
from django.urls import reverse
from django.utils.html import format_html

from dispatch.cases.models import Case
from dispatch.models import DispatchRequest
from foundation import clock
from foundation.adminsite.access import Need, programs_with
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin
from foundation.organizations.permissions import Permission

EMPTY = "－"
WORKERS = (Permission.WORK_CASES, Permission.DISPATCH_WITHOUT_CASE)


def may_work(request: Any, permission: Permission) -> bool:
    """Return whether the request holds the permission for any programme."""
    programs = programs_with(request, permission)
    return programs is None or bool(programs)


def works(request: Any) -> bool:
    """Return whether dispatch concerns this person at all."""
    return any(may_work(request, one) for one in WORKERS)


def own_rows(request: Any, rows: Any, case_path: str) -> Any:
    """Keep the rows whose case the person may read, and rows without a case for whom may
    dispatch without one. No query of its own."""
    condition = Q(pk__in=[])
    if may_work(request, Permission.WORK_CASES):
        readable = Case.objects.readable_by(request.user.pk, clock.now()).values("pk")
        condition |= Q(**{f"{case_path}__in": readable})
    if case_path != "pk" and may_work(request, Permission.DISPATCH_WITHOUT_CASE):
        condition |= Q(**{f"{case_path}__isnull": True})
    return rows.filter(condition)


def case_or_body(request: DispatchRequest) -> str:
    """Return the case as a link for its team, or the body that asked; never a person."""
    if request.case is None:
        return str(request.body)
    url = reverse("admin:cases_case_change", args=[request.case.pk])
    return format_html('<a href="{}">{}</a>', url, request.case)


class TeamAdmin(HouseAdmin):
    """Staff pages of a model whose rows belong to a case, or to a request without one."""

    see: Need = WORKERS
    work: Need = None
    case_path = "case"

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Return the fields of a record, its dates and moments in the Japanese era."""
        hidden = {"id", "organization", *(self.exclude or ())}
        names = [f.name for f in self.opts.fields if f.editable and f.name not in hidden]
        return tuple(map(self._dated, self.fields or names))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field: a record is changed by its buttons only."""
        return self.get_fields(request, obj) if obj is not None else ()

    def _dated(self, name: Any) -> Any:
        try:
            field = self.opts.get_field(name) if isinstance(name, str) else None
        except FieldDoesNotExist:
            return name
        if not isinstance(field, DateField):  # moments are DateFields too
            return name
        return date_column(field.name, str(field.verbose_name), weekday=True, empty=EMPTY)

    def get_queryset(self, request: Any) -> Any:
        """Return the rows of the own teams; everybody else's are 404."""
        return own_rows(request, super().get_queryset(request), self.case_path)
