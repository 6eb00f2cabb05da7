"""The picture of the paper an act of applying was keyed from (ux 2)."""

from django.db import models

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from trainings.models.application import Submission


@track
class SubmissionSheet(BelongsToOrganization):
    """The picture or PDF of the sheet an act was keyed from; it shows everybody on the sheet.

    A table of its own: it goes with the first person of the sheet who is erased (rule G2).
    """

    submission = models.OneToOneField(
        Submission, models.CASCADE, related_name="sheet", verbose_name="申込の受付"
    )
    file = models.FileField("申込書の写し", upload_to="sheets")

    PERSONAL = {"file": Erase.FILE}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "申込書の写し"

    def __str__(self) -> str:
        """Return the reference; never a name."""
        return str(self.submission)
