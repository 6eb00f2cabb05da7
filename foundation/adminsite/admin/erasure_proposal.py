"""What is due for erasure, counted by kind of root, and the form that proposes a list (rule I)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.admin.erasure import lines_url, root_label
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.people.actions.retention import propose_erasure
from foundation.people.erasing import PERSON
from foundation.people.retention import due_roots, record_kinds
from foundation.refusals import Refused


class ProposeForm(forms.Form):
    """What is erased, and until which day its periods must be over."""

    root = forms.ChoiceField(label="対象")
    as_of = StaffDateField(
        label="基準日", help_text="この日の前日までに保存期間が満了した記録です。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds of roots that have a period."""
        super().__init__(*args, **kwargs)
        self.fields["root"].choices = [  # type: ignore[attr-defined]
            (root, root_label(root)) for root in _roots()
        ]


def _roots() -> list[str]:
    """Return every kind of root that has a period, people first."""
    return sorted({kind.root for kind in record_kinds()}, key=lambda root: (root != PERSON, root))


@staff_page
class ProposeErasures(StaffPage):
    """How many records are due by kind of root; proposing writes the list down."""

    path = "people/erasure/propose/"
    name = "erasure_propose"
    title = "保存期間を過ぎた記録"
    permission = Permission.PROPOSE_ERASURE
    template_name = "adminsite/erasure/propose.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the dry run: counts only."""
        return self._about(**kwargs)

    def _about(self, form: Any = None, sentence: str = "") -> dict[str, Any]:
        today = clock.today()
        counts = [
            (
                root,
                root_label(root),
                [kind.label for kind in record_kinds() if kind.root == root],
                len(due_roots(root, today)),
            )
            for root in _roots()
        ]
        due = next((root for root, _, _, count in counts if count), PERSON)
        return {
            "form": form or ProposeForm(initial={"as_of": today, "root": due}),
            "counts": counts,
            "today": today,
            "sentence": sentence,
        }

    def post(self, request: Any) -> HttpResponseBase:
        """Propose the list of one kind of root."""
        form = ProposeForm(request.POST)
        if not form.is_valid():
            return self.show(**self._about(form))
        root = form.cleaned_data["root"]
        doer: dict[str, Any] = {"actor": actor_of(request), "now": clock.now()}
        try:
            run = propose_erasure(root, form.cleaned_data["as_of"], **doer)
        except Refused as refused:
            return self.show(**self._about(form, refused.sentence))
        messages.success(
            request, "消去を起案しました。対象を確かめ、承認者に承認を依頼してください。"
        )
        return HttpResponseRedirect(lines_url(run))
