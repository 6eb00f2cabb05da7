"""The states of a job and the moves between them."""

from django.db import models

from foundation.states import MoveRule, TransitionTable


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "順番待ち"
    RUNNING = "running", "処理中"
    DONE = "done", "完了"
    FAILED = "failed", "失敗"
    CANCELLED = "cancelled", "中止"


JOB_STATES = TransitionTable(
    initial={JobState.QUEUED},
    moves={
        (JobState.QUEUED, JobState.RUNNING): MoveRule("処理を始める", ("system",)),
        (JobState.QUEUED, JobState.CANCELLED): MoveRule("中止する", ("staff",)),
        (JobState.QUEUED, JobState.FAILED): MoveRule("処理できないとわかる", ("system",)),
        (JobState.RUNNING, JobState.QUEUED): MoveRule("あとでやり直す", ("system",)),
        (JobState.RUNNING, JobState.DONE): MoveRule("終える", ("system",)),
        (JobState.RUNNING, JobState.FAILED): MoveRule("失敗する", ("system",)),
        (JobState.RUNNING, JobState.CANCELLED): MoveRule("中止する", ("staff",)),
    },
)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
