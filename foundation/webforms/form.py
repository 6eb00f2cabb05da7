"""The base of every form: our sentences and layout, and for the public a guard without CAPTCHA.

``HouseForm`` speaks and renders like the house; ``PublicForm`` adds the one-time token, the least
time a person needs, a field only machines fill, and how often one address may send it. The bounds
are settings: ``SASAE_FORM_MIN_SECONDS`` (3), ``SASAE_FORM_MAX_SECONDS`` (a day), and
``SASAE_FORM_SENDS_FACTOR`` (1) for what each form says under ``sends``.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crispy_forms.bootstrap import FormActions, StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, LayoutObject
from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.limits import Bound
from foundation.webforms import sentences, tokens

USUAL = Bound(100, timedelta(minutes=10))
"""How often one network address may send a form: a town hall behind it stays far below."""

RUSH = Bound(1_000, timedelta(minutes=10))
"""Of a form everybody sends in the same minute: 500 people of one address for 50 seats."""

FOCUSED = {"autofocus": True, "data-focus": True}
"""Attributes of the control where the visitor goes on; our script helps a browser that lags."""

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field, not a secret
TRAP_FIELD = "subject_line"


class StepButton(StrictButton):
    """A submit button whose value says which step it asks for."""

    field_classes = "dads-button"

    def __init__(
        self,
        content: str,
        *,
        value: str,
        name: str = "step",
        css_class: str = "",
        takes_focus: bool = False,
    ) -> None:
        attrs = FOCUSED if takes_focus else {}
        super().__init__(
            content, css_class=css_class, type="submit", name=name, value=value, **attrs
        )


class EnterKey(HTML):
    """What the Enter key presses, where another button stands before the one that goes on."""

    def __init__(self, value: str) -> None:
        super().__init__(
            '<button class="visually-hidden" type="submit" name="step" tabindex="-1"'
            f' aria-hidden="true" value="{value}"></button>'
        )


def _has_button(part: Any) -> bool:
    return isinstance(part, StepButton) or any(map(_has_button, getattr(part, "fields", ())))


class HouseForm(forms.Form):
    """A form in our words and order; no token, so that it also serves rows of a formset."""

    use_required_attribute = False
    hide_needs = False
    submit_label: Any = _("確認へ進む")
    submit_step = "check"
    layout: Layout | None = None
    ways_back: Sequence[StepButton] = ()  # beside the one that goes on, and never its first

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        sentences.speak(self)
        super().full_clean()

    @cached_property
    def helper(self) -> FormHelper:
        """How ``{% crispy form %}`` prints the form: ``layout`` or all fields, then one button."""
        helper = FormHelper()
        shown = list(self.layout.fields if self.layout else self.fields)
        parts: list[str | LayoutObject] = [
            *([EnterKey(self.submit_step)] if any(map(_has_button, shown)) else []),
            *shown,
            FormActions(
                StepButton(str(self.submit_label), value=self.submit_step), *self.ways_back
            ),
        ]
        helper.layout = Layout(*parts)
        helper.render_hidden_fields = True
        return helper


class TrapField(forms.CharField):
    """A text field hidden from people; what stands in it was written by a machine."""

    trap = True

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=_("この欄には何も入力しないでください"),
            widget=TrapInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )


class TrapInput(forms.TextInput):
    """Never shows what was sent, so that a second press of the button goes through."""

    def format_value(self, value: Any) -> str:
        return ""


class PublicForm(HouseForm):
    """A form for people without an account.

    ``token`` is the idempotency key to store with what was sent. ``now`` is for tests; the page
    does not give it. ``token_purpose`` ties the token to one form (the class when left empty).
    """

    token_purpose = ""
    sends = USUAL

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now or clock.now()
        self.token = ""
        self.fields[TRAP_FIELD] = TrapField()
        self.fields[TOKEN_FIELD] = forms.CharField(required=False, widget=forms.HiddenInput)
        if not self.is_bound:
            self.initial[TOKEN_FIELD] = tokens.new_token(self.signed_purpose(), self.now)

    @classmethod
    def signed_purpose(cls) -> str:
        """Return what the token of this form is signed for."""
        return cls.token_purpose or cls.__qualname__

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self._check_sender()

    def _check_sender(self) -> None:
        """Refuse machines and stale pages, but ask nothing while other answers need correcting."""
        problem = self._sender_problem()
        if problem and not self.errors:
            self.add_error(None, problem)

    def _sender_problem(self) -> str:
        if self.data.get(self.add_prefix(TRAP_FIELD)):
            return str(_("送信を確認できませんでした。もう一度、送信のボタンを押してください。"))
        try:
            token = tokens.read_token(
                self.data.get(self.add_prefix(TOKEN_FIELD), ""), self.signed_purpose()
            )
        except tokens.TokenError:
            return self._ask_again()
        if token.age(self.now) > _seconds("SASAE_FORM_MAX_SECONDS", 24 * 60 * 60):
            return self._ask_again()
        if token.age(self.now) < _seconds("SASAE_FORM_MIN_SECONDS", 3):
            return str(_("送信が早すぎました。数秒待ってから、もう一度ボタンを押してください。"))
        self.token = token.value
        return ""

    def _ask_again(self) -> str:
        """Put a fresh token into the page, so that pressing the button again is enough."""
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix(TOKEN_FIELD)] = tokens.new_token(self.signed_purpose(), self.now)
        self.data = data
        return str(
            _(
                "画面を開いてから時間がたちました。入力した内容は残っています。"
                "もう一度、送信のボタンを押してください。"
            )
        )


def _seconds(setting: str, default: int) -> timedelta:
    return timedelta(seconds=getattr(settings, setting, default))
