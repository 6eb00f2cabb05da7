"""The states of an erasure run, and from which day a retention period counts."""

from django.db import models

from foundation.states import MoveRule, TransitionTable


class ErasureState(models.TextChoices):
    """Where a list of records to erase stands."""

    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "承認済み"
    RUNNING = "running", "消去中"
    DONE = "done", "消去済み"
    REJECTED = "rejected", "差戻し"


ERASURE_STATES = TransitionTable(
    initial={ErasureState.PROPOSED},
    moves={
        (ErasureState.PROPOSED, ErasureState.APPROVED): MoveRule("承認する", ("approver",)),
        (ErasureState.PROPOSED, ErasureState.REJECTED): MoveRule(
            "差し戻す", ("approver",), reason_required=True
        ),
        (ErasureState.APPROVED, ErasureState.REJECTED): MoveRule(
            "差し戻す", ("approver",), reason_required=True
        ),
        (ErasureState.APPROVED, ErasureState.RUNNING): MoveRule("消去する", ("administrator",)),
        (ErasureState.RUNNING, ErasureState.DONE): MoveRule("終える", ("system",)),
    },
)


class RetentionStart(models.TextChoices):
    """The day from which the years of a retention period count."""

    EVENT = "event", "終了した日の翌日"
    FISCAL_YEAR = "fiscal_year", "翌年度の4月1日"
    CALENDAR_YEAR = "calendar_year", "翌年の1月1日"


class Basis(models.TextChoices):
    """Why the values of a person are erased."""

    RETENTION = "retention", "保存期間の満了"
    REQUEST = "request", "本人からの請求"
    UNLAWFUL = "unlawful", "保有する理由がなくなった"
