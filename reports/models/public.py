"""Which tables an organization shows to everybody, and under which terms they may be used."""

from django.db import models

from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization

LICENCE = (
    "この表は、クリエイティブ・コモンズ 表示 4.0 国際（CC BY 4.0）で利用できます。"
    "出典として組織名と表題を示してください。"
)


@track
class PublicTable(BelongsToOrganization):
    """One table on the public pages; nothing is public without a row that is open."""

    table = models.CharField("表", max_length=20)
    first_year = models.PositiveSmallIntegerField("最初の年度")
    licence = models.CharField("利用条件", max_length=200, default=LICENCE)
    is_open = models.BooleanField(
        "公開する", default=False, help_text="数は終わった年度のものだけで、少人数の数は伏せます。"
    )

    NOT_PERSONAL = frozenset({"table", "licence"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "公開する集計表"
        ordering = ["table"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "table"],
                name="public_table_once",
                violation_error_message="この表の設定は、すでにあります。",
            )
        ]

    def __str__(self) -> str:
        """Return what it is; which table, the pages say in its words."""
        return str(self._meta.verbose_name)
