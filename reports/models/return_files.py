"""The files of a submitted return, kept as they were first drawn (as rule G3 says of papers)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from reports.enums import ReturnPaper


class ReturnFile(BelongsToOrganization):
    """The PDF or the workbook of a return as it went out.

    Without a history: a file is written once and never changes.
    """

    returned = models.ForeignKey(
        "reports.Return", models.PROTECT, related_name="files", verbose_name="提出物"
    )
    kind = models.CharField("形式", max_length=4, choices=ReturnPaper)
    file = models.FileField("ファイル", upload_to="returns/%Y/%m/")
    sha256 = models.CharField("SHA-256", max_length=64)

    PERSONAL = {"file": Erase.KEEP}  # says what the payload of the return says
    NOT_PERSONAL = frozenset({"sha256"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "提出物のファイル"
        ordering = ["returned", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["returned", "kind"], name="return_file_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ReturnPaper.values) & ~Q(file="") & ~Q(sha256=""),
                name="return_file_is_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="file_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        """Return the form."""
        return str(self.get_kind_display())
