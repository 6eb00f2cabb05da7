"""The words of registration; which state may follow which stands in `states.py`."""

from django.db import models


class ProcessOrder(models.TextChoices):
    """Whether people finish the course before they apply."""

    COURSE_FIRST = "course_first", "研修を修了してから登録を申し込む"
    APPLY_FIRST = "apply_first", "先に登録を申し込み、あとで研修を受ける"


class RegistrationBasis(models.TextChoices):
    """What must stand before somebody is registered."""

    COMPLETION = "completion", "研修の修了"
    ATTENDANCE = "attendance", "研修の受講（修了は問わない）"
    APPLICATION = "application", "申込みのみ"


class TermRule(models.TextChoices):
    """How long a registration lasts."""

    YEARS = "years", "交付日からN年"
    FISCAL_YEAR_END = "fiscal_year_end", "交付日の属する年度の末日まで"
    FIXED_TERM = "fixed_term", "全員が同じ任期（途中の方は残りの期間）"
    NONE = "none", "期間を定めない"


class NumberOnRenewal(models.TextChoices):
    """What happens to the number when a registration is renewed (rule D1)."""

    KEEP = "keep", "同じ番号のまま"
    NEW = "new", "新しい番号を付ける"


class AppointmentWord(models.TextChoices):
    """What the by-law calls the deed."""

    REGISTER = "register", "登録"
    APPOINT = "appoint", "委嘱"
    CERTIFY = "certify", "認定"


class CardWord(models.TextChoices):
    """What the by-law calls the paper."""

    CERTIFICATE = "certificate", "登録証"
    SLIP = "slip", "登録票"
    SUPPORTER_CARD = "supporter_card", "サポーター証"
    CERTIFICATION = "certification", "認定証"


class IssuedPapers(models.TextChoices):
    """Which papers a registration is given."""

    BOTH = "both", "登録証と登録カード"
    CERTIFICATE = "certificate", "登録証だけ"
    CARD = "card", "登録カードだけ"


class ReviewStep(models.TextChoices):
    """What the office does before it decides (要綱 第6条第2項)."""

    NONE = "none", "書類のみ"
    INTERVIEW = "interview", "面談"
    LECTURE = "lecture", "追加の講習"
    BOTH = "both", "面談と追加の講習"


class FollowUpLapse(models.TextChoices):
    """What a missed follow-up training means."""

    WARN = "warn", "知らせるだけ"
    NO_NEW_DISPATCH = "no_new_dispatch", "新しい派遣を頼まない"


class RosterOwner(models.TextChoices):
    """Whose roster it is."""

    OWN = "own", "自分の組織の名簿"
    PREFECTURE = "prefecture", "都道府県の名簿から提供を受ける"


class ConsentKind(models.TextChoices):
    """What a person consents to."""

    ACTIVITY = "activity", "サポーターとしての活動（同意書）"
    PROVISION = "provision", "名簿の提供"


class ConsentChannel(models.TextChoices):
    """In which form a consent is given (rule C3)."""

    PAPER = "paper", "書面に署名"
    WEB = "web", "ウェブで氏名を入力"


class IntakeChannel(models.TextChoices):
    """How a paper of a supporter reached the office."""

    WEB = "web", "ウェブ"
    COUNTER = "counter", "窓口"
    POST = "post", "郵送"
    FAX = "fax", "FAX"
    PHONE = "phone", "電話"
    IMPORT = "import", "取込み"


class TimeBand(models.TextChoices):
    """When somebody can be active."""

    MORNING = "morning", "午前"
    AFTERNOON = "afternoon", "午後"
    EVENING = "evening", "夜間"


class Weekday(models.IntegerChoices):
    """Days of the week, numbered as Python does."""

    MONDAY = 0, "月"
    TUESDAY = 1, "火"
    WEDNESDAY = 2, "水"
    THURSDAY = 3, "木"
    FRIDAY = 4, "金"
    SATURDAY = 5, "土"
    SUNDAY = 6, "日"


class ActivityKind(models.TextChoices):
    """What a supporter would like to do (資料9's kinds, and helping at a place)."""

    VISIT = "visit", "家庭への訪問"
    MEETING = "meeting", "面接"
    OUTING = "outing", "外出の同行"
    PLACE = "place", "居場所などの手伝い"
    EVENT = "event", "行事・会議の手伝い"


class ApplicationState(models.TextChoices):
    """Where a 登録申込 stands."""

    RECEIVED = "received", "受付"
    INTERVIEWING = "interviewing", "面談・講習"
    APPROVED = "approved", "承認"
    REJECTED = "rejected", "不承認"
    WITHDRAWN = "withdrawn", "取下げ"


