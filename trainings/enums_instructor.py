"""Words of lecturers and their fees."""

from django.db import models


class PayeeKind(models.TextChoices):
    """Whose income a fee is, as far as withholding goes (foundation.prices.Payee)."""

    RESIDENT = "resident", "個人（国内に住む人）"
    NON_RESIDENT = "non_resident", "個人（国外に住む人）"
    CORPORATION = "corporation", "法人（源泉徴収なし）"


class EngagementState(models.TextChoices):
    """How far a request to a lecturer is."""

    ASKED = "asked", "依頼中"
    AGREED = "agreed", "承諾"
    DECLINED = "declined", "辞退"


class RateUnit(models.TextChoices):
    """What a price is for."""

    HOUR = "hour", "1時間"
    SESSION = "session", "1回"


class Rounding(models.TextChoices):
    """How minutes become hours; by-laws differ, each organization chooses its own."""

    EXACT = "exact", "分単位（端数をそのまま計算）"
    HALF = "half", "30分未満は30分、30分以上は1時間"
    NEAREST = "nearest", "30分未満は切り捨て、30分以上は1時間（全体で30分未満は1時間）"
    UP = "up", "1時間未満は1時間に切り上げ"
