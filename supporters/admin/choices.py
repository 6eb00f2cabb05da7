"""Small forms that several staff pages ask with."""

from django import forms

from foundation import clock
from foundation.adminsite.columns import date_text
from foundation.adminsite.fields import StaffDateField
from supporters.enums import IntakeChannel
from supporters.rules.terms import PlannedTerm

ON_PAPER = [choice for choice in IntakeChannel.choices if choice[0] not in ("web", "import")]


def term_in_words(term: PlannedTerm) -> str:
    """Return a planned term as staff read it: 令和8年4月1日から令和10年3月31日まで."""
    first = f"{date_text(term.valid_from, weekday=False)}から"
    if term.valid_through is None:
        return f"{first}（期間の定めなし）"
    return f"{first}{date_text(term.valid_through, weekday=False)}まで"


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
