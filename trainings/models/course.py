"""A course: one recruitment with its days and their timetable (rules B2, B5, B15)."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.references import random_reference
from trainings.enums import (
    Allocation,
    Channel,
    CourseState,
    ItemKind,
    SessionMode,
    SessionState,
    Visibility,
    WaitingMode,
)


def default_channels() -> list[str]:
    """Return the channels a new course accepts."""
    return [Channel.WEB, Channel.PHONE, Channel.FAX, Channel.COUNTER, Channel.POST]


class CourseQuerySet(models.QuerySet["Course"]):
    """Which courses."""

    def listed(self, now: datetime) -> "CourseQuerySet":
        """Keep what the public list shows: published, for everybody, not over yet."""
        return self.filter(
            state__in=[CourseState.PUBLISHED, CourseState.STOPPED, CourseState.CANCELLED],
            visibility=Visibility.PUBLIC,
        ).filter(Q(ends_at__gte=now) | Q(awaits_date=True))

    def on_public_pages(self) -> "CourseQuerySet":
        """Keep what may be opened without signing in; the twin is in `rules.courses`."""
        return self.exclude(state=CourseState.DRAFT).exclude(visibility=Visibility.INTERNAL)

    def taking_applications(self, now: datetime) -> "CourseQuerySet":
        """Keep the courses open for applications at `now`; the twin is `Course.is_open`."""
        return self.filter(
            state=CourseState.PUBLISHED, opens_at__lte=now, applications_close_at__gt=now
        )


@track
class Course(BelongsToOrganization):
    """One recruitment. Open, closed and finished are computed from its times."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="courses", verbose_name="事業"
    )
    spec = models.ForeignKey(
        "trainings.ProgramSpec",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="courses",
        verbose_name="設定の版",
    )
    public_code = models.CharField(
        "ページの記号", max_length=12, default=random_reference, editable=False
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", editable=False, null=True)
    title = models.CharField("研修名", max_length=80)
    lead = models.TextField("紹介文", max_length=1000, blank=True)
    eligibility = models.TextField("対象者", max_length=500, blank=True)
    cohosts = models.CharField("共催", max_length=120, blank=True)
    issuer_slots = ArrayField(  # places in the signing order; none for everybody who signs (D8)
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="署名者"
    )
    visibility = models.CharField(
        "公開範囲", max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    allocation = models.CharField(
        "決め方", max_length=12, choices=Allocation, default=Allocation.FIRST_COME
    )
    waiting_mode = models.CharField(
        "空席が出たとき", max_length=16, choices=WaitingMode, default=WaitingMode.OFFER
    )
    capacity = models.PositiveIntegerField(
        "定員", null=True, blank=True, help_text="空欄は定員なし。"
    )
    waiting_capacity = models.PositiveIntegerField(
        "キャンセル待ちの上限",
        null=True,
        blank=True,
        help_text="空欄は上限なし。0にするとキャンセル待ちを受けません。",
    )
    counts_online = models.BooleanField(
        "会場とオンラインの席を分けて数える",
        default=False,
        help_text="申し込む方が、会場かオンラインかを選びます。「定員」は会場の席になります。",
    )
    online_capacity = models.PositiveIntegerField(
        "オンラインの定員", null=True, blank=True, help_text="空欄は定員なし。"
    )
    min_to_run = models.PositiveIntegerField("最少催行人数", null=True, blank=True)
    keeps_names = models.BooleanField(
        "名簿を作る",
        default=True,
        editable=False,
        help_text="作らない研修は、人数だけを記録します（学校での出前講座など）。",
    )
    opens_at = models.DateTimeField("募集開始", null=True, blank=True)
    applications_close_at = models.DateTimeField("申込〆切", null=True, blank=True)
    promotion_until = models.DateTimeField(
        "繰上げ期限",
        null=True,
        blank=True,
        help_text="空欄は、初回の2開庁日前の17時。",
    )
    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel),
        default=default_channels,
        verbose_name="申込の方法",
    )
    state = models.CharField(
        "状態", max_length=10, choices=CourseState, default=CourseState.DRAFT, editable=False
    )
    state_reason = models.CharField("理由", max_length=200, blank=True, editable=False)
    published_at = models.DateTimeField("公開した日時", null=True, blank=True, editable=False)
    # The first and last moment of the sessions, kept by the actions that write sessions: lists
    # sort and filter by them.
    awaits_date = models.BooleanField("新しい日にちを待っている", default=False, editable=False)
    starts_at = models.DateTimeField("初回の開始", null=True, blank=True, editable=False)
    ends_at = models.DateTimeField("最終回の終了", null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(CourseQuerySet)()

    PERSONAL = {"state_reason": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"public_code", "title", "lead", "eligibility", "cohosts"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "研修"
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["organization", "state", "starts_at"], name="course_by_start"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "public_code"], name="course_code_once"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("applications_close_at"))
                & Q(applications_close_at__lte=F("promotion_until")),
                name="course_times_in_order",
                violation_error_message=(
                    "募集開始、申込〆切、繰上げ期限は、この順の日時にしてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(
                    spec__isnull=False,
                    fiscal_year__isnull=False,
                    opens_at__isnull=False,
                    applications_close_at__isnull=False,
                    promotion_until__isnull=False,
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    published_at__isnull=False,
                ),
                name="published_course_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["stopped", "cancelled"]) | ~Q(state_reason=""),
                name="stopped_course_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CourseState.values), name="course_state_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def is_open(self, now: datetime) -> bool:
        """Return whether applications are taken at `now`; the twin is `taking_applications`."""
        return (
            self.state == CourseState.PUBLISHED
            and self.opens_at is not None
            and self.applications_close_at is not None
            and self.opens_at <= now < self.applications_close_at
        )

    def has_started(self, now: datetime) -> bool:
        """Return whether the first session has begun; one that waits for its date has not."""
        return not self.awaits_date and self.starts_at is not None and now >= self.starts_at


