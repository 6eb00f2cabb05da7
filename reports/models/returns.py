"""A return and its cells: frozen when submitted, by triggers (T36)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import fiscal_year_label
from reports.enums import ReturnState

NO_CELL_INTO_SUBMITTED = """
IF EXISTS (SELECT 1 FROM reports_return WHERE id = NEW.returned_id AND state = 'submitted') THEN
    RAISE EXCEPTION 'reports_returncell: the return is submitted';
END IF;
RETURN NEW;
"""


@track
class Return(BelongsToOrganization):
    """One return of one course or one fiscal year.

    Until it is submitted it is computed anew each time it is looked at; `payload` is what was
    submitted, with the layout and the definitions of that day, and `sha256` its hash.
    """

    form = models.ForeignKey(
        "reports.ReturnForm", models.PROTECT, related_name="returns", verbose_name="様式"
    )
    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="研修",
    )  # fmt: skip
    fiscal_year = models.PositiveSmallIntegerField("年度")
    state = models.CharField(
        "状態", max_length=10, choices=ReturnState, default=ReturnState.DRAFT, editable=False
    )
    reporter = models.CharField("報告者", max_length=60, blank=True)
    materials = models.CharField("使用した教材と部数", max_length=200, blank=True)
    impressions = models.TextField("感想・受講者の様子", max_length=1000, blank=True)
    remarks = models.TextField("特記事項", max_length=1000, blank=True)
    sent_back_reason = models.CharField("差戻しの理由", max_length=200, blank=True, editable=False)
    submitted_at = models.DateTimeField("提出した日時", null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name="確定した人",
    )  # fmt: skip
    definition_version = models.PositiveSmallIntegerField("定義の版", default=0, editable=False)
    payload = models.JSONField("提出した内容", default=dict, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    PERSONAL = {
        "reporter": Erase.KEEP,
        "impressions": Erase.FREE_TEXT,
        "remarks": Erase.FREE_TEXT,
        "sent_back_reason": Erase.FREE_TEXT,
        "payload": Erase.KEEP,
    }
    NOT_PERSONAL = frozenset({"materials", "sha256"})
    HISTORY_HIDDEN = frozenset({"payload"})  # its own page shows what was submitted

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "提出物"
        ordering = ["-fiscal_year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "course"],
                condition=Q(course__isnull=False),
                name="return_once_a_course",
            ),
            models.UniqueConstraint(
                fields=["form", "fiscal_year"],
                condition=Q(course__isnull=True),
                name="return_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReturnState.values), name="return_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="submitted",
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                    definition_version__gte=1,
                )
                & ~Q(sha256="")
                | ~Q(state="submitted") & Q(submitted_at__isnull=True, sha256=""),
                name="submitted_return_is_sealed",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="submitted_return_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="submitted"),
            )
        ]

    def __str__(self) -> str:
        """Return title and what it is about."""
        about = self.course.title if self.course else fiscal_year_label(self.fiscal_year)
        return f"{self.form.title}（{about}）"

    @property
    def is_submitted(self) -> bool:
        """Return whether it is frozen."""
        return self.state == ReturnState.SUBMITTED


class ReturnCell(BelongsToOrganization):
    """One cell as it was submitted; with `corrects` the new value of a cell of an earlier return.

    Without a history: a cell is written once and never changes.
    """

    returned = models.ForeignKey(
        Return, models.PROTECT, related_name="cells", verbose_name="提出物"
    )
    year = models.PositiveSmallIntegerField("年度", null=True)
    line_label = models.CharField("行", max_length=60, blank=True)
    code = models.CharField("項目", max_length=60)
    label = models.CharField("見出し", max_length=60)
    unit = models.CharField("単位", max_length=10, blank=True)
    number = models.DecimalField("数", max_digits=14, decimal_places=3, null=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name="訂正する数"
    )
    before = models.DecimalField("訂正前", max_digits=14, decimal_places=3, null=True)

    NOT_PERSONAL = frozenset({"line_label", "code", "label", "unit"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "提出した数"
        ordering = ["returned", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["returned", "year", "code"],
                condition=Q(corrects__isnull=True),
                nulls_distinct=False,
                name="return_cell_once",
            ),
            models.UniqueConstraint(
                fields=["returned", "corrects"],
                condition=Q(corrects__isnull=False),
                name="return_cell_corrected_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="cell_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_cell_into_submitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=NO_CELL_INTO_SUBMITTED,
            ),
        ]

    def __str__(self) -> str:
        """Return line and heading."""
        return f"{self.line_label} {self.label}"
