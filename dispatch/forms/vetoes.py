"""Who wishes that a case and a supporter never meet, and why."""

from typing import Any

from django import forms

from dispatch.enums import VetoWish
from dispatch.facts import VetoFacts
from foundation.webforms import choices, fields
from foundation.webforms.form import HouseForm
from supporters.models import Supporter


class VetoForm(HouseForm):
    """The supporter is asked for where it is not known."""

    supporter = forms.ModelChoiceField(
        label="サポーター", queryset=Supporter.objects.none(), empty_label="選んでください"
    )
    wished_by = choices.RadioField(label="誰の希望か", choices=VetoWish.choices)
    reason = fields.LongTextField(
        label="理由", limit=300, rows=3, help_text="ケースの担当者だけが読みます。"
    )

    def __init__(self, *args: Any, supporters: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if supporters is None:
            del self.fields["supporter"]
            return
        field: Any = self.fields["supporter"]
        field.queryset = supporters

    def facts(self) -> VetoFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return VetoFacts(VetoWish(data["wished_by"]), data["reason"])
