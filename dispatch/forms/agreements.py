"""Agreeing to purpose, plan and content on the web, and whom staff ask for it (津南町 第7条)."""

from functools import cached_property
from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from dispatch.forms.consents import people_of
from dispatch.models import Assignment
from dispatch.rules.assignments import plan_hash
from foundation.webforms import choices, fields
from foundation.webforms.form import HouseForm, StepButton


class ShownPlanForm(HouseForm):
    """Carries which plan was on the page: another one is not agreed to unread."""

    shown_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, plan: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown_hash"] = plan_hash(plan)


class SupporterAgreesForm(ShownPlanForm):
    """The supporter's one button."""

    submit_label = "この内容で合意する"
    submit_step = "agree"


class PlanAnswerForm(ShownPlanForm):
    """Yes, or what should be otherwise."""

    wish = fields.LongTextField(
        label="変えてほしいこと・気になること",
        required=False,
        limit=1000,
        rows=4,
        help_text="このままでよいときは、書かなくてかまいません。",
    )

    @cached_property
    def helper(self) -> FormHelper:
        """Print yes first, the wish for a change beside it."""
        helper = FormHelper()
        helper.layout = Layout(
            "wish",
            FormActions(
                StepButton("この内容で合意する", value="agree"),
                StepButton(
                    "変えてほしいことを伝える", value="change", css_class="dads-button--outline"
                ),
            ),
        )
        helper.render_hidden_fields = True
        return helper

    def clean(self) -> dict[str, Any]:
        """Ask for words where something should change, and never lose them behind a yes."""
        data: dict[str, Any] = super().clean() or {}
        step, wish = self.data.get("step"), data.get("wish", "")
        if step == "change" and not wish:
            self.add_error("wish", "変えてほしいことを入力してください。")
        if step == "agree" and wish:
            self.add_error(
                "wish",
                "変えてほしいことが書かれています。担当者に伝えるときは「変えてほしいことを伝える」を、"
                "このままでよいときは、この欄を空にして「この内容で合意する」を押してください。",
            )
        return data


class AskToAgreeForm(HouseForm):
    """Whom to ask by mail, and until when."""

    whose = choices.RadioField(label="だれにお願いするか", choices=[])
    days = fields.WholeNumberField(
        label="返事の期限", unit="日", min_value=1, max_value=60, initial=7
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = assignment.request
        case = request.case
        self.family = {str(one.pk): one for one in case.family.all()} if case else {}
        people = people_of(case) if case else [("body", str(request.body))]
        whose: Any = self.fields["whose"]
        whose.choices = people
        self.initial.setdefault("whose", str(request.family_member_id or people[0][0]))

    def member(self) -> Any:
        """Return the family member who is meant; None for the 本人 or the body."""
        return self.family.get(self.cleaned_data["whose"])
