"""Two activities with the same coarse facts are told apart, by dates and numbers, no new name."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch.actions.invitations import accept_invitation
from dispatch.actions.visit_moves import excuse_visit
from dispatch.models import Invitation
from foundation.notices.models import Task
from foundation.organizations.permissions import Role
from tests.dispatch.phones import Phone
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(path, program, coordinator):
    """Two activities of one supporter, for two cases, with one area, time and outline."""
    other = make.request(make.consented_case(program, coordinator.user), coordinator.user)
    made = [path.active(), make.assignment(other, path.supporter)]
    Invitation.objects.filter(assignment=made[1]).update(answered_at=NOW - timedelta(days=3))
    return made


def test_a_supporter_reads_when_each_was_accepted(twins, path, frozen):
    phone = Phone().through(path.supporter)
    told = ["令和8年10月1日（木）", "令和8年9月28日（月）"]

    home = phone.text(reverse("dispatch:home", args=["aoba", path.supporter.pk]))

    assert home.count("北部・土曜日の午後") == 2
    assert [home.count(day) for day in told] == [1, 1]
    for assignment, day in zip(twins, told, strict=True):
        for page in ("contact", "incident"):
            text = phone.text(reverse(f"dispatch:{page}", args=["aoba", assignment.pk]))
            assert [one in text for one in told] == [one == day for one in told]
    for secret in (str(twins[0].request.case), twins[0].request.reference, make.CLIENT_NAME):
        assert secret not in home


def test_those_to_prepare_are_told_apart_before_anything_is_proved(twins, path, frozen):
    for assignment in twins:
        type(assignment).objects.filter(pk=assignment.pk).update(
            state="preparing", begun_on=None, agreed_by_user_on=None,
            agreed_by_supporter_on=None, plan="秘密の計画",
        )  # fmt: skip
    phone = Phone().through(path.supporter, proved=False)

    home = phone.text(reverse("dispatch:home", args=["aoba", path.supporter.pk]))

    asked = home.split("<h2>")[1]
    assert asked.count("活動の目的・計画・内容を確認する") == 2
    assert ("令和8年10月1日（木）" in asked, "令和8年9月28日（月）" in asked) == (True, True)
    assert "秘密の計画" not in home


def test_the_tasks_of_two_who_work_for_one_request_say_which(path, program, doer):
    path.request.supporters_wanted = 2
    path.request.save()
    for _ in range(2):
        asked = make.invitation(path.request, make_supporters.supporter(program))
        accept_invitation(asked, through="phone", **doer)

    titles = sorted(Task.objects.values_list("title", flat=True))

    case = path.request.case
    assert titles == [f"派遣の目的・計画・内容を合意する（ケース {case}、{n}人目）" for n in (1, 2)]


def test_the_task_of_a_visit_says_its_day_and_nobody(path, doer):
    visit = make.visit(path.active())

    excuse_visit(visit, reason="秘密の理由", **doer)

    assert Task.objects.get().title == (
        "サポーターが行けなくなったので代わりを決める"
        f"（ケース {path.request.case}、令和8年10月10日（土）の訪問）"
    )


def test_two_asked_about_their_plans_stand_beside_their_supporters(
    path, program, case, coordinator, world, frozen
):
    other = make_supporters.supporter(program, make_supporters.person("田中 次郎"))
    for assignment in (path.active(), make.assignment(path.request, other)):
        make.agreement_request(assignment)
    url = reverse("admin:dispatch_agreementrequest_changelist")

    page = Desk(coordinator).get(url).content.decode()

    assert ("山田 花子" in page, "田中 次郎" in page, make.CLIENT_NAME in page) == (
        True, True, False,
    )  # fmt: skip
    for role in (Role.COORDINATOR, Role.CLERK):
        outside = Desk(world.member(role)).get(url).content.decode()
        assert str(case) not in outside
        assert "田中 次郎" not in outside
