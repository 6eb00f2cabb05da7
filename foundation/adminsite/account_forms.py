"""The sign-in form: plain labels, the way to a new password stands below the button."""

from typing import Any

from allauth.account.forms import LoginForm


class StaffLoginForm(LoginForm):
    """The library's form without its link inside the password field and without placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Clear what repeats the label."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
