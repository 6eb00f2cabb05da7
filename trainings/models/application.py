"""One act of applying, and each person's application in it (rules B1, B2, B8, B10)."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import (
    BelongsToOrganization,
    OrganizationManager,
    organization_field,
)
from foundation.people.queries import name_filter
from trainings.enums import (
    OPEN_STATES,
    TAKEN_STATES,
    AgeBand,
    ApplicantCategory,
    ApplicationState,
    Channel,
    HeardFrom,
    PlaceKind,
    SeatKind,
)


@track
class Submission(BelongsToOrganization):
    """One act of applying: a web form, a FAX sheet, a call (rule B1).

    Written while others wait for the course: what walls and other indexes say already is left out.
    """

    organization = organization_field(db_index=False, db_constraint=False)
    course = models.ForeignKey(
        "trainings.Course",
        models.PROTECT,
        db_index=False,
        db_constraint=False,
        related_name="submissions",
        verbose_name="研修",
    )
    channel = models.CharField("経路", max_length=10, choices=Channel)
    received_at = models.DateTimeField("受付日時")
    received_by = models.ForeignKey(
        "organizations.StaffUser",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="受付者",
    )
    contact_name = models.CharField("連絡者", max_length=120)
    contact_email = models.EmailField("メール", blank=True)
    contact_phone = models.CharField("電話番号", max_length=15, blank=True)
    contact_postcode = models.CharField("郵便番号", max_length=7, blank=True)
    contact_address = models.CharField("住所", max_length=200, blank=True)
    reference = models.CharField("受付番号", max_length=12)
    token = models.CharField(max_length=64, editable=False)
    source = models.CharField("案内元", max_length=30, blank=True)
    heard_from = models.CharField("知ったきっかけ", max_length=20, choices=HeardFrom, blank=True)
    may_split = models.BooleanField("空きが足りないときは分かれてもよい", default=False)
    # Rule B9: who applied before gets no second application; the done page shows of everybody
    # typed what a first one would get. Empty when nobody had.
    repeats = models.ForeignKey(
        "trainings.Application",
        models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name="先の申込",
    )
    shown_states = models.JSONField(default=list, blank=True, editable=False)
    note = models.CharField("備考", max_length=300, blank=True)

    PERSONAL = {
        "contact_name": Erase.BLANK,
        "contact_email": Erase.BLANK,
        "contact_phone": Erase.BLANK,
        "contact_postcode": Erase.BLANK,
        "contact_address": Erase.BLANK,
        "note": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"reference", "token", "source", "shown_states"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "申込の受付"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "token"], name="submission_token_once"),
            models.UniqueConstraint(
                fields=["organization", "reference"], name="submission_reference_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the reference; never a name."""
        return self.reference


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Which applications."""

    def still_open(self) -> "ApplicationQuerySet":
        """Keep those that may still lead to a seat."""
        return self.filter(state__in=OPEN_STATES)

    def taken(self) -> "ApplicationQuerySet":
        """Keep those that count against the capacity (rule B11)."""
        return self.filter(state__in=TAKEN_STATES)

    def accepted(self) -> "ApplicationQuerySet":
        """Keep those with a seat."""
        return self.filter(state=ApplicationState.ACCEPTED)

    def in_waiting_order(self) -> "ApplicationQuerySet":
        """Keep those who wait, first come first (rule B1: equal times by submission)."""
        return self.filter(state=ApplicationState.WAITING).order_by(
            "queued_at", "submission_id", "id"
        )

    def in_kana_order(self) -> "ApplicationQuerySet":
        """Sort as on every printed list."""
        return self.order_by("kana_key", "name_key", "id")

    def unconfirmed(self, before: datetime) -> "ApplicationQuerySet":
        """Keep those whose mailed link was not opened, received before a moment (rule B12)."""
        return self.filter(
            email_confirmed_at__isnull=True, submission__received_at__lt=before
        ).exclude(email="")

    def named(self, words: str) -> "ApplicationQuerySet":
        """Keep those whose name or kana holds each of the words, variants folded."""
        return self.filter(name_filter(words))


@track
class Application(BelongsToOrganization):
    """One person on one course, as typed; the seat is decided by `actions.seats` alone (B11).

    Written while others wait for the course: what walls and other indexes say already is left out.
    """

    organization = organization_field(db_index=False, db_constraint=False)
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        db_constraint=False,
        related_name="applications",
        verbose_name="申込の受付",
    )
    course = models.ForeignKey(
        "trainings.Course",
        models.PROTECT,
        db_index=False,
        db_constraint=False,
        related_name="applications",
        verbose_name="研修",
    )
    person = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="applications",
        verbose_name="人",
    )
    name = models.CharField("氏名", max_length=120)
    kana = models.CharField("ふりがな", max_length=120, blank=True)
    birth_date = models.DateField("生年月日", null=True, blank=True)
    place = models.CharField("住所または所属", max_length=200, blank=True)
    place_kind = models.CharField("住所・所属の別", max_length=12, choices=PlaceKind, blank=True)
    affiliation = models.CharField("所属", max_length=120, blank=True)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    email = models.EmailField("メール", blank=True)
    answers = models.JSONField("そのほかの回答", default=dict, blank=True)
    name_key = models.CharField(max_length=240, editable=False)
    kana_key = models.CharField(max_length=240, editable=False, blank=True)
    reference = models.CharField("受付番号", max_length=12, editable=False)
    received_seq = models.PositiveIntegerField("受付順", editable=False)
    state = models.CharField("状態", max_length=20, choices=ApplicationState, editable=False)
    state_changed_at = models.DateTimeField("状態が変わった日時", editable=False)
    state_reason = models.CharField("理由", max_length=200, blank=True, editable=False)
    queued_at = models.DateTimeField("列に並んだ日時", null=True, blank=True, editable=False)
    seat = models.CharField(
        "席", max_length=6, choices=SeatKind, default=SeatKind.ROOM, editable=False
    )
    rank = models.PositiveIntegerField("抽選の順位", null=True, blank=True, editable=False)
    is_repeat = models.BooleanField("受講歴の確認が必要", default=False)
    over_capacity_reason = models.CharField("定員を超えた理由", max_length=200, blank=True)
    email_confirmed_at = models.DateTimeField("メール確認", null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(ApplicationQuerySet)()

    PERSONAL = {
        "name": Erase.BLANK,
        "kana": Erase.BLANK,
        "birth_date": Erase.NULL,
        "place": Erase.BLANK,
        "affiliation": Erase.BLANK,
        "phone": Erase.BLANK,
        "email": Erase.BLANK,
        "answers": Erase.JSON,
        "name_key": Erase.BLANK,
        "kana_key": Erase.BLANK,
        "state_reason": Erase.FREE_TEXT,
        "over_capacity_reason": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"reference"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "申込"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["course", "state", "queued_at", "submission"],
                # With these the seats of a course are counted without reading wide rows.
                include=["organization", "seat", "received_seq"],
                name="app_in_course",
            ),
            models.Index(fields=["course", "name_key"], name="app_same_name"),
            models.Index(fields=["organization", "state", "id"], name="app_by_state"),
            models.Index(
                fields=["organization", "kana_key", "name_key"], include=["id"], name="app_search"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "reference"], name="application_reference_once"
            ),
            models.UniqueConstraint(fields=["course", "received_seq"], name="received_seq_once"),
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(state_reason=""),
                name="declined_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(queued_at__isnull=False),
                name="waiting_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(person__isnull=False),
                name="accepted_is_a_person",
            ),
        ]

    def __str__(self) -> str:
        """Return the reference; never the name (rule B14: badges and logs print this)."""
        return self.reference

    @property
    def is_open(self) -> bool:
        """Return whether it may still lead to a seat."""
        return self.state in OPEN_STATES


@track
class ApplicantAttribute(BelongsToOrganization):
    """申込区分 and age band: class B, read by counts only (rule B14)."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="attribute", verbose_name="申込"
    )
    attribute = models.CharField("申込区分", max_length=20, choices=ApplicantCategory, blank=True)
    age_band = models.CharField("年代", max_length=12, choices=AgeBand, blank=True)

    # Kept for the counts of past years; after an erasure no name stands beside it any more.
    PERSONAL = {"attribute": Erase.KEEP, "age_band": Erase.KEEP}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "申込区分"

    def __str__(self) -> str:
        """Return nothing that tells about the person."""
        return "申込区分"
