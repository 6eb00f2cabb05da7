"""Teams of cases: changed by the administrator unread, taken or broken into by coordinators."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dispatch.cases.actions.team import add_to_team, break_glass, remove_from_team, take_case
from dispatch.cases.enums import TeamRole
from dispatch.cases.models import Case, CaseTeam
from dispatch.forms.cases import BreakGlassForm, TeamForm
from dispatch.queries.teams import case_teams, untaken_cases, who_may_take
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.references import clean_reference
from foundation.refusals import Refused
from foundation.text import whole_number


@staff_page
class CaseTeams(StaffPage):
    """Every case by number with its team; empty teams first (rule D6)."""

    path, name, title = "case-teams/", "case_teams", "ケースの担当"
    permission = Permission.MANAGE_MEMBERS
    template_name = "dispatch/staff/teams.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the cases with their teams; no field of any case but its number and state."""
        return {"rows": case_teams(clock.now())}


@staff_page
class CaseTeamOf(StaffPage):
    """The team of one case: add and end, without opening the case."""

    path, name, title = "case-teams/<int:pk>/", "case_team", "ケースの担当を変える"
    permission = Permission.MANAGE_MEMBERS
    template_name = "dispatch/staff/team.html"

    def form(self, case: Case, data: Any = None) -> TeamForm:
        """Return the form with those who may work cases: nobody else could open this one."""
        return TeamForm(data, people=who_may_take(case.program, clock.today()))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return number, team and form."""
        case = get_object_or_404(Case.objects.select_related("program"), pk=kwargs["pk"])
        team = case.team.select_related("user").order_by("-starts_at")
        return {"case": case, "team": team, "now": clock.now(), "form": self.form(case)}

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Add somebody, or end somebody's reading."""
        case = get_object_or_404(Case.objects.select_related("program"), pk=pk)
        doer: dict[str, Any] = {"actor": actor_of(request), "now": clock.now()}
        form = self.form(case, request.POST)
        try:
            if member_id := request.POST.get("end"):
                member = get_object_or_404(CaseTeam, pk=whole_number(member_id), case=case)
                remove_from_team(member, **doer)
                messages.success(request, "担当を終えました。")
            elif form.is_valid():
                data = form.cleaned_data
                add_to_team(case, data["user"].pk, TeamRole(data["role"]), **doer)
                messages.success(request, "担当を加えました。")
            else:
                return self.show(**{**self.get_context(pk=pk), "form": form})
        except Refused as refused:
            messages.error(request, refused.sentence)
        return HttpResponseRedirect(reverse("admin:case_team", args=[pk]))


@staff_page
class UntakenCases(StaffPage):
    """New cases nobody looks after yet, by number."""

    path, name, title = "cases-untaken/", "cases_untaken", "担当のいないケース"
    permission = Permission.WORK_CASES
    template_name = "dispatch/staff/untaken.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the numbers and days."""
        return {"cases": untaken_cases(clock.now())}

    def post(self, request: Any) -> HttpResponseBase:
        """Take the case."""
        case = get_object_or_404(Case, pk=whole_number(request.POST.get("case", "")))
        try:
            take_case(case, actor=actor_of(request), now=clock.now())
        except Refused as refused:
            messages.error(request, refused.sentence)
            return HttpResponseRedirect(reverse("admin:cases_untaken"))
        messages.success(request, f"ケース {case} の担当になりました。")
        return HttpResponseRedirect(reverse("admin:cases_case_change", args=[case.pk]))


@staff_page
class BreakGlass(StaffPage):
    """Open somebody else's case for four hours in an emergency."""

    path, name, title = "case-emergency/", "case_emergency", "緊急閲覧"
    permission = Permission.WORK_CASES
    template_name = "dispatch/staff/break_glass.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the empty form."""
        return {"form": BreakGlassForm()}

    def post(self, request: Any) -> HttpResponseBase:
        """Break the glass and go to the case."""
        form = BreakGlassForm(request.POST)
        if form.is_valid():
            number = clean_reference(form.cleaned_data["number"])
            case = Case.objects.filter(number_text=number).first()
            if case is None:
                form.add_error("number", "この番号のケースは見つかりません。")
            else:
                try:
                    break_glass(
                        case, reason=form.cleaned_data["reason"], actor=actor_of(request),
                        now=clock.now(),
                    )  # fmt: skip
                except Refused as refused:
                    form.add_error("reason", refused.sentence)
                else:
                    return HttpResponseRedirect(reverse("admin:cases_case_change", args=[case.pk]))
        return self.show(form=form)
