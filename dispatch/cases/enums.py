"""The words of a support case: its people, its team and the consents it rests on."""

from django.db import models

from foundation.states import MoveRule, TransitionTable


class CaseState(models.TextChoices):
    """Whether the case is being supported."""

    OPEN = "open", "支援中"
    CLOSED = "closed", "終了"


class TeamRole(models.TextChoices):
    """Why somebody may read the case (rule D6)."""

    COORDINATOR = "coordinator", "担当コーディネーター"
    APPROVER = "approver", "決定者"
    BREAK_GLASS = "break_glass", "緊急閲覧（4時間）"


class Relation(models.TextChoices):
    """What a family member is to the 本人."""

    PARENT = "parent", "父母"
    SPOUSE = "spouse", "配偶者"
    SIBLING = "sibling", "兄弟姉妹"
    CHILD = "child", "子"
    GRANDPARENT = "grandparent", "祖父母"
    OTHER = "other", "その他"


class DispatchKind(models.TextChoices):
    """What a supporter is sent for; it decides who has to consent (rule C1)."""

    CASE_PERSON = "case_person", "本人への支援"
    CASE_FAMILY = "case_family", "家族への支援"
    PLACE = "place", "居場所などの手伝い"
    ACCOMPANY = "accompany", "関係機関の訪問への同行"


CASE_KINDS = (DispatchKind.CASE_PERSON, DispatchKind.CASE_FAMILY)
# How those who ask read them, on the web and on paper.
WORDS_TO_RESIDENTS = {
    DispatchKind.CASE_PERSON: "本人のところへ来てほしい（話し相手、外出の付き添いなど）",
    DispatchKind.CASE_FAMILY: "家族の話を聞いてほしい",
}


class SupportConsentChannel(models.TextChoices):
    """In which form a support consent is given (rule C3)."""

    PAPER = "paper", "書面に署名"
    WEB = "web", "ウェブで氏名を入力"
    SPOKEN = "spoken", "口頭（立会人あり・14日間の仮の同意）"


class ConsentAnswer(models.TextChoices):
    """What came back on a mailed request for a consent."""

    AGREED = "agreed", "同意"
    DECLINED = "declined", "同意しない"


class ScopeItem(models.TextChoices):
    """What may be told (資料8)."""

    NAME = "name", "氏名"
    SEX = "sex", "性別"
    BIRTH_DATE = "birth_date", "生年月日"
    ADDRESS = "address", "住所"
    CONTACT = "contact", "連絡先"
    CONSULTATION = "consultation", "相談内容"
    LIFE_HISTORY = "life_history", "生活歴"
    MEDICAL_HISTORY = "medical_history", "既往歴"


class ScopeRecipient(models.TextChoices):
    """Whom it may be told."""

    SUPPORTER = "supporter", "サポーター"
    AGENCY = "agency", "関係機関"
    MEETING = "meeting", "支援会議"


class FamilyExceptionReason(models.TextChoices):
    """Why the family's consent is not asked for (rule C1)."""

    NO_FAMILY = "no_family", "家族なし"
    NOT_ASKED = "not_asked", "家族に求めない"


CASE_MOVES = TransitionTable(
    initial=(CaseState.OPEN,),
    moves={
        (CaseState.OPEN, CaseState.CLOSED): MoveRule(
            "支援を終える", ("coordinator",), reason_required=True
        ),
        (CaseState.CLOSED, CaseState.OPEN): MoveRule(
            "支援を再開する", ("coordinator",), reason_required=True
        ),
    },
)
