"""To-dos lead to what they are about; a call shows what to say and settles its message."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.adminsite import dashboard
from foundation.adminsite.admin.tasks import MOST
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.notices.actions.notices import Message, Recipient, cancel_notice, queue_notice
from foundation.notices.actions.tasks import NewTask, close_task, create_task
from foundation.notices.models import Notice, NoticeState, Task
from foundation.notices.texts import register_kind
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.base import NOW
from tests.factories.organizations import MembershipFactory, StaffUserFactory
from tests.factories.trainings import ApplicationFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.usefixtures("frozen")

register_kind("test.told", "持ち物のお知らせ", "{物}をお持ちください。\n受付で見せてください。")
LIST = "admin:notices_task_changelist"


def call_about(application, clerk) -> Task:
    notice = queue_notice(
        Message("test.told", {"物": "筆記用具"}),
        target=application,
        recipient=Recipient("電話 花子", phone="0451234567"),
        actor=clerk,
        now=NOW,
    )
    return Task.objects.get(target_kind=Notice._meta.label, target_id=notice.pk)


def note_about(row, clerk, title: str = "確かめる", kind: str = "tests.look") -> Task:
    return create_task(NewTask(kind, title, date(2026, 10, 9)), target=row, actor=clerk, now=NOW)


@pytest.fixture
def desk(world):
    return Desk(world.member(Role.CLERK))


@pytest.fixture
def application(aoba):
    return ApplicationFactory(email="")


def test_a_call_says_whom_what_and_where_to_read_on(application, clerk, desk):
    task = call_about(application, clerk)
    subject = reverse("admin:trainings_application_change", args=[application.pk])

    page = desk.get(reverse("admin:notices_task_change", args=[task.pk])).content.decode()

    assert "電話 花子さんに電話で伝える：持ち物のお知らせ" in page
    assert "筆記用具をお持ちください。<br>受付で見せてください。" in page
    assert f'href="{subject}"' in page
    assert f'href="{subject}"' in desk.get(reverse(LIST)).content.decode()


def test_another_to_do_has_no_words_to_say(application, clerk, desk):
    task = note_about(application, clerk)

    page = desk.get(reverse("admin:notices_task_change", args=[task.pk])).content.decode()

    assert reverse("admin:trainings_application_change", args=[application.pk]) in page
    assert "伝えること" not in page


def test_the_list_begins_with_what_is_open(application, clerk, desk):
    done = note_about(application, clerk, "済んだこと", "tests.done")
    close_task(done, outcome="済み", actor=clerk, now=NOW)
    note_about(application, clerk, "まだのこと", "tests.open")

    page = desk.get(reverse(LIST)).content.decode()

    assert page.index("まだのこと") < page.index("済んだこと")
    narrowed = desk.get(f"{reverse(LIST)}?done_at__isempty=1").content.decode()
    assert "まだのこと" in narrowed
    assert "済んだこと" not in narrowed


@pytest.mark.parametrize(
    ("taken_back", "state"), [(False, NoticeState.DONE), (True, NoticeState.CANCELLED)]
)
def test_a_call_made_settles_its_message(application, clerk, desk, taken_back, state):
    task = call_about(application, clerk)
    notice = Notice.objects.get(pk=task.target_id)
    if taken_back:
        cancel_notice(notice, actor=clerk, now=NOW)

    desk.post(
        reverse("admin:notices_task_done", args=[task.pk]), {"_once": "a", "outcome": "伝えた"}
    )

    notice.refresh_from_db()
    assert notice.state == state
    assert Task.objects.get(pk=task.pk).done_at is not None


def test_the_dashboard_offers_to_finish_and_to_hand_on(application, clerk, desk):
    task = note_about(application, clerk)
    elsewhere = note_about(application, clerk, "別の欄にあること", "tests.elsewhere")
    dashboard.shows_tasks("tests.elsewhere")

    page = desk.get(reverse("admin:index")).content.decode()

    for name in ("done", "give"):
        assert reverse(f"admin:notices_task_{name}", args=[task.pk]) in page
    assert elsewhere.title not in page


@pytest.mark.parametrize(("open_now", "told"), [(MOST, False), (MOST + 1, True)])
def test_the_dashboard_says_when_there_is_more_than_it_shows(
    application, clerk, desk, open_now, told
):
    tasks = [note_about(application, clerk, f"用件{n}番", f"tests.n{n}") for n in range(open_now)]

    page = desk.get(reverse("admin:index")).content.decode()

    assert [task.title in page for task in tasks] == [n < MOST for n in range(open_now)]
    assert ("ほかにもあります。" in page) is told
    assert ('aria-label="やること・電話をすべて見る"' in page) is told
    if told:
        listed = desk.get(reverse(LIST) + "?done_at__isempty=1").content.decode()
        assert tasks[-1].title in listed


def test_a_section_without_a_limit_shows_all_of_its_lines():
    lines = [DashboardItem(str(n)) for n in range(30)]

    assert DashboardSection("数", lines).shown == lines
    assert not DashboardSection("数", lines).has_more
    assert not DashboardSection("数", lines, most=30).has_more
    assert DashboardSection("数", lines, most=29).has_more


def test_lists_by_fiscal_year_say_it_in_the_era(application, desk):
    page = desk.get(reverse("admin:trainings_course_changelist")).content.decode()

    assert "令和8年度</a>" in page
    assert ">2026</a>" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_to_dos_asks_a_constant_number_of_queries(
    world, aoba, clerk, desk, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        call_about(ApplicationFactory(email=""), clerk)

    with within(world.aoba), django_assert_max_num_queries(24):
        desk.get(reverse(LIST))


def test_the_history_shows_no_column_of_the_program(application, clerk, desk):
    task = note_about(application, clerk)

    page = desk.get(reverse("admin:notices_task_history", args=[task.pk])).content.decode()

    assert "内容：（なし） → 確かめる" in page
    assert "target" not in page.partition("<main")[2]
    assert "tests.look" not in page


def test_a_membership_limited_to_programmes_sees_no_to_do_of_the_office(world, application, clerk):
    task = call_about(application, clerk)
    contractor = MembershipFactory(
        user=StaffUserFactory(),
        organization=world.aoba,
        roles=[Role.CONTRACTOR.value],
        program_ids=[application.course.program_id],
        valid_through=date(2027, 3, 31),
    )

    page = Desk(contractor).get(reverse("admin:index"))

    assert page.status_code == 200
    assert task.title not in page.content.decode()
