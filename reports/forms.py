"""What the filters of a table take: years, programme, day. They stand in the URL."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.programs.models import Program
from foundation.wareki import fiscal_year_label
from foundation.webforms.dates import WarekiDateField

YEARS_BACK = 9


def year_choices(current: int) -> list[tuple[int, str]]:
    """Return the ten fiscal years up to the current one, newest first."""
    years = range(current, current - YEARS_BACK - 1, -1)
    return [(year, fiscal_year_label(year)) for year in years]


class FilterForm(forms.Form):
    """Fiscal years from and to, one programme or all, as of which day."""

    first = forms.TypedChoiceField(label="年度（から）", coerce=int)
    last = forms.TypedChoiceField(label="年度（まで）", coerce=int)
    program = forms.TypedChoiceField(label="事業", coerce=int, required=False, empty_value=None)
    as_of = WarekiDateField(label="基準日", required=False)

    def __init__(
        self, *args: Any, current: int, programs: Sequence[Program], **kwargs: Any
    ) -> None:
        """Offer the last ten years and the programmes this person may see."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["first"].choices = year_choices(current)
        fields["last"].choices = year_choices(current)
        fields["program"].choices = [
            ("", "すべての事業"),
            *((program.pk, program.name) for program in programs),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a last year before the first one."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is not None and last is not None and last < first:
            self.add_error("last", "「年度（まで）」は「年度（から）」以降の年度にしてください。")
        return cleaned