@track
class CourseSession(BelongsToOrganization):
    """One day of a course. The online address is shown to accepted people only."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions", verbose_name="研修")
    n = models.PositiveSmallIntegerField("回", default=1)
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了")
    reception_at = models.DateTimeField("受付開始", null=True, blank=True)
    mode = models.CharField(
        "開催方法", max_length=10, choices=SessionMode, default=SessionMode.ON_SITE
    )
    venue = models.CharField("会場", max_length=80, blank=True)
    venue_address = models.CharField("会場の住所", max_length=120, blank=True)
    venue_access = models.TextField("会場への行き方", max_length=400, blank=True)
    online_url = models.URLField("オンラインのアドレス", blank=True)
    online_note = models.TextField("オンラインの入り方", max_length=400, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=SessionState, default=SessionState.PLANNED, editable=False
    )
    state_reason = models.CharField("理由", max_length=200, blank=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)

    PERSONAL = {"state_reason": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset(
        {"venue", "venue_address", "venue_access", "online_url", "online_note"}
    )
    # Who looks at the history learns that something changed, never the way into the room.
    HISTORY_HIDDEN = frozenset({"online_url", "online_note"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "日程"
        ordering = ["course", "n"]
        indexes = [models.Index(fields=["organization", "starts_at"], name="session_by_start")]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "n"],
                name="session_once",
                violation_error_message="同じ回がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="session_ends_after_start",
                violation_error_message="終了は開始より後の日時にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(reception_at__isnull=True) | Q(reception_at__lte=F("starts_at")),
                name="session_reception_first",
                violation_error_message="受付開始は開始までの日時にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["postponed", "cancelled"]) | ~Q(state_reason=""),
                name="session_reason_given",
            ),
        ]

    def __str__(self) -> str:
        """Return the number of the day."""
        return f"第{self.n}回"

    @property
    def takes_place(self) -> bool:
        """Return whether people are expected on this day."""
        return self.state in (SessionState.PLANNED, SessionState.HELD)

    @property
    def calendar_uid(self) -> str:
        """Return the UID that stays the same in every calendar file (T39)."""
        return f"session-{self.organization_id}-{self.pk}@sasae.invalid"


@track
class CurriculumItem(BelongsToOrganization):
    """One row of the timetable, shown on the page (R-12)."""

    session = models.ForeignKey(
        CourseSession, models.CASCADE, related_name="items", verbose_name="日程"
    )
    order = models.PositiveSmallIntegerField("順", default=1)
    minutes = models.PositiveSmallIntegerField("分")
    title = models.CharField("内容", max_length=120)
    kind = models.CharField("共通・選択", max_length=10, choices=ItemKind, default=ItemKind.COMMON)
    instructor = models.CharField("講師", max_length=80, blank=True)

    PERSONAL = {"instructor": Erase.KEEP}
    NOT_PERSONAL = frozenset({"title"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "プログラム"
        ordering = ["session", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="item_has_minutes",
                violation_error_message="分は1以上で入力してください。",
            ),
        ]

    def __str__(self) -> str:
        """Return minutes and title."""
        return f"{self.minutes}分 {self.title}"
