"""The サポーター: a person who may be dispatched, from exactly one source (rule A5)."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.period import period_q
from supporters.enums import (
    ConsentKind,
    FollowUpLapse,
    ReceivedState,
    RegistrationState,
    WithdrawalState,
)
from supporters.models.consent import Consent
from supporters.models.follow_up import FollowUp
from supporters.models.life import Withdrawal
from supporters.models.received_update import ReceivedUpdate
from supporters.models.registration import RegistrationTerm
from supporters.models.settings import SupporterSettings
from supporters.models.wishes import Wishes


class SupporterQuerySet(models.QuerySet["Supporter"]):
    """Who may be asked to be active."""

    def dispatchable_on(self, day: date) -> "SupporterQuerySet":
        """Keep supporters who may be asked for a day (rules A5, C4, C5, D3, D4).

        The twin in Python, which also says why not, is `queries.standing.why_not_dispatchable`.
        """
        return self.filter(
            self._from_registration(day) | self._from_received_entry(day),
            person__stop_use=False,
            person__purged_on__isnull=True,
        ).exclude(self._follow_up_lapsed(day))

    @staticmethod
    def _from_registration(day: date) -> Q:
        terms = RegistrationTerm.objects.filter(
            period_q(day),
            registration=OuterRef("registration"),
        )
        consents = Consent.objects.in_force_on(day).filter(
            person=OuterRef("person"),
            text__program=OuterRef("program"),
            text__kind=ConsentKind.ACTIVITY,
        )
        leaving = OuterRef("registration")
        withdrawals = models.Q(Exists(_open_withdrawals(leaving)))
        return (
            Q(registration__state=RegistrationState.ACTIVE)
            & Q(Exists(terms))
            & Q(Exists(consents))
            & ~withdrawals
        )

    @staticmethod
    def _from_received_entry(day: date) -> Q:
        told = ReceivedUpdate.objects.stopping().filter(entry=OuterRef("received_entry"))
        return (
            Q(received_entry__state=ReceivedState.CONFIRMED, received_entry__stopped="")
            & period_q(day, "received_entry")
            & ~Q(Exists(told))
        )

    @staticmethod
    def _follow_up_lapsed(day: date) -> Q:
        strict = SupporterSettings.objects.filter(
            program=OuterRef("program"), follow_up_lapse=FollowUpLapse.NO_NEW_DISPATCH
        )
        overdue = FollowUp.objects.filter(
            supporter=OuterRef("pk"), done_on__isnull=True, due_on__lt=day
        )
        return Q(Exists(strict)) & Q(Exists(overdue))


def _open_withdrawals(registration: OuterRef) -> models.QuerySet["Withdrawal"]:
    return Withdrawal.objects.filter(registration=registration, state=WithdrawalState.RECEIVED)


@track
class Supporter(Wishes, BelongsToOrganization):
    """A person as a supporter of one programme; dispatch refers to this, never to Registration."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="supporters", verbose_name="本人"
    )
    registration = models.OneToOneField(
        "supporters.Registration", models.PROTECT, null=True, blank=True,
        related_name="supporter", verbose_name="登録",
    )  # fmt: skip
    received_entry = models.OneToOneField(
        "supporters.ReceivedEntry", models.PROTECT, null=True, blank=True,
        related_name="supporter", verbose_name="提供を受けた名簿の記載",
    )  # fmt: skip
    note = models.CharField("備考", max_length=300, blank=True)

    objects = OrganizationManager.from_queryset(SupporterQuerySet)()

    PERSONAL = {
        "areas": Erase.JSON,
        "languages": Erase.BLANK,
        "wish_note": Erase.FREE_TEXT,
        "note": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"time_bands", "activities"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "サポーター"
        ordering = ["person__kana_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=False, received_entry__isnull=True)
                | Q(registration__isnull=True, received_entry__isnull=False),
                name="supporter_has_one_source",
            ),
            models.UniqueConstraint(
                fields=["program", "person"],
                name="supporter_once",
                violation_error_message="この方は、すでにサポーターとして登録されています。",
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the person."""
        return self.person.name
