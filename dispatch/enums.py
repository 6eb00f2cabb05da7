"""The words of dispatch and the tables of which state may follow which (要綱 第10〜12条)."""

from django.db import models

from foundation.states import MoveRule, TransitionTable


class RequestState(models.TextChoices):
    """Where a 派遣の申込 stands."""

    RECEIVED = "received", "受付"
    APPROVED = "approved", "承認"
    DECLINED = "declined", "見送り"
    WITHDRAWN = "withdrawn", "取下げ"
    CLOSED = "closed", "終了"


class RequestedBy(models.TextChoices):
    """Who asked for help."""

    PERSON = "person", "本人"
    FAMILY = "family", "家族"
    AGENCY = "agency", "関係機関"
    OFFICE = "office", "担当課"


class RequestChannel(models.TextChoices):
    """How the request came."""

    WEB = "web", "ウェブ"
    PHONE = "phone", "電話"
    COUNTER = "counter", "窓口"
    PAPER = "paper", "書面"


class InvitationState(models.TextChoices):
    """Where a 派遣要請 stands; expired is computed from its deadline."""

    SENT = "sent", "返事待ち"
    ACCEPTED = "accepted", "承諾"
    DECLINED = "declined", "辞退"
    WITHDRAWN = "withdrawn", "取りやめ"


class AssignmentState(models.TextChoices):
    """Where a 派遣 stands."""

    PREPARING = "preparing", "開始前の確認"
    ACTIVE = "active", "活動中"
    ON_HOLD = "on_hold", "中断"
    ENDED = "ended", "終了"


class VisitState(models.TextChoices):
    """Where a 訪問予定 stands."""

    PROPOSED = "proposed", "日程案"
    PLANNED = "planned", "予定"
    ON_HOLD = "on_hold", "調整中"
    DONE = "done", "実施"
    EXCUSED = "excused", "サポーターの都合で中止"
    CANCELLED = "cancelled", "事務局が中止"
    NOT_MET = "not_met", "会えませんでした"


LIVE_VISITS = (VisitState.PLANNED, VisitState.DONE, VisitState.NOT_MET)


class ActivityType(models.TextChoices):
    """活動種別 of 資料9; several may apply."""

    VISIT = "visit", "訪問"
    MEETING = "meeting", "面接"
    OUTING = "outing", "外出同行"
    CONFERENCE = "conference", "関係者会議等"
    OTHER = "other", "その他"


class Policy(models.TextChoices):
    """今後の方針 of 資料9 (rule D5)."""

    CONTINUE = "continue", "継続"
    PAUSE = "pause", "中断"
    END = "end", "終了"
    OTHER = "other", "その他"


class ReportState(models.TextChoices):
    """Where a 活動報告 stands (rule D7)."""

    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済み"
    RETURNED = "returned", "差戻し"
    ANSWERED = "answered", "助言済み"


class GuidanceKind(models.TextChoices):
    """What the coordinator writes to a report."""

    ANSWER = "answer", "助言・指導"
    QUESTION = "question", "質問"
    RETURN = "return", "差戻しの理由"


class AnswerChannel(models.TextChoices):
    """How the answer to a 派遣要請 came."""

    WEB = "web", "ウェブ"
    PHONE = "phone", "電話"
    PAPER = "paper", "返信票"


class LetterKind(models.TextChoices):
    """Letters that carry a 文書番号 (rule D9)."""

    APPROVAL = "approval", "派遣承認通知書"
    DECLINE = "decline", "派遣の見送り通知書"
    INVITATION = "invitation", "派遣要請書"
    CANCELLATION = "cancellation", "派遣終了通知書"
    CARD = "card", "サポーター証（派遣ごと）"


class VetoWish(models.TextChoices):
    """Who wishes that two never meet."""

    CLIENT = "client", "本人"
    FAMILY = "family", "家族"
    SUPPORTER = "supporter", "サポーター"
    OFFICE = "office", "担当課"


class PaymentMode(models.TextChoices):
    """How a supporter is paid."""

    NONE = "none", "なし（無償）"
    ACTUAL_COST = "actual_cost", "実費"
    PER_HOUR = "per_hour", "1時間あたり"
    PER_VISIT = "per_visit", "1回あたり"


