"""The tasks of a year on one page, late ones first, and what is due on the dashboard."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import Http404
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.wareki import format_year
from trainings import past_notes
from trainings.actions.preparation import PREPARATION, REMIND_DAYS
from trainings.models import PlanTask, YearPlan

PLAN = Permission.PLAN_COURSES
SEE = Permission.SEE_COURSES
SHOWN = 15


@staff_page
class PlanCalendar(StaffPage):
    """The tasks of a year by month, late ones first, last year's lessons beside them."""

    path, name, title = "year-plans/<int:pk>/", "year_plan", "年間計画の作業"
    permission = SEE
    template_name = "trainings/preparation/year_plan.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return months with their tasks."""
        request: Any = self.request
        programs = programs_with(request, SEE)
        rows = YearPlan.objects.select_related("program", "copied_from")
        if programs is not None:
            rows = rows.filter(program__in=programs)
        plan = rows.filter(pk=kwargs["pk"]).first()
        if plan is None:
            raise Http404
        tasks = list(
            plan.tasks.select_related("owner", "course", "session").order_by("due_on", "id")
        )
        today = clock.today()
        waiting = [task for task in tasks if task.done_on is None and not task.not_needed]
        late = [task for task in waiting if task.due_on < today]
        return {
            "plan": plan,
            "lessons": lessons_of(plan.copied_from_id),
            "blocks": [*([("期限を過ぎた作業", late)] if late else []), *by_month(tasks)],
            "counts": {
                "all": len(tasks),
                "done": sum(task.done_on is not None for task in tasks),
                "waiting": len(waiting),
                "late": len(late),
            },
            "notes": [
                note
                for note in past_notes.notes_before(plan.program, plan.fiscal_year)
                if request.may(note.permission, plan.program)
            ],
            "today": today,
            "may_work": plan.program_id in programs_or_all(self.request, plan.program_id),
        }


def lessons_of(plan_id: int | None) -> list[tuple[str, str]]:
    """Return what was learned from each task of a plan, once each; none without a plan.

    A task that counts from a session comes back with the sessions of the new year, which are
    planned with these notes in sight.
    """
    if plan_id is None:
        return []
    noted = PlanTask.objects.filter(plan=plan_id).exclude(note="").order_by("due_on", "id")
    return list(dict.fromkeys(noted.values_list("title", "note")))


def by_month(tasks: list[PlanTask]) -> list[tuple[str, list[PlanTask]]]:
    """Return the tasks under the months of their days, in order."""

    def month(task: PlanTask) -> date:
        return task.due_on.replace(day=1)

    return [
        (f"{format_year(first.year)}{first.month}月", list(rows))
        for first, rows in groupby(tasks, key=month)
    ]


def programs_or_all(request: Any, program_id: int) -> frozenset[int]:
    """Return the programmes whose plans may be worked on; the asked one when all may be."""
    programs = programs_with(request, PLAN)
    return frozenset({program_id}) if programs is None else programs


dashboard.shows_tasks(PREPARATION)


@dashboard.register(30)
def preparation(request: Any) -> DashboardSection | None:
    """Show open tasks that are late or due within a week. One query."""
    programs = programs_with(request, PLAN)
    if programs is not None and not programs:
        return None
    last = clock.today() + timedelta(days=REMIND_DAYS)
    rows = PlanTask.objects.filter(done_on__isnull=True, not_needed=False, due_on__lte=last)
    if programs is not None:
        rows = rows.filter(plan__program__in=programs)
    items = [
        DashboardItem(
            str(task),
            reverse("admin:trainings_plantask_finish", args=[task.pk]),
            due_on=task.due_on,
            note=task.owner.name if task.owner else "担当者なし",
        )
        for task in rows.select_related("owner", "course", "session")[: SHOWN + 1]
    ]
    if not items:
        return None
    address = f"{reverse('admin:trainings_plantask_changelist')}?due=open"
    return DashboardSection("研修の準備", items, address, most=SHOWN)
