"""What staff fill in about payments."""

from foundation.webforms import dates, fields
from foundation.webforms.form import HouseForm


class CostForm(HouseForm):
    """What a visit cost the supporter."""

    cost = fields.WholeNumberField(label="実費", unit="円", min_value=0, max_value=1_000_000)
    cost_note = fields.LineField(
        label="内訳", required=False, limit=200,
        help_text="例：バス代 往復。相手の名前や住所は書きません。",
    )  # fmt: skip


class PaidForm(HouseForm):
    """When it was paid out."""

    paid_on = dates.WarekiDateField(label="支払日")


class VoidForm(HouseForm):
    """Why it is taken back."""

    reason = fields.LineField(label="取り消す理由", limit=200)


class DifferenceForm(HouseForm):
    """What became of the difference of a payment that was paid."""

    how = fields.LineField(
        label="処理の内容", limit=200, help_text="例：差額を令和8年11月分と合わせて支払った"
    )
