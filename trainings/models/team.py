"""Teams of municipalities on a course, their homework and the visits to them (H 29, 30; F5)."""

from typing import Any

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import format_date
from trainings.enums_team import MemberCategory, SystemStage, TaskState


@track
class Team(BelongsToOrganization):
    """One team on one course; it came on one Submission and is accepted or waits as a whole."""

    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="teams", verbose_name="研修"
    )
    submission = models.OneToOneField(
        "trainings.Submission",
        models.PROTECT,
        related_name="team",
        editable=False,
        verbose_name="申込の受付",
    )
    municipality = models.ForeignKey(
        "organizations.Municipality", models.PROTECT, related_name="+", verbose_name="市町村"
    )
    name = models.CharField("チーム名", max_length=60)
    area = models.CharField("地区", max_length=60, blank=True)
    note = models.TextField("メモ", max_length=1000, blank=True)

    PERSONAL = {"note": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"name", "area"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "チーム"
        ordering = ["course", "municipality", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "municipality", "name"],
                name="team_name_once",
                violation_error_message="同じ名前のチームがすでにあります。",
            ),
        ]

    def __str__(self) -> str:
        """Return municipality and name."""
        return f"{self.municipality.name} {self.name}"


@track
class TeamMember(BelongsToOrganization):
    """One member: an application with its category; who left keeps the row.

    Municipalities may make a team together: who comes from another one than the team's says so.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="members", verbose_name="チーム")
    application = models.OneToOneField(
        "trainings.Application", models.PROTECT, related_name="team_member", verbose_name="申込"
    )
    category = models.CharField("区分", max_length=20, choices=MemberCategory)
    municipality = models.ForeignKey(
        "organizations.Municipality", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="市町村（チームの市町村と違うとき）",
    )  # fmt: skip
    is_leader = models.BooleanField("リーダー", default=False)
    left_on = models.DateField("交代した日", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="前任"
    )

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "チームの構成員"
        ordering = ["team", "-is_leader", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(is_leader=True, left_on__isnull=True),
                name="one_leader_a_team",
            ),
            models.CheckConstraint(
                condition=Q(is_leader=False) | Q(category="government"),
                name="leader_is_government",
                violation_error_message="チームリーダーは行政職員にしてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return the application's reference; never the name."""
        return str(self.application)

    @property
    def town(self) -> Any:
        """Return the municipality the member comes from."""
        return self.municipality or self.team.municipality


@track
class TeamTask(BelongsToOrganization):
    """Homework of all teams of a course, due on a day."""

    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="team_tasks", verbose_name="研修"
    )
    session = models.ForeignKey(
        "trainings.CourseSession",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="どの回の課題か",
    )
    title = models.CharField("課題", max_length=80)
    instructions = models.TextField("説明", max_length=1000, blank=True)
    due_on = models.DateField("期限")

    NOT_PERSONAL = frozenset({"title", "instructions"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "チーム課題"
        ordering = ["course", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "title"],
                name="team_task_once",
                violation_error_message="同じ名前の課題がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@track
class TeamSubmission(BelongsToOrganization):
    """What one team handed in for one task."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="handed_in", verbose_name="チーム")
    task = models.ForeignKey(TeamTask, models.PROTECT, related_name="handed_in")
    state = models.CharField("状態", max_length=12, choices=TaskState)
    submitted_on = models.DateField("提出日")
    file = models.FileField("ファイル", upload_to="teams/%Y/%m/", blank=True)
    file_name = models.CharField("ファイル名", max_length=120, blank=True)
    comment = models.TextField("コメント", max_length=1000, blank=True)

    PERSONAL = {"file": Erase.FILE, "file_name": Erase.FREE_TEXT, "comment": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "課題の提出"
        constraints = [
            models.UniqueConstraint(fields=["team", "task"], name="team_task_handed_in_once"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="returned_with_comment"
            ),
        ]

    def __str__(self) -> str:
        """Return the state."""
        return self.get_state_display()


@track
class TeamVisit(BelongsToOrganization):
    """A visit to a team (課題支援): when, who went, what was talked about, what comes next."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="visits", verbose_name="チーム")
    visited_on = models.DateField("訪問日")
    visitors = models.CharField("訪問した人", max_length=120)
    place = models.CharField("場所", max_length=80, blank=True)
    content = models.TextField("内容", max_length=2000)
    next_step = models.CharField("次に行うこと", max_length=200, blank=True)

    PERSONAL = {
        "visitors": Erase.FREE_TEXT,
        "content": Erase.FREE_TEXT,
        "next_step": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"place"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "チームへの訪問"
        ordering = ["-visited_on", "-id"]

    def __str__(self) -> str:
        """Return team and day."""
        return f"{self.team} {format_date(self.visited_on)}"


@track
class PracticePresenter(BelongsToOrganization):
    """A completer who reports on practice at a session (R-26)."""

    session = models.ForeignKey(
        "trainings.CourseSession", models.CASCADE, related_name="presenters", verbose_name="回"
    )
    completion = models.ForeignKey(
        "trainings.Completion", models.PROTECT, related_name="+", verbose_name="修了者"
    )
    topic = models.CharField("発表の題", max_length=120)

    PERSONAL = {"topic": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "実践報告者"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "completion"],
                name="presenter_once",
                violation_error_message="この修了者は、すでに報告者です。",
            )
        ]

    def __str__(self) -> str:
        """Return the topic."""
        return self.topic


@track
class MunicipalityStage(BelongsToOrganization):
    """How far a municipality is with 重層的支援体制整備事業 in one fiscal year."""

    municipality = models.ForeignKey(
        "organizations.Municipality", models.PROTECT, related_name="+", verbose_name="市町村"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度（西暦）")
    stage = models.CharField("段階", max_length=12, choices=SystemStage)
    note = models.CharField("メモ", max_length=200, blank=True)

    NOT_PERSONAL = frozenset({"note"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "市町村の取組段階"
        ordering = ["-fiscal_year", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "municipality", "fiscal_year"],
                name="stage_once_a_year",
                violation_error_message="この年度の段階は、すでに登録されています。",
            )
        ]

    def __str__(self) -> str:
        """Return municipality and stage."""
        return f"{self.municipality}：{self.get_stage_display()}"
