"""The layout of a return: title, addressee, columns in their order, notes, and when it is due."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from reports.enums import ReturnKind

DUE_HELP = (
    "開催計画書は第1回の何か月前まで、実施報告書は最終回の何日後まで、"
    "年度の報告は3月31日の何日後まで。"
)


@track
class ReturnForm(BelongsToOrganization):
    """One return a programme owes somebody; `used_from` is the first day it was owed."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    kind = models.CharField("種類", max_length=10, choices=ReturnKind)
    title = models.CharField("表題", max_length=80)
    form_number = models.CharField("様式番号", max_length=40, blank=True)
    recipient = models.CharField("提出先", max_length=80, blank=True)
    honorific = models.CharField("敬称", max_length=4, default="様", blank=True)
    years = models.PositiveSmallIntegerField(
        "並べる年度の数",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="年度の報告だけが使います。報告する年度までの何年分を並べるか。",
    )
    due_within = models.PositiveSmallIntegerField("期限", default=14, help_text=DUE_HELP)
    used_from = models.DateField(
        "この様式を使い始める日", help_text="この日以後に期限が来るものから、提出が必要になります。"
    )
    is_active = models.BooleanField("使っている", default=True)
    notes = models.TextField("注記", max_length=600, blank=True)

    NOT_PERSONAL = frozenset({"title", "form_number", "honorific", "notes"})
    PERSONAL = {"recipient": Erase.KEEP}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "提出物の様式"
        ordering = ["program", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "kind", "title"],
                name="return_form_once",
                violation_error_message="この事業には、同じ種類と表題の様式がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReturnKind.values), name="return_form_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=10), name="return_form_years_in_range"
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@track
class ReturnColumn(BelongsToOrganization):
    """One figure or fact of a layout; an empty label takes the figure's own."""

    form = models.ForeignKey(
        ReturnForm, models.CASCADE, related_name="columns", verbose_name="様式"
    )
    order = models.PositiveSmallIntegerField("順", default=1)
    code = models.CharField("項目", max_length=60)
    label = models.CharField("見出し（空欄は項目名）", max_length=60, blank=True)

    NOT_PERSONAL = frozenset({"code", "label"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "様式の項目"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "code"],
                name="return_column_once",
                violation_error_message="同じ項目がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        """Return the heading, or its place where the figure names itself."""
        return self.label or f"項目{self.order}"
