"""引継書: the open work of a membership, to read, to print and to give to a successor (ux 6)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite import handover
from foundation.adminsite.access import MEMBER, actor_of
from foundation.adminsite.handover_paper import handover_paper
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.history import action
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Permission
from foundation.text import whole_number


class TakerForm(forms.Form):
    """Who takes over."""

    taker = forms.ModelChoiceField(
        label="引き継ぐ人", queryset=Membership.objects.none(), empty_label="選んでください"
    )

    def __init__(self, *args: Any, giver: Membership, **kwargs: Any) -> None:
        """Offer the other members who work today or will begin later."""
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(organization=giver.organization, user__is_active=True)
        field: Any = self.fields["taker"]
        field.queryset = (
            members.exclude(user=giver.user)
            .exclude(valid_through__lt=clock.today())
            .select_related("user", "organization")
            .order_by("user__name")
        )


@action("organizations.membership.handed_over")
def hand_over(giver: Membership, taker: Membership, *, actor: Any, now: Any) -> int:
    """Give all open work of `giver` to `taker` in one transaction; returns how many rows."""
    return handover.reassign_all(handover.Handover(giver, taker, actor, now))


class AboutOneMember(StaffPage):
    """One's own open work; an administrator opens everybody's, without reading cases."""

    permission = MEMBER

    def giver(self) -> Membership:
        """Return whose work is shown; 404 for a person outside, or without the permission."""
        request: Any = self.request
        wanted = request.GET.get("membership", "")
        if not wanted or wanted == str(request.membership.pk):
            own: Membership = request.membership
            return own
        if not request.may(Permission.MANAGE_MEMBERS):
            raise Http404
        members = Membership.objects.filter(
            organization=request.organization, pk=whole_number(wanted)
        )
        found = members.select_related("user", "organization").first()
        if found is None:
            raise Http404
        return found


@staff_page
class HandoverPdf(AboutOneMember):
    """The 引継書 to sign and to file."""

    path = "handover/paper.pdf"
    name = "handover_paper"
    title = "引継書"

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the PDF, logged as a print."""
        giver, now = self.giver(), clock.now()
        content = handover_paper(giver, handover.items(giver), now=now)
        record_access(AccessAction.PRINT, Membership, [giver.pk], actor=actor_of(request), now=now)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="handover.pdf"'
        return response


@staff_page
class HandoverPage(AboutOneMember):
    """The 引継書 on the screen, and the step that gives everything to the successor."""

    path = "handover/"
    name = "handover"
    title = "引継書"
    template_name = "adminsite/handover.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the open work and, for an administrator, the form to reassign it."""
        request: Any = self.request
        giver = self.giver()
        manages = request.may(Permission.MANAGE_MEMBERS)
        members = Membership.objects.filter(organization=request.organization)
        return {
            "giver": giver,
            "groups": handover.items(giver),
            "reads_cases": giver == request.membership and request.may(Permission.WORK_CASES),
            "today": clock.today(),
            "manages": manages,
            "members": members.select_related("user").order_by("user__name") if manages else [],
            "form": TakerForm(giver=giver) if manages else None,
        }

    def post(self, request: Any) -> HttpResponseBase:
        """Reassign everything that can be reassigned."""
        if not request.may(Permission.MANAGE_MEMBERS):
            raise Http404
        giver = self.giver()
        form = TakerForm(request.POST, giver=giver)
        if not form.is_valid():
            return self.show(**{**self.get_context(), "form": form})
        taker = form.cleaned_data["taker"]
        count = hand_over(giver, taker, actor=actor_of(request), now=clock.now())
        messages.success(
            request,
            f"{giver.user.name}さんから{taker.user.name}さんへ、{count}件を引き継ぎました。",
        )
        page = reverse("admin:handover")
        return HttpResponseRedirect(f"{page}?membership={giver.pk}")
