"""The year plan: offsets, Itabashi's year, the copy with its lessons, reminders (R-01, §6.1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.notices.models import Notice, Task
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import STARTS, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.preparation import (
    copy_plan,
    create_template,
    finish_task,
    refresh_plan,
    save_task,
    start_plan,
)
from trainings.models import CourseSession, PlanTask, TaskTemplate, TemplateItem, YearPlan
from trainings.models.preparation import Anchor
from trainings.periodic import remind_of_preparation
from trainings.preparation_preset import WARD_YEAR, PresetTask
from trainings.rules.preparation import AnchorDay, due_day, month_end

pytestmark = pytest.mark.django_db
SMALL = (
    PresetTask("会場を押さえる", Anchor.MONTH, 5),
    PresetTask("チラシ", Anchor.RECRUITMENT, days=-7),
    PresetTask("資料を印刷する", Anchor.SESSION, days=-7),
    PresetTask("謝金を支払う", Anchor.SESSION, days=14),
)


@pytest.fixture
def program(aoba):
    return ProgramFactory()


@pytest.fixture
def template(aoba, clerk) -> TaskTemplate:
    return create_template("年間", SMALL, actor=clerk, now=NOW)


@pytest.mark.parametrize(
    ("month", "expected"),
    [(4, date(2026, 4, 30)), (12, date(2026, 12, 31)), (2, date(2027, 2, 28))],
)
def test_months_of_a_fiscal_year(month, expected):
    assert month_end(2026, month) == expected


def test_february_of_a_leap_year():
    assert month_end(2027, 2) == date(2028, 2, 29)


@pytest.mark.parametrize(("days", "day"), [(-14, 17), (0, 31), (-30, 1)])
def test_days_before_a_session(days, day):
    item = TemplateItem(anchor=Anchor.SESSION, days=days)

    assert due_day(item, AnchorDay(date(2026, 10, 31))) == date(2026, 10, day)


def test_tasks_once_a_year_a_course_and_a_session(program, template, clerk):
    CourseFactory(program=program, sessions=2)

    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)

    due = [(task.title, task.due_on) for task in plan.tasks.order_by("due_on", "id")]
    first, second = STARTS.date(), STARTS.date() + timedelta(days=7)
    assert due == [
        ("会場を押さえる", date(2026, 5, 31)),
        ("チラシ", date(2026, 9, 15)),
        ("資料を印刷する", first - timedelta(days=7)),
        ("資料を印刷する", second - timedelta(days=7)),
        ("謝金を支払う", first + timedelta(days=14)),
        ("謝金を支払う", second + timedelta(days=14)),
    ]
    with pytest.raises(Refused, match="すでに"):
        start_plan(program, 2026, template, actor=clerk, now=NOW)


def test_a_moved_session_moves_what_is_not_done(program, template, clerk):
    course = CourseFactory(program=program)
    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)
    printed = plan.tasks.get(title="資料を印刷する")
    finish_task(printed, done_on=NOW.date(), actor=clerk, now=NOW)
    CourseSession.objects.filter(course=course).update(
        starts_at=STARTS + timedelta(days=10), ends_at=STARTS + timedelta(days=10, hours=3)
    )

    done = refresh_plan(plan, actor=clerk, now=NOW)

    printed.refresh_from_db()
    assert (done.added, done.moved) == (0, 1)
    assert printed.due_on == STARTS.date() - timedelta(days=7)
    assert plan.tasks.get(title="謝金を支払う").due_on == STARTS.date() + timedelta(days=24)


def test_the_next_year_carries_lessons_and_owners(world, program, template, clerk):
    owner = world.member().user
    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)
    task = plan.tasks.get()
    task.owner, task.note = owner, "4月に押さえないと空きがない"
    task.save()
    PlanTask.objects.create(
        plan=plan, title="学生と打合せ", due_on=date(2028, 2, 29), note="早めに"
    )

    following = copy_plan(plan, actor=clerk, now=NOW)

    rows = {row.title: row for row in following.tasks.all()}
    assert following.fiscal_year == 2027
    assert rows["会場を押さえる"].last_note == "4月に押さえないと空きがない"
    assert rows["会場を押さえる"].owner == owner
    assert rows["会場を押さえる"].due_on == date(2027, 5, 31)
    assert (rows["学生と打合せ"].due_on, rows["学生と打合せ"].last_note) == (
        date(2029, 2, 28),
        "早めに",
    )


def test_owners_are_reminded_once_a_week_before(world, program, template, clerk):
    CourseFactory(program=program)
    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)
    plan.tasks.update(owner=world.member().user)
    plan.tasks.exclude(title="資料を印刷する").update(not_needed=True)

    remind_of_preparation(STARTS - timedelta(days=15))
    assert not Notice.objects.exists()
    remind_of_preparation(STARTS - timedelta(days=14))
    remind_of_preparation(STARTS - timedelta(days=13))

    assert Notice.objects.get().kind == "trainings.preparation_reminder"
    assert Task.objects.get().done_at is None
    finish_task(
        plan.tasks.get(not_needed=False), done_on=NOW.date(), note="前日に", actor=clerk, now=NOW
    )
    assert Task.objects.get().outcome == "完了"


def test_what_stands_on_a_list_follows_the_owner_the_day_and_not_needed(
    world, program, template, clerk
):
    course = CourseFactory(program=program)
    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)
    first, second = world.member().user, world.member().user
    plan.tasks.exclude(title="資料を印刷する").update(not_needed=True)
    task = plan.tasks.get(not_needed=False)
    task.owner = first
    save_task(task, actor=clerk, now=NOW)
    remind_of_preparation(STARTS - timedelta(days=14))
    reminder = Task.objects.get()
    assert reminder.owner == first

    task.owner = second
    save_task(task, actor=clerk, now=NOW)
    remind_of_preparation(STARTS - timedelta(days=13))
    reminder.refresh_from_db()
    assert reminder.owner == second
    assert [one.email for one in Notice.objects.order_by("id")] == [
        first.email, second.email,
    ]  # fmt: skip

    session = course.sessions.get()
    session.starts_at += timedelta(days=2)
    session.ends_at += timedelta(days=2)
    session.save()
    refresh_plan(plan, actor=clerk, now=NOW)
    task.refresh_from_db()
    reminder.refresh_from_db()
    assert reminder.due_on == task.due_on == (STARTS - timedelta(days=5)).date()

    task.not_needed = True
    save_task(task, actor=clerk, now=NOW)
    remind_of_preparation(STARTS - timedelta(days=6))
    reminder.refresh_from_db()
    assert reminder.outcome == "今回は不要"
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("due", "titles"),
    [
        ("late", ["昨日まで"]),
        ("week", ["今日まで", "7日後まで"]),
        ("open", ["昨日まで", "今日まで", "7日後まで", "8日後まで"]),
        ("done", ["済んだ"]),
        ("", ["済んだ", "不要", "昨日まで", "今日まで", "7日後まで", "8日後まで"]),
    ],
)
def test_the_list_of_what_is_late_and_what_comes_next(
    world, program, template, clerk, frozen, due, titles
):
    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)
    plan.tasks.all().delete()
    today = NOW.date()
    for title, days, facts in (
        ("済んだ", -5, {"done_on": today}), ("不要", -4, {"not_needed": True}),
        ("昨日まで", -1, {}), ("今日まで", 0, {}), ("7日後まで", 7, {}), ("8日後まで", 8, {}),
    ):  # fmt: skip
        PlanTask.objects.create(
            plan=plan, title=title, due_on=today + timedelta(days=days), **facts
        )

    page = Desk(world.member()).get(
        reverse("admin:trainings_plantask_changelist"), {"due": due} if due else {}
    )

    assert [row.title for row in page.context_data["cl"].result_list] == titles


def test_done_is_not_in_the_future(program, template, clerk):
    task = start_plan(program, 2026, template, actor=clerk, now=NOW).tasks.get()

    with pytest.raises(Refused, match="未来"):
        finish_task(task, done_on=NOW.date() + timedelta(days=1), actor=clerk, now=NOW)


def test_a_wards_year_through_the_pages(world, program, frozen):
    CourseFactory.create_batch(4, program=program)
    desk = Desk(world.member())
    made = desk.post(reverse("admin:trainings_tasktemplate_add"), {"name": "標準", "preset": "on"})
    assert made.status_code == 302, made.content.decode()
    template = TaskTemplate.objects.get()
    assert template.items.count() == len(WARD_YEAR)
    desk.post(
        reverse("admin:trainings_yearplan_add"),
        {
            "program": program.pk,
            "fiscal_year": "2026",
            "template": template.pk,
            "drafted_on": "令和8年5月20日",
            "decided_on": "令和8年5月28日",
        },
    )
    plan = YearPlan.objects.get()
    by_anchor = {anchor: sum(t.anchor == anchor for t in WARD_YEAR) for anchor in Anchor}
    assert plan.decided_on == date(2026, 5, 28)
    assert plan.tasks.count() == by_anchor["month"] + 4 * (
        by_anchor["recruitment"] + by_anchor["session"]
    )

    page = desk.get(reverse("admin:year_plan", args=[plan.pk])).content.decode()
    assert "期限を過ぎています" in page
    late = plan.tasks.filter(due_on__lt=NOW.date()).count()
    assert late > 0
    count = plan.tasks.count()
    assert f"作業 {count}件（完了 0件、未完了 {count}件、うち期限超過 {late}件）" in page
    assert page.index("期限を過ぎた作業") < page.index("<caption>令和8年4月</caption>")
    assert "令和8年度" in page
    assert "2026年" not in page
    index = desk.get(reverse("admin:index")).content.decode()
    assert "研修の準備" in index
    task = plan.tasks.first()
    finish = reverse("admin:trainings_plantask_finish", args=[task.pk])
    assert "未来" in desk.post(finish, {"done_on": "令和8年12月1日"}).content.decode()
    assert desk.post(finish, {"done_on": "令和8年9月1日", "note": "早めに"}).status_code == 302
    desk.post(reverse("admin:trainings_yearplan_copy", args=[plan.pk]), {})
    following = YearPlan.objects.get(fiscal_year=2027)
    assert "早めに" in desk.get(reverse("admin:year_plan", args=[following.pk])).content.decode()


def test_bad_input_is_told(world, program, template, frozen):
    desk = Desk(world.member())
    data = {"program": program.pk, "fiscal_year": "2026", "template": template.pk}
    start = reverse("admin:trainings_yearplan_add")

    answers = [
        desk.post(start, {**data, "fiscal_year": "今年"}),
        desk.post(start, {**data, "drafted_on": "令和8年5月2日", "decided_on": "令和8年5月1日"}),
        desk.post(reverse("admin:trainings_tasktemplate_add"), {"name": "年間", "preset": "on"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not YearPlan.objects.exists()


def test_other_organizations_and_roles_stay_outside(world, program, template, clerk, frozen):
    plan = start_plan(program, 2026, template, actor=clerk, now=NOW)
    pages = [
        reverse("admin:year_plan", args=[plan.pk]),
        reverse("admin:trainings_yearplan_copy", args=[plan.pk]),
        reverse("admin:trainings_plantask_finish", args=[plan.tasks.get().pk]),
        reverse("admin:trainings_tasktemplate_change", args=[template.pk]),
    ]
    stranger = Desk(world.member(organization=world.wakaba))
    viewer = Desk(world.member(Role.VIEWER))

    assert {stranger.get(page).status_code for page in pages} == {404}
    assert viewer.get(pages[0]).status_code == 200
    assert {viewer.get(page).status_code for page in pages[1:]} == {403}
