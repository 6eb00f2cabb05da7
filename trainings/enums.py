"""Words of the trainings app and which state may follow which (rule B2)."""

from django.db import models

from foundation.states import MoveRule, TransitionTable


class ApplicationState(models.TextChoices):
    """Where an application stands. Attendance and completion are separate facts."""

    RECEIVED = "received", "受付済み（決定待ち）"
    WAITING = "waiting", "キャンセル待ち"
    OFFERED = "offered", "繰上げ案内中"
    ACCEPTED = "accepted", "参加決定"
    DECLINED = "declined", "お断り"
    DECLINED_OFFER = "declined_offer", "繰上げ辞退"
    LAPSED = "lapsed", "繰上げ期限切れ"
    CANCELLED = "cancelled", "取消"
    COURSE_CANCELLED = "course_cancelled", "開催中止"


OPEN_STATES = (
    ApplicationState.RECEIVED,
    ApplicationState.WAITING,
    ApplicationState.OFFERED,
    ApplicationState.ACCEPTED,
)
TAKEN_STATES = (ApplicationState.ACCEPTED, ApplicationState.OFFERED)
"""What counts against the capacity (rule B11)."""

_S = ApplicationState
APPLICATION_STATES = TransitionTable(
    initial=(_S.ACCEPTED, _S.WAITING, _S.RECEIVED),
    moves={
        (_S.RECEIVED, _S.ACCEPTED): MoveRule("参加決定", ("clerk", "draw")),
        (_S.RECEIVED, _S.WAITING): MoveRule("キャンセル待ちにする", ("clerk", "draw")),
        (_S.RECEIVED, _S.DECLINED): MoveRule("お断り", ("clerk", "draw"), reason_required=True),
        (_S.WAITING, _S.OFFERED): MoveRule("繰上げを案内", ("system", "clerk")),
        (_S.WAITING, _S.ACCEPTED): MoveRule("手で繰上げ", ("clerk",), reason_required=True),
        (_S.OFFERED, _S.ACCEPTED): MoveRule("繰上げを承諾", ("person",)),
        (_S.OFFERED, _S.DECLINED_OFFER): MoveRule("繰上げを辞退", ("person",)),
        (_S.OFFERED, _S.LAPSED): MoveRule("期限切れ", ("run_due", "next seat event")),
        (_S.ACCEPTED, _S.CANCELLED): MoveRule("取り消す", ("person", "clerk")),
        (_S.WAITING, _S.CANCELLED): MoveRule("取り消す", ("person", "clerk")),
        (_S.OFFERED, _S.CANCELLED): MoveRule("取り消す", ("person", "clerk")),
        (_S.RECEIVED, _S.CANCELLED): MoveRule("取り消す", ("person", "clerk")),
        (_S.LAPSED, _S.WAITING): MoveRule("列の最後に戻る", ("person", "clerk")),
        (_S.DECLINED_OFFER, _S.WAITING): MoveRule("列の最後に戻る", ("person", "clerk")),
        **{
            (state, _S.COURSE_CANCELLED): MoveRule("開催中止", ("system",))
            for state in (_S.ACCEPTED, _S.WAITING, _S.OFFERED, _S.RECEIVED)
        },
    },
)


class CourseState(models.TextChoices):
    """What was decided about a course; open, closed and finished are computed from dates."""

    DRAFT = "draft", "準備中"
    PUBLISHED = "published", "公開"
    STOPPED = "stopped", "募集停止"
    CANCELLED = "cancelled", "開催中止"


_C = CourseState
COURSE_STATES = TransitionTable(
    initial=(_C.DRAFT,),
    moves={
        (_C.DRAFT, _C.PUBLISHED): MoveRule("公開する", ("clerk",)),
        (_C.PUBLISHED, _C.STOPPED): MoveRule("募集を止める", ("clerk",), reason_required=True),
        (_C.STOPPED, _C.PUBLISHED): MoveRule("募集を再開する", ("clerk",)),
        (_C.PUBLISHED, _C.CANCELLED): MoveRule("中止する", ("clerk",), reason_required=True),
        (_C.STOPPED, _C.CANCELLED): MoveRule("中止する", ("clerk",), reason_required=True),
    },
)


class SessionState(models.TextChoices):
    """What was decided about one day of a course."""

    PLANNED = "planned", "予定"
    HELD = "held", "実施済み"
    POSTPONED = "postponed", "延期（日程調整中）"
    CANCELLED = "cancelled", "中止"


_D = SessionState
SESSION_STATES = TransitionTable(
    initial=(_D.PLANNED,),
    moves={
        (_D.PLANNED, _D.HELD): MoveRule("実施済みにする", ("clerk",)),
        (_D.HELD, _D.PLANNED): MoveRule("実施済みを取り消す", ("clerk",), reason_required=True),
        (_D.PLANNED, _D.POSTPONED): MoveRule("延期する", ("clerk",), reason_required=True),
        (_D.POSTPONED, _D.PLANNED): MoveRule("新しい日程を決める", ("clerk",)),
        (_D.PLANNED, _D.CANCELLED): MoveRule("中止する", ("clerk",), reason_required=True),
        (_D.POSTPONED, _D.CANCELLED): MoveRule("中止する", ("clerk",), reason_required=True),
    },
)


class LectureState(models.TextChoices):
    """Where a request for a visiting lecture stands."""

    RECEIVED = "received", "受付済み（検討中）"
    ACCEPTED = "accepted", "実施決定"
    DECLINED = "declined", "お断り"
    WITHDRAWN = "withdrawn", "取下げ"


