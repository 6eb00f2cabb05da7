"""How a batch of cards goes on its sheets: first free cell, and the printer's nudge (ux 4)."""

from typing import Any

from django import forms

from foundation.pdf.sheets import SheetOptions
from trainings.documents.certificate import CARD_STOCK

KEPT = "card_sheet_nudge"


class CardSheetForm(forms.Form):
    """Start cell and nudge in millimetres."""

    start = forms.IntegerField(
        label="始める面",
        min_value=1,
        max_value=CARD_STOCK.cells,
        initial=1,
        help_text="使いかけの用紙では、左上から横に数えて最初の空いている面。",
    )
    nudge_x = forms.DecimalField(
        label="右へずらす（mm）",
        min_value=-20,
        max_value=20,
        decimal_places=1,
        initial=0,
        help_text="左へずらすときはマイナス。次に印刷するときも同じ値から始まります。",
    )
    nudge_y = forms.DecimalField(
        label="下へずらす（mm）",
        min_value=-20,
        max_value=20,
        decimal_places=1,
        initial=0,
        help_text="上へずらすときはマイナス。",
    )
    outline = forms.BooleanField(
        label="面の枠を点線で印刷する（位置合わせの試し刷り）", required=False
    )

    @property
    def options(self) -> SheetOptions:
        """Return what was typed, for the drawing."""
        data = self.cleaned_data
        return SheetOptions(
            start=data["start"] - 1,
            nudge_x=float(data["nudge_x"]),
            nudge_y=float(data["nudge_y"]),
            outline=data["outline"],
        )


def remembered(session: Any) -> dict[str, Any]:
    """Return the nudge this person used last; each printer feeds in its own way."""
    kept: dict[str, Any] = session.get(KEPT, {})
    return kept


def remember(session: Any, options: SheetOptions) -> None:
    """Keep the nudge for the next batch."""
    session[KEPT] = {"nudge_x": options.nudge_x, "nudge_y": options.nudge_y}
