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