_L = LectureState
LECTURE_STATES = TransitionTable(
    initial=(_L.RECEIVED,),
    moves={
        (_L.RECEIVED, _L.ACCEPTED): MoveRule("実施を決める", ("clerk",)),
        (_L.RECEIVED, _L.DECLINED): MoveRule("お断りする", ("clerk",), reason_required=True),
        (_L.RECEIVED, _L.WITHDRAWN): MoveRule("取下げにする", ("clerk",), reason_required=True),
    },
)


class MaterialState(models.TextChoices):
    """Where a version of a handout or poster stands."""

    PROPOSED = "proposed", "確認待ち"
    APPROVED = "approved", "承認"
    RETURNED = "returned", "差し戻し"


_M = MaterialState
MATERIAL_STATES = TransitionTable(
    initial=(_M.PROPOSED,),
    moves={
        (_M.PROPOSED, _M.APPROVED): MoveRule("承認する", ("clerk",)),
        (_M.PROPOSED, _M.RETURNED): MoveRule("差し戻す", ("clerk",), reason_required=True),
    },
)


class Allocation(models.TextChoices):
    """How seats are given; fixed once applications open (rule B2)."""

    FIRST_COME = "first_come", "先着順"
    APPROVAL = "approval", "担当者が決定"
    LOTTERY = "lottery", "抽選"


class WaitingMode(models.TextChoices):
    """What a freed seat does (rule B7)."""

    OFFER = "offer", "案内して返事を待つ"
    ACCEPT_AT_ONCE = "accept_at_once", "すぐに参加決定にする"


class Visibility(models.TextChoices):
    """Who finds the course page."""

    PUBLIC = "public", "公開"
    LINK_ONLY = "link_only", "リンクを知っている人だけ"
    INTERNAL = "internal", "庁内のみ"


class Channel(models.TextChoices):
    """How an application reached the office (rule B1)."""

    WEB = "web", "ウェブ"
    FAX = "fax", "FAX"
    PHONE = "phone", "電話"
    COUNTER = "counter", "窓口"
    POST = "post", "郵送"
    WALK_IN = "walk_in", "当日"
    TEAM = "team", "チーム申込"
    TRANSFER = "transfer", "別の日程からの変更"


class SessionMode(models.TextChoices):
    """How people take part."""

    ON_SITE = "on_site", "会場"
    ONLINE = "online", "オンライン"
    HYBRID = "hybrid", "会場とオンライン"


class SeatKind(models.TextChoices):
    """Which seats of a hybrid course a person takes, where they are counted apart."""

    ROOM = "room", "会場"
    ONLINE = "online", "オンライン"


class ItemKind(models.TextChoices):
    """Whether everybody takes a part of the curriculum."""

    COMMON = "common", "共通"
    OPTIONAL = "optional", "選択"


class PlaceKind(models.TextChoices):
    """Which of the two stands in the one column of the paper form (資料2)."""

    ADDRESS = "address", "住所"
    AFFILIATION = "affiliation", "所属"


class OfferOutcome(models.TextChoices):
    """How an offer ended."""

    ACCEPTED = "accepted", "承諾"
    DECLINED = "declined", "辞退"
    LAPSED = "lapsed", "期限切れ"
    WITHDRAWN = "withdrawn", "取りやめ"


class AttendanceKind(models.TextChoices):
    """In which role somebody came, or that they said they would not."""

    TRAINEE = "trainee", "受講"
    OBSERVER = "observer", "聴講"
    ABSENT = "absent", "欠席連絡"


class ComingAnswer(models.TextChoices):
    """Whether somebody can come on the new date of a day."""

    CAN = "can", "出席できる"
    CANNOT = "cannot", "出席できない"


class CompletionResult(models.TextChoices):
    """What was decided about one person at the end."""

    COMPLETED = "completed", "修了"
    NOT_COMPLETED = "not_completed", "未修了"


class CertificateKind(models.TextChoices):
    """The papers of a completion (rule A6)."""

    CERTIFICATE = "certificate", "修了証"
    DATA_CERTIFICATE = "data_certificate", "認定証"
    CARD = "card", "認定カード"


class RepeatTakers(models.TextChoices):
    """Whether somebody who completed, or applies elsewhere in the programme, may apply again."""

    ALLOWED = "allowed", "受け付ける"
    CHECKED = "checked", "受け付けて担当者が確認する"


class ApplicantCategory(models.TextChoices):
    """申込区分 (rule B14); the last answer is first-class."""

    RESIDENT = "resident", "住民"
    STUDENT = "student", "学生"
    PROFESSIONAL = "professional", "専門職"
    GOVERNMENT = "government", "行政"
    WELFARE_COUNCIL = "welfare_council", "社会福祉協議会"
    CONSULTATION = "consultation", "相談機関"
    FAMILY = "family", "家族"
    CONCERNED = "concerned", "当事者"
    UNANSWERED = "unanswered", "回答しない"


class AgeBand(models.TextChoices):
    """年代, asked in bands because nobody needs the exact age."""

    UNDER_20 = "under_20", "20歳未満"
    TWENTIES = "20s", "20代"
    THIRTIES = "30s", "30代"
    FORTIES = "40s", "40代"
    FIFTIES = "50s", "50代"
    SIXTIES = "60s", "60代"
    SEVENTIES = "70s", "70代"
    OVER_80 = "over_80", "80歳以上"
    UNANSWERED = "unanswered", "回答しない"


class HeardFrom(models.TextChoices):
    """How people learned about the course."""

    NEWSLETTER = "newsletter", "広報紙"
    WEBSITE = "website", "ホームページ"
    SOCIAL = "social", "SNS（LINE・Xなど）"
    FLYER = "flyer", "チラシ・ポスター"
    SCHOOL = "school", "大学・学校"
    WORKPLACE = "workplace", "職場・所属団体"
    ACQUAINTANCE = "acquaintance", "知人・家族"
    OTHER = "other", "その他"
