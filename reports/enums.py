"""Which returns there are, and how one moves from a draft to what was submitted."""

from django.db import models

from foundation.states import MoveRule, TransitionTable


class ReturnKind(models.TextChoices):
    """What a return is about."""

    PLAN = "plan", "開催計画書"
    COURSE = "course", "実施報告書"
    ANNUAL = "annual", "年度の報告"


class ReturnState(models.TextChoices):
    """How far a return is; what is submitted never changes again."""

    DRAFT = "draft", "作成中"
    READY = "ready", "確認待ち"
    SUBMITTED = "submitted", "提出済み"


class ReturnPaper(models.TextChoices):
    """In which form the file of a submitted return is kept; the value ends the file's name."""

    PDF = "pdf", "PDF"
    WORKBOOK = "xlsx", "Excel"


_S = ReturnState

RETURN_MOVES = TransitionTable(
    initial=(_S.DRAFT,),
    moves={
        (_S.DRAFT, _S.READY): MoveRule("確認を求める", ("clerk", "coordinator")),
        (_S.READY, _S.DRAFT): MoveRule("差し戻す", ("approver",), reason_required=True),
        (_S.READY, _S.SUBMITTED): MoveRule("確定して提出する", ("approver",)),
    },
)
