"""Words of the team course (rules F5, R-20 to R-28)."""

from django.db import models


class MemberCategory(models.TextChoices):
    """Where a member comes from; the yearly table counts these three."""

    GOVERNMENT = "government", "行政"
    WELFARE_COUNCIL = "welfare_council", "社会福祉協議会"
    CONSULTATION = "consultation", "相談機関等"


class TaskState(models.TextChoices):
    """What became of a team's homework; without a row it has not been handed in."""

    SUBMITTED = "submitted", "提出"
    RETURNED = "returned", "差戻し"
    ACCEPTED = "accepted", "確認済み"


class SystemStage(models.TextChoices):
    """How far a municipality is with 重層的支援体制整備事業."""

    RUNNING = "running", "実施"
    PREPARING = "preparing", "移行準備"
    CONSIDERING = "considering", "検討"
    NOT_STARTED = "not_started", "未着手"
