"""The matching board: who may be asked for one request, with reasons in and out."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from dispatch.actions.invitations import invite_supporter
from dispatch.admin.scope import WORKERS, own_rows
from dispatch.enums import RequestState
from dispatch.forms.matching import WishesForm
from dispatch.forms.staff import InviteForm
from dispatch.models import DispatchRequest
from dispatch.queries.matching import candidates
from dispatch.queries.standing import places_taken, settings_of, why_consent_is_missing
from dispatch.rules.invitations import PLACES_FILLED
from dispatch.rules.matching import out_for_area_alone
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.refusals import Refusal, Refused
from foundation.text import whole_number
from supporters.models import Supporter


@staff_page
class Candidates(StaffPage):
    """Who may be asked for one request, with reasons in and out."""

    path, name, title = (
        "dispatch-requests/<int:pk>/candidates/",
        "dispatch_candidates",
        "候補と要請",
    )
    permission = WORKERS
    template_name = "dispatch/staff/candidates.html"

    def row(self, pk: int) -> DispatchRequest:
        """Return the request if this person may see it; else 404."""
        rows = DispatchRequest.objects.select_related("case__client", "body", "program")
        found: DispatchRequest = get_object_or_404(own_rows(self.request, rows, "case__pk"), pk=pk)
        return found

    def page(
        self, row: DispatchRequest, form: InviteForm | None = None, chosen: Sequence[int] = ()
    ) -> dict[str, Any]:
        """Return everything the page shows, `chosen` still ticked; the names shown are logged."""
        filters = WishesForm.of(row.place_area, self.request.GET)
        wishes = filters.wishes()
        found = candidates(row, wishes, clock.now())
        record_access(
            AccessAction.LIST, Supporter, [one.supporter.pk for one in found],
            actor=actor_of(self.request), now=clock.now(),
        )  # fmt: skip
        default = {"area": row.place_area, "when": row.wished_times,
                   "days": settings_of(row.program_id).answer_days}  # fmt: skip
        return {
            "row": row,
            "filters": filters,
            "in_force": filters.in_force(),
            "elsewhere": sum(out_for_area_alone(one.verdict, wishes.area) for one in found),
            "candidates": [one for one in found if one.verdict.is_candidate],
            "others": [one for one in found if not one.verdict.is_candidate],
            "missing": self.missing(row),
            "form": form or InviteForm(initial=default),
            "chosen": chosen,
            "invitations": row.invitations.select_related("supporter__person"),
        }

    def missing(self, row: DispatchRequest) -> Refusal | None:
        """Return why nobody can be asked yet."""
        if row.state != RequestState.APPROVED:
            return Refusal("request_not_approved", "この申込みは、承認されていません。")
        if places_taken(row) >= row.supporters_wanted:
            return PLACES_FILLED
        return why_consent_is_missing(row, clock.today())

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page."""
        return self.page(self.row(kwargs["pk"]))

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Ask the ticked supporters; who cannot be asked is named, the others are asked."""
        row = self.row(pk)
        form = InviteForm(request.POST)
        chosen = [whole_number(value) for value in request.POST.getlist("supporter")]
        supporters = Supporter.objects.filter(pk__in=chosen, program=row.program_id)
        if not form.is_valid() or not supporters:
            if not supporters:
                messages.error(request, "要請するサポーターを選んでください。")
            return self.show(**self.page(row, form, chosen))
        sent = 0
        for supporter in supporters.select_related("person"):
            try:
                invite_supporter(
                    row, supporter, form.facts(), days=form.cleaned_data["days"],
                    actor=actor_of(request), now=clock.now(),
                )  # fmt: skip
                sent += 1
            except Refused as refused:
                messages.warning(request, f"{supporter.person.name}さん：{refused.sentence}")
        if sent:
            messages.success(request, f"{sent}人に要請しました。")
        return HttpResponseRedirect(request.get_full_path())
