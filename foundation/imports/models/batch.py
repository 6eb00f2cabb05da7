"""A staged import: the file, how its columns are read, and every row until it is settled (H 16)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.imports.enums import BatchState, RowAction, RowRole
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.spreadsheets.headings import only_cell


@track
class ImportBatch(BelongsToOrganization):
    """One uploaded table on its way in. The file is removed as soon as it is settled."""

    kind = models.CharField("種類", max_length=40, editable=False)
    file = models.FileField("ファイル", upload_to="imports/%Y/%m/", blank=True, editable=False)
    file_name = models.CharField("ファイル名", max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    sheet_names = ArrayField(models.CharField(max_length=100), default=list, editable=False)
    sheet_name = models.CharField("シート", max_length=100, blank=True, editable=False)
    # As Excel counts rows.
    heading_row = models.PositiveIntegerField("見出しの行", null=True, editable=False)
    heading_rows = models.PositiveSmallIntegerField("見出しの行数", default=1, editable=False)
    headings = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    # For each column the list of the fields it holds.
    mapping = models.JSONField(default=list, editable=False)
    options = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        "状態", max_length=10, choices=BatchState, default=BatchState.UPLOADED, editable=False
    )
    problem = models.CharField("お知らせ", max_length=300, blank=True, editable=False)
    total = models.PositiveIntegerField("件数", default=0, editable=False)
    creates = models.PositiveIntegerField("新規", default=0, editable=False)
    updates = models.PositiveIntegerField("補完", default=0, editable=False)
    unchanged = models.PositiveIntegerField("変更なし", default=0, editable=False)
    errors = models.PositiveIntegerField("エラー", default=0, editable=False)
    uploaded_by = models.ForeignKey(
        "organizations.StaffUser",
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="取り込んだ職員",
    )
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    applied_at = models.DateTimeField("取込日時", null=True, editable=False)
    undone_at = models.DateTimeField("取消日時", null=True, editable=False)

    # A file may be called after somebody.
    PERSONAL = {"file": Erase.FILE, "file_name": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"kind", "sha256", "sheet_name", "mapping", "options", "problem"})
    HISTORY_HIDDEN = frozenset({"sha256", "mapping", "options", "job"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "データの取込み"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "sha256"],
                condition=Q(state__in=["applying", "applied"]),
                name="import_applied_once",
                violation_error_message="このファイルは、すでに取り込まれています。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undone"]) | Q(applied_at__isnull=False),
                name="import_applied_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        """Return the number; the file's name may be somebody's."""
        return f"取込み {self.pk}"


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    """Which rows."""

    def data(self) -> "ImportRowQuerySet":
        """Keep the rows of data, in the order of the sheet."""
        return self.filter(role=RowRole.DATA).order_by("number")

    def notes(self) -> "ImportRowQuerySet":
        """Keep the rows that were taken for remarks beside the table."""
        return self.filter(role=RowRole.NOTE).order_by("number")

    def wrong(self) -> "ImportRowQuerySet":
        """Keep the rows that cannot be taken over."""
        return self.filter(action=RowAction.ERROR).order_by("number")


class ImportRow(BelongsToOrganization):
    """One row as it stands in the sheet, with what is wrong with it or what became of it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行")
    role = models.CharField(max_length=8, choices=RowRole, default=RowRole.DATA)
    raw = models.JSONField(default=list)
    action = models.CharField("処理", max_length=8, choices=RowAction, blank=True)
    # Pairs of column (or null) and sentence.
    errors = models.JSONField(default=list)
    note = models.CharField("お知らせ", max_length=200, blank=True)
    # The search key of whom the row is about: an erasure finds rows nobody took over.
    key = models.CharField(max_length=240, blank=True)
    target_id = models.BigIntegerField(null=True)
    # What the target held before, where the import changed it.
    before = models.JSONField(default=dict)

    objects = OrganizationManager.from_queryset(ImportRowQuerySet)()

    PERSONAL = {
        "raw": Erase.JSON,
        "errors": Erase.JSON,
        "note": Erase.FREE_TEXT,
        "key": Erase.BLANK,
        "before": Erase.JSON,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "取込みの行"
        ordering = ["number"]
        indexes = [
            models.Index(fields=["organization", "key"], name="import_row_by_key"),
            models.Index(fields=["organization", "target_id"], name="import_row_by_target"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]

    def __str__(self) -> str:
        """Return the number of the row."""
        return f"{self.number}行目"

    @property
    def is_alone(self) -> bool:
        """Return whether one cell of the row has a text: it may be a remark after all."""
        return only_cell(self.raw) is not None

    @property
    def words(self) -> str:
        """Return what stands in the row, in one line."""
        return "　".join(cell.strip() for cell in self.raw if cell.strip())


class HeadingMemory(BelongsToOrganization):
    """Which fields a heading meant in this organization the last time."""

    kind = models.CharField("種類", max_length=40)
    heading = models.CharField("見出し", max_length=200)
    fields = ArrayField(models.CharField(max_length=40), default=list)

    NOT_PERSONAL = frozenset({"kind", "heading"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "見出しの記憶"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "heading"], name="heading_remembered_once"
            )
        ]

    def __str__(self) -> str:
        """Return the heading."""
        return self.heading
