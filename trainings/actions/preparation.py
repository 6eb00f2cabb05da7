"""Start, refresh and copy a year plan; finish its tasks; remind their owners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from foundation.clock import on_day
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.actions.tasks import (
    NewTask,
    close_tasks_about,
    create_task,
    reschedule_tasks_about,
)
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from foundation.refusals import Refused
from foundation.wareki import fiscal_year_label, format_date
from trainings.enums import CourseState, SessionState
from trainings.models import (
    CourseSession,
    PlanTask,
    TaskTemplate,
    TemplateItem,
    YearPlan,
)
from trainings.notice_texts_preparation import REMINDER
from trainings.preparation_preset import WARD_YEAR, PresetTask
from trainings.rules.preparation import AnchorDay, anchors_of, due_day

PREPARATION = "trainings.preparation"
REMIND_DAYS = 7


@action("trainings.task_template.created")
def create_template(
    name: str, tasks: Sequence[PresetTask] = WARD_YEAR, *, actor: Actor, now: datetime
) -> TaskTemplate:
    """Make a template, by default from the preset of a ward's year; it can be changed freely."""
    if TaskTemplate.objects.filter(name=name).exists():
        raise Refused("template_exists", "同じ名前のひな形があります。別の名前にしてください。")
    template: TaskTemplate = TaskTemplate.objects.create(name=name)
    TemplateItem.objects.bulk_create(
        TemplateItem(
            template=template,
            order=order,
            title=task.title,
            anchor=task.anchor,
            month=task.month,
            days=task.days,
            note=task.note,
        )
        for order, task in enumerate(tasks, start=1)
    )
    return template


@action("trainings.year_plan.started")
def start_plan(
    program: Program, fiscal_year: int, template: TaskTemplate, *, actor: Actor, now: datetime
) -> YearPlan:
    """Start the plan of a year with every task of the template that already has its day."""
    _require_free(program, fiscal_year)
    plan: YearPlan = YearPlan.objects.create(
        program=program, fiscal_year=fiscal_year, template=template
    )
    refresh_plan(plan, actor=actor, now=now)
    return plan


def _require_free(program: Program, fiscal_year: int) -> None:
    if YearPlan.objects.filter(program=program, fiscal_year=fiscal_year).exists():
        raise Refused("plan_exists", f"{fiscal_year_label(fiscal_year)}の計画は、すでにあります。")


@action("trainings.year_plan.copied")
def copy_plan(last: YearPlan, *, actor: Actor, now: datetime) -> YearPlan:
    """Start the next year from a plan: template, owners, own tasks, and its notes as lessons."""
    _require_free(last.program, last.fiscal_year + 1)
    plan: YearPlan = YearPlan.objects.create(
        program=last.program,
        fiscal_year=last.fiscal_year + 1,
        template=last.template,
        copied_from=last,
    )
    own = PlanTask.objects.filter(plan=last, item__isnull=True, course__isnull=True)
    PlanTask.objects.bulk_create(
        PlanTask(
            plan=plan,
            title=task.title,
            due_on=_a_year_later(task.due_on),
            owner_id=task.owner_id,
            last_note=task.note,
        )
        for task in own
    )
    refresh_plan(plan, actor=actor, now=now)
    return plan


def _a_year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@dataclass(frozen=True)
class Refreshed:
    """How many tasks came and how many got another day."""

    added: int
    moved: int


@action("trainings.year_plan.refreshed")
def refresh_plan(plan: YearPlan, *, actor: Actor, now: datetime) -> Refreshed:
    """Add the tasks of new courses and sessions, and move undone ones whose day changed."""
    plan = YearPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    recruitments, sessions = _anchor_days(plan)
    known = {
        (task.item_id, task.course_id, task.session_id): task
        for task in PlanTask.objects.filter(plan=plan, item__isnull=False)
    }
    lessons = _lessons(plan)
    added = moved = 0
    for item in TemplateItem.objects.filter(template=plan.template_id):
        for anchor in anchors_of(item, plan.fiscal_year, recruitments, sessions):
            day = due_day(item, anchor)
            task = known.get((item.pk, anchor.course_id, anchor.session_id))
            if task is None:
                note, owner_id = lessons.get(item.pk, ("", None))
                PlanTask.objects.create(
                    plan=plan,
                    item=item,
                    course_id=anchor.course_id,
                    session_id=anchor.session_id,
                    title=item.title,
                    due_on=day,
                    owner_id=owner_id,
                    last_note=note,
                )
                added += 1
            elif task.due_on != day and task.done_on is None:
                task.due_on = day
                task.save(update_fields=["due_on"])
                _follow(task)
                moved += 1
    return Refreshed(added, moved)


