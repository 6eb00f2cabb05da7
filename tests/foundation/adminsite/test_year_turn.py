"""The 引継書 with its tasks, and 年度更新: what is left to do when the fiscal year turns (ux 6)."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from foundation import clock
from foundation.adminsite.rollover import Step, Turn, is_season, nearest_turn
from foundation.audit.models import AccessLog
from foundation.clock import JST
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.models import Task
from foundation.organizations.models import ClosingDay, Issuer, Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.foundation.adminsite.desk import Desk
from tests.foundation.pdf import reading

pytestmark = pytest.mark.usefixtures("frozen")


def task(title: str, owner, clerk, *, target=None, kind: str = "") -> Task:
    new = NewTask(
        kind or title, title, date(2026, 10, 9), owner_id=owner.user_id if owner else None
    )
    return create_task(new, target=target or owner.organization, actor=clerk, now=NOW)


@pytest.fixture
def giver(world):
    return world.member(Role.CLERK)


@pytest.fixture
def keeper(world):
    return Desk(world.member(Role.ADMINISTRATOR))


def test_open_tasks_of_a_colleague_change_hands_in_one_step(world, clerk, giver, keeper):
    taker, other = world.member(Role.CLERK), world.member(Role.CLERK)
    with within(world.aoba):
        mine = [task("名簿を確かめる", giver, clerk), task("電話をかける", giver, clerk)]
        done = task("済んだこと", giver, clerk)
        Task.objects.filter(pk=done.pk).update(done_at=NOW, outcome="済み")
        theirs = task("別の人の仕事", other, clerk)
    url = f"{reverse('admin:handover')}?membership={giver.pk}"
    page = keeper.get(url).content.decode()
    assert "名簿を確かめる" in page
    assert "済んだこと" not in page
    assert "別の人の仕事" not in page

    told = keeper.post(url, {"taker": taker.pk}, follow=True).content.decode()

    assert "2件を引き継ぎました" in told
    with within(world.aoba):
        owners = dict(Task.objects.values_list("pk", "owner"))
        assert {owners[row.pk] for row in mine} == {taker.user_id}
        assert (owners[done.pk], owners[theirs.pk]) == (giver.user_id, other.user_id)


def test_tasks_about_cases_are_handed_over_without_their_words(world, clerk, giver, keeper):
    with within(world.aoba):
        row = task("秘野さんのケース会議を開く", giver, clerk)
        Task.objects.filter(pk=row.pk).update(target_kind="cases.Case")

    page = keeper.get(f"{reverse('admin:handover')}?membership={giver.pk}").content.decode()

    assert f"支援ケースに関するやること（番号{row.pk}）" in page
    assert "秘野" not in page


@pytest.mark.parametrize(("role", "reads"), [(Role.COORDINATOR, True), (Role.CLERK, False)])
def test_ones_own_tasks_about_cases_are_told_apart_by_who_may_read_them(world, clerk, role, reads):
    own = world.member(role)
    with within(world.aoba):
        for title in ("ケース会議を開く", "同意書を受ける"):
            row = task(title, own, clerk)
            Task.objects.filter(pk=row.pk).update(target_kind="cases.Case")

    page = Desk(own).get(reverse("admin:handover")).content.decode()
    paper = reading.text(Desk(own).get(reverse("admin:handover_paper")).content)

    assert ("ケース会議を開く" in page, "同意書を受ける" in page) == (reads, reads)
    assert page.count("支援ケースに関するやること") == (0 if reads else 2)
    assert "ケース会議を開く" not in paper.replace(" ", "")


def test_the_paper_of_the_handover(world, clerk, giver, keeper):
    with within(world.aoba):
        task("名簿を確かめる", giver, clerk)
    url = f"{reverse('admin:handover_paper')}?membership={giver.pk}"

    paper = keeper.get(url)

    text = reading.text(paper.content)
    for word in ("引継書", "名簿を確かめる", "令和8年10月9日", "引き継ぎを受ける人", "取扱注意"):
        assert word in text.replace(" ", ""), word
    assert giver.user.name.replace(" ", "") in text.replace(" ", "")
    with within(world.aoba):
        assert AccessLog.objects.filter(action="print", object_ids=[giver.pk]).exists()
    stranger = world.member(Role.CLERK, organization=world.wakaba)
    address = reverse("admin:handover_paper")
    assert keeper.get(f"{address}?membership={stranger.pk}").status_code == 404
    assert Desk(giver).get(f"{address}?membership={stranger.pk}").status_code == 404


def test_a_task_is_given_to_a_colleague_of_the_own_town(world, clerk, giver):
    taker = world.member(Role.CLERK)
    stranger = world.member(Role.CLERK, organization=world.wakaba)
    with within(world.aoba):
        row = task("電話をかける", giver, clerk)
    url = reverse("admin:notices_task_give", args=[row.pk])
    desk = Desk(giver)

    assert desk.post(url, {"_once": "a", "owner": stranger.user_id}).status_code == 200
    desk.post(url, {"_once": "b", "owner": taker.user_id}, follow=True)

    with within(world.aoba):
        assert Task.objects.get(pk=row.pk).owner_id == taker.user_id


@pytest.mark.parametrize(
    ("today", "old", "season"),
    [
        (date(2026, 10, 1), 2026, False),
        (date(2027, 1, 31), 2026, False),
        (date(2027, 2, 1), 2026, True),
        (date(2027, 3, 31), 2026, True),
        (date(2027, 4, 1), 2026, True),
        (date(2027, 5, 31), 2026, True),
        (date(2027, 6, 1), 2027, False),
    ],
)
def test_which_turn_the_office_looks_at(today, old, season):
    assert nearest_turn(today) == Turn(old)
    assert is_season(today) is season


def test_steps_follow_what_was_done(world, keeper):
    def steps() -> dict[str, Step]:
        page = keeper.get(reverse("admin:year_rollover"))
        return {step.title: step for one in page.context["chapters"] for step in one.steps}

    with within(world.aoba):
        Issuer.objects.update(valid_through=date(2027, 3, 31))
    assert steps()["証書に載せる職名・氏名を確かめる"].left == 1
    assert steps()["新年度の閉庁日を入力する"].left == 1
    with within(world.aoba):
        Issuer.objects.create(title="市長", name="若葉", valid_from=date(2027, 4, 1))
        ClosingDay.objects.create(day=date(2027, 5, 2))

    assert steps()["証書に載せる職名・氏名を確かめる"].left == 0
    assert steps()["新年度の閉庁日を入力する"].left == 0


def test_members_who_leave_with_open_work(world, clerk, giver, keeper):
    with within(world.aoba):
        task("電話をかける", giver, clerk)
    assert _left(keeper, "異動する職員の仕事を引き継ぐ") == 0
    type(giver).objects.filter(pk=giver.pk).update(valid_through=date(2027, 3, 31))

    assert _left(keeper, "異動する職員の仕事を引き継ぐ") == 1


def _left(desk: Desk, title: str) -> int:
    chapters = desk.get(reverse("admin:year_rollover")).context["chapters"]
    return next(step.left for one in chapters for step in one.steps if step.title == title)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.ADMINISTRATOR, {"職員と引継ぎ", "職名・番号・閉庁日"}),
        (Role.CLERK, {"研修", "サポーター", "やり残した仕事"}),
        (Role.VIEWER, set()),
    ],
)
def test_everybody_sees_what_is_theirs_to_do(world, role, seen):
    with within(world.aoba):
        ProgramFactory()
    page = Desk(world.member(role)).get(reverse("admin:year_rollover"))

    assert {chapter.title for chapter in page.context["chapters"]} == seen


@pytest.mark.parametrize(("month", "shown"), [(10, False), (3, True)])
def test_the_first_page_speaks_of_it_in_spring(world, at, month, shown):
    at(datetime(2027 if month == 3 else 2026, month, 10, 9, tzinfo=JST))
    keeper = Desk(world.member(Role.ADMINISTRATOR))
    assert is_season(clock.today()) is shown

    assert ("令和9年度に向けて確かめること" in keeper.get("/staff/").content.decode()) is shown


def test_the_other_town_does_not_count(world, keeper):
    with within(world.wakaba):
        ClosingDay.objects.create(day=date(2027, 5, 2))
    assert Organization.objects.count() >= 2

    assert _left(keeper, "新年度の閉庁日を入力する") == 1


def test_who_has_nothing_to_check_is_told_nothing_was_done(world):
    page = Desk(world.member(Role.RECEPTION)).get(reverse("admin:year_rollover")).content.decode()
    assert "あなたの役割で確かめることはありません。" in page
    assert "すべて済んでいます" not in page
