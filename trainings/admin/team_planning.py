"""The page that makes a draft of the four-day team course."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from trainings.team_preset import DAYS, plan_team_course

PLAN = Permission.PLAN_COURSES


class TeamCourseForm(forms.Form):
    """Programme, title and the first day."""

    program = forms.ModelChoiceField(Program.objects.none(), label="事業")
    title = forms.CharField(label="研修名", max_length=80)
    first_day = StaffDateField(label="第1回の日")


@staff_page
class PlanTeamCourse(StaffPage):
    """Make the draft; everything in it can be changed before publishing."""

    path, name, title = "team-courses/plan/", "team_course_plan", "チーム研修の下書きを作る"
    permission = PLAN
    template_name = "trainings/staff/form_page.html"
    open_to_limited = True

    def _form(self, data: Any = None) -> TeamCourseForm:
        form = TeamCourseForm(data)
        programs = programs_with(self.request, PLAN)
        rows = Program.objects.filter(is_active=True)
        form.fields["program"].queryset = (  # type: ignore[attr-defined]
            rows if programs is None else rows.filter(pk__in=programs)
        )
        return form

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the empty form."""
        return self._about(self._form())

    def _about(self, form: TeamCourseForm) -> dict[str, Any]:
        return {
            "form": form,
            "submit_label": "下書きを作る",
            "back_url": reverse("admin:trainings_teamtask_changelist"),
            "description": f"{len(DAYS)}日間の日程、プログラム、課題を入れた下書きを作ります。"
            "日時や会場は、あとで直せます。",
        }

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Make the draft and show its homework."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.show(**self._about(form))
        plan_team_course(**form.cleaned_data, actor=actor_of(request), now=clock.now())
        messages.success(request, "下書きを作りました。会場と募集の日時を入れて公開してください。")
        return HttpResponseRedirect(reverse("admin:trainings_teamtask_changelist"))