class Rounding(models.TextChoices):
    """How the minutes of a visit become the time that is paid by the hour."""

    EXACT = "exact", "1分単位（端数もそのまま）"
    DOWN = "down", "切り捨て"
    NEAREST = "nearest", "半分以上は切り上げ、半分未満は切り捨て"
    UP = "up", "切り上げ"
    HALF = "half", "半分以上は切り上げ、半分未満は半分とする"


RQ, N, A, V, R = RequestState, InvitationState, AssignmentState, VisitState, ReportState
COORDINATOR = ("coordinator",)

REQUEST_MOVES = TransitionTable(
    initial=(RQ.RECEIVED,),
    moves={
        (RQ.RECEIVED, RQ.APPROVED): MoveRule("承認する", COORDINATOR),
        (RQ.RECEIVED, RQ.DECLINED): MoveRule("見送る", COORDINATOR, reason_required=True),
        (RQ.RECEIVED, RQ.WITHDRAWN): MoveRule("取り下げる", ("person", "coordinator")),
        (RQ.APPROVED, RQ.WITHDRAWN): MoveRule("取り下げる", ("person", "coordinator")),
        (RQ.APPROVED, RQ.CLOSED): MoveRule("終える", COORDINATOR),
    },
)

INVITATION_MOVES = TransitionTable(
    initial=(N.SENT,),
    moves={
        (N.SENT, N.ACCEPTED): MoveRule("承諾する", ("supporter", "coordinator")),
        (N.SENT, N.DECLINED): MoveRule("辞退する", ("supporter", "coordinator")),
        (N.SENT, N.WITHDRAWN): MoveRule("取りやめる", ("coordinator", "system")),
        (N.ACCEPTED, N.WITHDRAWN): MoveRule("取りやめる", COORDINATOR, reason_required=True),
    },
)

ASSIGNMENT_MOVES = TransitionTable(
    initial=(A.PREPARING,),
    moves={
        (A.PREPARING, A.ACTIVE): MoveRule("始める", COORDINATOR),
        (A.PREPARING, A.ENDED): MoveRule("始めずに終える", COORDINATOR, reason_required=True),
        (A.ACTIVE, A.ON_HOLD): MoveRule("中断する", COORDINATOR, reason_required=True),
        (A.ON_HOLD, A.ACTIVE): MoveRule("再開する", COORDINATOR),
        (A.ACTIVE, A.ENDED): MoveRule("終える", COORDINATOR, reason_required=True),
        (A.ON_HOLD, A.ENDED): MoveRule("終える", COORDINATOR, reason_required=True),
    },
)

VISIT_MOVES = TransitionTable(
    initial=(V.PROPOSED, V.PLANNED),
    moves={
        (V.PROPOSED, V.PLANNED): MoveRule("予定にする", COORDINATOR),
        (V.PROPOSED, V.CANCELLED): MoveRule("取りやめる", ("coordinator", "system")),
        (V.PLANNED, V.ON_HOLD): MoveRule("調整中にする", ("coordinator", "system")),
        (V.ON_HOLD, V.PLANNED): MoveRule("予定に戻す", COORDINATOR),
        (V.ON_HOLD, V.CANCELLED): MoveRule("中止する", COORDINATOR),
        (V.PLANNED, V.DONE): MoveRule("実施した", ("supporter", "coordinator")),
        (V.PLANNED, V.EXCUSED): MoveRule("行けなくなった", ("supporter", "coordinator")),
        (V.PLANNED, V.CANCELLED): MoveRule("中止する", ("coordinator", "system")),
        (V.PLANNED, V.NOT_MET): MoveRule("会えなかった", ("supporter", "coordinator")),
    },
)

REPORT_MOVES = TransitionTable(
    initial=(R.DRAFT, R.SUBMITTED),
    moves={
        (R.DRAFT, R.SUBMITTED): MoveRule("提出する", ("supporter", "coordinator")),
        (R.SUBMITTED, R.RETURNED): MoveRule("差し戻す", COORDINATOR, reason_required=True),
        (R.RETURNED, R.SUBMITTED): MoveRule("提出し直す", ("supporter", "coordinator")),
        (R.SUBMITTED, R.ANSWERED): MoveRule("助言して終える", COORDINATOR),
    },
)
