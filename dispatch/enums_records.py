"""The words of what is written beside the reports: notes, meetings, incidents, care."""

from django.db import models


class NoteKind(models.TextChoices):
    """報告・連絡・相談 outside the activity report."""

    REPORT = "report", "報告"
    INFORM = "inform", "連絡"
    CONSULT = "consult", "相談"


class NoteMedium(models.TextChoices):
    """How a note came about."""

    PAGE = "page", "サポーターの画面"
    PHONE = "phone", "電話"
    MEETING = "meeting", "面談"
    VISIT = "visit", "訪問"
    MAIL = "mail", "メール・手紙"


class Counterpart(models.TextChoices):
    """With whom the office spoke."""

    SUPPORTER = "supporter", "サポーター"
    CLIENT = "client", "本人"
    FAMILY = "family", "家族"
    AGENCY = "agency", "関係機関"
    OTHER = "other", "その他"


class ClientPart(models.TextChoices):
    """How the 本人 took part in a 支援会議 (資料8: attends, or gives the wishes)."""

    PRESENT = "present", "本人が出席した"
    ASKED = "asked", "本人の希望を事前に聞いた"
    ABSENT = "absent", "出席も希望の聞き取りもできなかった"


class IncidentKind(models.TextChoices):
    """Whether harm was done or nearly done (R-72)."""

    INCIDENT = "incident", "事故"
    NEAR_MISS = "near_miss", "ヒヤリハット"


class IncidentCategory(models.TextChoices):
    """What it was about; statistics count these."""

    INJURY = "injury", "けが・体調の急変"
    SELF_HARM = "self_harm", "自傷・希死念慮の訴え"
    VIOLENCE = "violence", "暴言・暴力・ハラスメント"
    TRAFFIC = "traffic", "交通・移動"
    PROPERTY = "property", "物の破損・紛失"
    PRIVACY = "privacy", "個人情報の漏れ・紛失"
    OTHER = "other", "その他"


class Harm(models.TextChoices):
    """How far somebody was harmed."""

    NONE = "none", "なし"
    SLIGHT = "slight", "手当てで済んだ"
    MEDICAL = "medical", "医療機関を受診した"
    SERIOUS = "serious", "入院・重大な結果"


class IncidentStep(models.TextChoices):
    """A report to those above, in the order of the reporting line."""

    FIRST = "first", "第一報"
    FULL = "full", "報告書"
    FURTHER = "further", "続報"


class IncidentStage(models.TextChoices):
    """Where an incident stands; always computed from what was reported and the time."""

    FIRST_DUE = "first_due", "第一報を待つ"
    FIRST_LATE = "first_late", "第一報の期限を過ぎた"
    FULL_DUE = "full_due", "報告書を待つ"
    FULL_LATE = "full_late", "報告書の期限を過ぎた"
    FOLLOW_UP = "follow_up", "対策を進めている"
    CLOSED = "closed", "対応を終えた"


class PlanAnswer(models.TextChoices):
    """What the user's side answers to purpose, plan and content."""

    AGREED = "agreed", "合意"
    CHANGE = "change", "変えてほしい"


class VisitAlarm(models.TextChoices):
    """Which missing tap of a visit tells the coordinator."""

    NONE = "none", "しない"
    END = "end", "終了の連絡がないとき"
    BOTH = "both", "開始または終了の連絡がないとき"
