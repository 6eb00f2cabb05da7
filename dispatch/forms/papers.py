"""What staff fill in before a paper is made."""

from foundation.webforms import dates, fields
from foundation.webforms.form import HouseForm


class LetterForm(HouseForm):
    """文書番号 and 施行日 (rule D9)."""

    number_text = fields.LineField(
        label="文書番号", required=False, limit=60, help_text="空欄にすると、続きの番号が付きます。"
    )
    issued_on = dates.WarekiDateField(label="施行日")


class PurposeForm(HouseForm):
    """Why a name is printed."""

    purpose = fields.LineField(label="氏名を印刷する目的", limit=200)