def _anchor_days(plan: YearPlan) -> tuple[list[AnchorDay], list[AnchorDay]]:
    rows = (
        CourseSession.objects.filter(
            course__program=plan.program_id, course__fiscal_year=plan.fiscal_year
        )
        .exclude(state__in=[SessionState.CANCELLED, SessionState.POSTPONED])
        .exclude(course__state=CourseState.CANCELLED)
        .select_related("course")
        .order_by("starts_at")
    )
    recruitments: dict[int, AnchorDay] = {}
    sessions = []
    for row in rows:
        sessions.append(AnchorDay(on_day(row.starts_at), row.course_id, row.pk))
        if row.course.opens_at is not None:
            opening = on_day(row.course.opens_at)
            recruitments.setdefault(row.course_id, AnchorDay(opening, row.course_id))
    return list(recruitments.values()), sessions


def _lessons(plan: YearPlan) -> dict[int, tuple[str, int | None]]:
    """Return the notes and owners of last year's tasks by template item."""
    if plan.copied_from_id is None:
        return {}
    found: dict[int, tuple[str, int | None]] = {}
    for task in PlanTask.objects.filter(plan=plan.copied_from_id, item__isnull=False):
        note, owner_id = found.get(task.item_id, ("", None))
        notes = [text for text in (note, task.note) if text]
        found[task.item_id] = (" ／ ".join(dict.fromkeys(notes))[:300], task.owner_id or owner_id)
    return found


@action("trainings.plan_task.finished")
def finish_task(
    task: PlanTask, *, done_on: date, note: str = "", actor: Actor, now: datetime
) -> PlanTask:
    """Record that a task is done, with what was learned; not in the future."""
    if done_on > on_day(now):
        raise Refused("done_in_future", "完了日が未来になっています。確かめてください。")
    task = PlanTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    task.done_on = done_on
    task.note = note.strip() or task.note
    task.save(update_fields=["done_on", "note"])
    close_tasks_about(task, PREPARATION, outcome="完了", actor=actor, now=now)
    return task


@action("trainings.plan_task.saved")
def save_task(task: PlanTask, *, actor: Actor, now: datetime) -> PlanTask:
    """Store a task as a clerk changed it; what stands on somebody's list follows."""
    task.save()
    if task.not_needed:
        close_tasks_about(task, PREPARATION, outcome="今回は不要", actor=actor, now=now)
    else:
        _follow(task)
    return task


def _follow(task: PlanTask) -> None:
    reschedule_tasks_about(task, PREPARATION, due_on=task.due_on, owner_id=task.owner_id)


@action("trainings.plan_task.reminded")
def remind(task: PlanTask, *, actor: Actor, now: datetime) -> None:
    """Put the task on its owner's list and write to them; once for each due day and owner."""
    create_task(
        NewTask(
            kind=PREPARATION, title=f"準備：{task}", due_on=task.due_on, owner_id=task.owner_id
        ),
        target=task,
        actor=actor,
        now=now,
    )
    if task.owner is not None:
        queue_notice(
            Message(
                REMINDER.code,
                {"作業": str(task), "期限": format_date(task.due_on, weekday=True)},
                program=task.plan.program,
            ),
            target=task,
            recipient=Recipient(task.owner.name, email=task.owner.email),
            dedupe_key=f"{task.due_on.isoformat()} {task.owner_id}",
            actor=actor,
            now=now,
        )


def remind_due(now: datetime, *, actor: Actor) -> int:
    """Remind of every open task of the coming week and of what is late; returns how many."""
    rows = list(
        PlanTask.objects.filter(
            done_on__isnull=True,
            not_needed=False,
            due_on__lte=on_day(now) + timedelta(days=REMIND_DAYS),
        ).select_related("owner", "plan__program", "course", "session")
    )
    for task in rows:
        remind(task, actor=actor, now=now)
    return len(rows)
