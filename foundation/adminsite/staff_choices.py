"""Staff accounts stand outside the walls: choices and filters offer own colleagues only."""

from datetime import date
from typing import Any

from django.contrib.admin.filters import RelatedFieldListFilter
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.safestring import SafeString

from foundation.organizations.models import Membership, StaffUser
from foundation.period import period_q


def colleagues(organization: Any) -> models.QuerySet[StaffUser]:
    """Return the accounts that are or were members of the organization, by name."""
    members = Membership.objects.filter(organization=organization).values("user")
    return StaffUser.objects.filter(pk__in=members).order_by("name", "pk")


def working_colleagues(organization: Any, on: date) -> models.QuerySet[StaffUser]:
    """Return the accounts that are members of the organization on the day, by name."""
    members = Membership.objects.filter(period_q(on), organization=organization).values("user")
    return StaffUser.objects.filter(pk__in=members, is_active=True).order_by("name", "pk")


class MemberFilter(RelatedFieldListFilter):
    """`list_filter = (("user", MemberFilter),)`: a filter by colleague."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Call rows without anybody by that."""
        super().__init__(*args, **kwargs)
        self.empty_value_display = SafeString("なし")

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> Any:
        """Return the colleagues of the active organization."""
        return [(user.pk, user.name) for user in colleagues(request.organization)]


def refuse_open_filters(model: type[models.Model], list_filter: Any) -> None:
    """Refuse a plain filter by staff account: it would name the staff of every organization."""
    for one in list_filter:
        if isinstance(one, str) and "__" not in one:
            field = model._meta.get_field(one)
            if field.is_relation and field.related_model is StaffUser:
                raise ImproperlyConfigured(
                    f'{model.__name__}: write ("{one}", MemberFilter) in list_filter.'
                )