class Suitability(models.TextChoices):
    """What the review found (要綱 第7条)."""

    OPEN = "", "未判定"
    SUITABLE = "suitable", "適当と認める"
    UNSUITABLE = "unsuitable", "適当と認めない"


class RegistrationState(models.TextChoices):
    """Decisions about a registration; expired is computed from its terms, never stored."""

    ACTIVE = "active", "活動できる"
    ON_LEAVE = "on_leave", "休止（本人の希望）"
    SUSPENDED = "suspended", "停止（事務局の判断）"
    WITHDRAWN = "withdrawn", "辞退"
    REPLACED = "replaced", "新しい番号で更新済み"
    REVOKED = "revoked", "取消し"


class TermKind(models.TextChoices):
    """Why a term was made."""

    FIRST = "first", "新規"
    REMAINING = "remaining", "残任期間"
    RENEWAL = "renewal", "更新"
    AFTER_LAPSE = "after_lapse", "満了後の再登録"
    IMPORTED = "imported", "取込み"


class RegistrationIssueKind(models.TextChoices):
    """The papers issued on a term (rule A6)."""

    CERTIFICATE = "certificate", "登録証"
    CARD = "card", "登録カード"


class LetterKind(models.TextChoices):
    """The letters that carry a 文書番号 (rule D9)."""

    APPROVAL = "approval", "登録承認通知書"
    REVOCATION = "revocation", "登録取消通知書"
    EXPIRY = "expiry", "登録期間満了の案内"


class ChangeState(models.TextChoices):
    """Where a 変更届 stands."""

    RECEIVED = "received", "受付"
    APPLIED = "applied", "反映済み"
    RETURNED = "returned", "差戻し"


class WithdrawalState(models.TextChoices):
    """Where a 辞退届 stands (要綱 第15条)."""

    RECEIVED = "received", "理由の確認待ち"
    CONFIRMED = "confirmed", "確認して登録を解除"
    RETRACTED = "retracted", "本人が取り下げ"


class RevocationState(models.TextChoices):
    """Where a 取消し stands (要綱 第16条)."""

    OPENED = "opened", "調査中"
    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "取消し決定"
    DROPPED = "dropped", "取り消さない"


class RenewalWish(models.TextChoices):
    """What a supporter answers when a term ends (要綱 第9条第2項)."""

    RENEW = "renew", "更新を希望する"
    END = "end", "更新しない（満了で終わる）"


class RenewalState(models.TextChoices):
    """Where a 更新の申出 stands; the office decides about a wish to renew."""

    RECEIVED = "received", "決定待ち"
    ENDING = "ending", "満了で終わる"
    RENEWED = "renewed", "更新済み"
    DECLINED = "declined", "更新しないと決定"
    RETRACTED = "retracted", "本人が取り下げ"


class ProvisionState(models.TextChoices):
    """Where a 名簿提供 stands."""

    DRAFT = "draft", "準備中"
    APPROVED = "approved", "承認済み"
    PROVIDED = "provided", "提供済み"
    CANCELLED = "cancelled", "取りやめ"


class ReceivedState(models.TextChoices):
    """Where a received roster entry stands (R-70)."""

    PENDING = "pending", "意向の再確認待ち"
    CONFIRMED = "confirmed", "意向あり"
    DECLINED = "declined", "意向なし"
    WITHDRAWN = "withdrawn", "提供元で撤回"


class UpdateKind(models.TextChoices):
    """What a sender tells of somebody it provided (rule A4)."""

    FACTS = "facts", "氏名・連絡先などの変更"
    TERM = "term", "登録期間の更新"
    ON_LEAVE = "on_leave", "休止（本人の希望）"
    SUSPENDED = "suspended", "停止（提供元の判断）"
    RESUMED = "resumed", "活動の再開"


class UpdateState(models.TextChoices):
    """Where a notice from a sender stands."""

    WAITING = "waiting", "確認待ち"
    ACCEPTED = "accepted", "受け入れて反映"
    SET_ASIDE = "set_aside", "反映しない"


class FollowUpKind(models.TextChoices):
    """What a supporter is asked to attend (要綱 第13条)."""

    TRAINING = "training", "フォローアップ研修"
    EXCHANGE = "exchange", "交流会"


OPEN_APPLICATIONS = (ApplicationState.RECEIVED, ApplicationState.INTERVIEWING)
LIVE_REGISTRATIONS = (
    RegistrationState.ACTIVE,
    RegistrationState.ON_LEAVE,
    RegistrationState.SUSPENDED,
)
STOPPING = (UpdateKind.ON_LEAVE, UpdateKind.SUSPENDED)
