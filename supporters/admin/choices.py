"""Small forms that several staff pages ask with."""

from django import forms

from foundation import clock
from foundation.adminsite.fields import StaffDateField
from supporters.enums import IntakeChannel

ON_PAPER = [choice for choice in IntakeChannel.choices if choice[0] not in ("web", "import")]


class ReasonForm(forms.Form):
    """A reason that has to stand."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea({"rows": 3}))


class DayForm(forms.Form):
    """A day, today unless something else is typed."""

    on = StaffDateField(label="日付", initial=clock.today)
    reason = forms.CharField(label="理由・備考", max_length=300, required=False)


class DecisionForm(forms.Form):
    """The day of a decision and a remark."""

    decided_on = StaffDateField(label="決定日", initial=clock.today)
    reason = forms.CharField(label="備考", max_length=300, required=False)


class RefusalForm(forms.Form):
    """The day of a decision and its reason."""

    decided_on = StaffDateField(label="決定日", initial=clock.today)
    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text="ご本人への連絡に載ります。",
    )  # fmt: skip


class PaperForm(forms.Form):
    """How and when a paper arrived, and what it says."""

    channel = forms.ChoiceField(label="受付方法", choices=ON_PAPER)
    received_on = StaffDateField(label="届出日", initial=clock.today)
    reason = forms.CharField(
        label="理由", max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )
