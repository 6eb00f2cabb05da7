"""The days of a draft course as rows: a new row without a number takes the next one."""

from typing import Any

from foundation.adminsite.inlines import LabelledFormSet


class SessionRows(LabelledFormSet):
    """Numbers the new days itself; a number that somebody types is kept."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Leave the number of a new row empty: the first one would stand in each of them."""
        super().add_fields(form, index)
        if form.instance.pk is None and "n" in form.fields:
            form.initial["n"] = None
            form.fields["n"].required = False
            form.fields["n"].widget.attrs["placeholder"] = "自動"

    def clean(self) -> None:
        """Number what has no number, in the order of the rows, after the highest there is."""
        formset: Any = self
        rows = [
            form
            for form in self.forms
            if form.cleaned_data and not formset._should_delete_form(form)
        ]
        last = max((form.cleaned_data.get("n") or 0 for form in rows), default=0)
        for form in rows:
            if form.cleaned_data.get("n") is None and "n" not in form.errors:
                last += 1
                form.cleaned_data["n"] = form.instance.n = last
        super().clean()
