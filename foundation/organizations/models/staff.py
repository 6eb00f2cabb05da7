"""Staff accounts, and their memberships with roles and a period."""

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from foundation.organizations.history import track_unscoped
from foundation.organizations.permissions import Role


class StaffUserManager(BaseUserManager["StaffUser"]):
    """Makes accounts that sign in by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "StaffUser":
        """Create a staff account; the address is stored in lower case."""
        user = self.model(email=email.strip().lower(), is_staff=True, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "StaffUser":
        """Find an account by address, upper and lower case alike."""
        return self.get(email=(username or "").strip().lower())


class StaffUser(AbstractUser):
    """A person who works with Sasae; what they may do is decided by their memberships alone."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("メールアドレス", unique=True)
    name = models.CharField("氏名", max_length=60)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = StaffUserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = verbose_name_plural = "職員アカウント"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="staff_email_once"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_full_name(self) -> str:
        """Return the name (Django's admin asks for it)."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name (Django's admin asks for it)."""
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Which memberships count."""

    def valid_on(self, day: Any) -> "MembershipQuerySet":
        """Keep those whose period holds `day` and whose account is in use."""
        return self.filter(
            Q(valid_through__isnull=True) | Q(valid_through__gte=day),
            valid_from__lte=day,
            user__is_active=True,
        )


@track_unscoped
class Membership(models.Model):
    """What a staff account is in one organization. Read before a scope is known, so not walled."""

    user = models.ForeignKey(StaffUser, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+", verbose_name="組織"
    )
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name="役割")
    program_ids = ArrayField(
        models.BigIntegerField(), default=list, blank=True, verbose_name="担当事業に限る"
    )
    section = models.CharField("所属", max_length=60, blank=True)
    valid_from = models.DateField("開始日")
    valid_through = models.DateField("終了日", null=True, blank=True)
    last_used_on = models.DateField("最終利用日", null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "職員の所属"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "valid_from"], name="membership_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="membership_period_in_order",
                violation_error_message="終了日は開始日以降の日付にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(roles__contains=[Role.CONTRACTOR])
                | (Q(program_ids__len__gt=0) & Q(valid_through__isnull=False)),
                name="contractor_is_limited",
                violation_error_message=(
                    "受託者には、担当する事業と契約の終了日を必ず入力してください。"
                ),
            ),
            models.CheckConstraint(condition=Q(roles__len__gt=0), name="membership_has_a_role"),
        ]

    def __str__(self) -> str:
        """Return account, organization and roles."""
        labels = "・".join(Role(role).label for role in self.roles)
        return f"{self.user}（{self.organization}・{labels}）"
