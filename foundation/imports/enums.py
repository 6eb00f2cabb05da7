"""The states of an import, and what becomes of a row."""

from django.db import models

from foundation.states import MoveRule, TransitionTable


class BatchState(models.TextChoices):
    """Where an uploaded table stands."""

    UPLOADED = "uploaded", "列の確認待ち"
    READING = "reading", "読み込み中"
    READY = "ready", "取込みの確認待ち"
    APPLYING = "applying", "取込み中"
    APPLIED = "applied", "取込み済み"
    UNDONE = "undone", "取り消し済み"
    DISCARDED = "discarded", "破棄"


S = BatchState
BATCH_STATES = TransitionTable(
    initial={S.UPLOADED},
    moves={
        (S.UPLOADED, S.READING): MoveRule("列を決めて読み込む", ("clerk",)),
        (S.READING, S.READY): MoveRule("読み終える", ("system",)),
        (S.READING, S.UPLOADED): MoveRule("読めなかった", ("system", "clerk")),
        (S.READY, S.READING): MoveRule("列を変えて読み直す", ("clerk",)),
        (S.READY, S.APPLYING): MoveRule("取り込む", ("clerk",)),
        (S.APPLYING, S.APPLIED): MoveRule("取り込み終える", ("system",)),
        (S.APPLYING, S.READY): MoveRule("取り込めなかった", ("system", "clerk")),
        (S.APPLIED, S.UNDONE): MoveRule("取込みを取り消す", ("clerk",)),
        (S.UPLOADED, S.DISCARDED): MoveRule("破棄する", ("clerk", "system")),
        (S.READY, S.DISCARDED): MoveRule("破棄する", ("clerk", "system")),
    },
)


class RowRole(models.TextChoices):
    """What a row of the sheet is."""

    TITLE = "title", "表題"
    HEADING = "heading", "見出し"
    DATA = "data", "データ"
    NOTE = "note", "注記"


class RowAction(models.TextChoices):
    """What becomes of a row of data."""

    CREATE = "create", "新規"
    UPDATE = "update", "補完"
    SAME = "same", "変更なし"
    ERROR = "error", "エラー"
