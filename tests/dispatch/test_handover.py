"""引継書 of cases: by number, given on in one step with the open tasks (ux 6)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch.actions.care import answer_care
from dispatch.actions.handover import hand_over, hand_over_everything
from dispatch.actions.incidents import add_measure, tell_incident
from dispatch.cases.models import Case, CaseTeam
from dispatch.enums_records import Harm, IncidentCategory, IncidentKind
from dispatch.facts_records import CareAnswer, IncidentFacts
from dispatch.models import ActivityReport, DispatchSettings
from dispatch.queries.owners import owner_of
from foundation.adminsite import handover
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def successor(world):
    return world.member(Role.COORDINATOR)


def reads(case, member, now=NOW) -> bool:
    return Case.objects.readable_by(member.user_id, now).filter(pk=case.pk).exists()


def test_the_case_and_its_tasks_change_hands(path, case, coordinator, successor, doer):
    assignment = path.active()
    new = NewTask("dispatch.prepare_assignment", "確かめる", on_day(NOW),
                  owner_id=coordinator.user_id)  # fmt: skip
    task = create_task(new, target=assignment, **doer)
    elsewhere = create_task(new, target=make.case(case.program), **doer)

    hand_over(case, coordinator.user_id, successor.user_id, **doer)

    assert (reads(case, coordinator), reads(case, successor)) == (False, True)
    task.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (task.owner, elsewhere.owner) == (successor.user, coordinator.user)
    assert owner_of(path.request, NOW) == successor.user_id


def test_tasks_about_incidents_measures_and_care_go_along(path, case, coordinator, successor, doer):
    assignment = path.active()
    theirs = {"actor": Actor.supporter(path.supporter.pk), "now": NOW}
    told = IncidentFacts(
        IncidentKind.NEAR_MISS, IncidentCategory.TRAFFIC, Harm.NONE, NOW, "転びかけた"
    )
    incident = tell_incident(assignment, told, **theirs)
    add_measure(incident, "道を変える", due_on=on_day(NOW), **doer)
    visit = make.visit(assignment, NOW - timedelta(hours=3), state="done")
    answer_care(visit, CareAnswer(5, wants_talk=True), **theirs)
    mine = Task.objects.filter(owner=coordinator.user, done_at__isnull=True)
    assert mine.count() >= 4

    hand_over(case, coordinator.user_id, successor.user_id, **doer)

    assert not mine.exists()


def test_both_read_it_for_the_days_agreed(path, case, coordinator, successor, doer):
    hand_over(case, coordinator.user_id, successor.user_id, overlap_days=14, **doer)

    assert reads(case, coordinator, NOW + timedelta(days=13))
    assert not reads(case, coordinator, NOW + timedelta(days=14))
    # New work belongs to the successor from the first day.
    assert owner_of(path.request, NOW) == successor.user_id


@pytest.mark.parametrize(("wrong", "code"), [("self", "same_person"), ("not theirs",
                         "not_the_coordinator")])  # fmt: skip
def test_what_cannot_be_handed_over_is_refused(case, coordinator, successor, doer, wrong, code):
    giver = coordinator if wrong == "self" else successor

    with pytest.raises(Refused) as refused:
        hand_over(case, giver.user_id, coordinator.user_id, **doer)

    assert refused.value.code == code


def test_everything_goes_with_new_requests_from_the_web(
    case, program, coordinator, successor, world
):
    other = make.case(program, coordinator.user)
    DispatchSettings.objects.filter(program=program).update(intake_owner=coordinator.user)
    admin = Actor.staff(world.member(Role.ADMINISTRATOR).user)

    count = hand_over_everything(coordinator.user_id, successor.user_id, actor=admin, now=NOW)

    assert count == 3
    assert reads(case, successor)
    assert reads(other, successor)
    assert DispatchSettings.objects.get(program=program).intake_owner == successor.user


def test_the_administrator_gives_it_all_without_reading(case, coordinator, successor, world):
    given = handover.Handover(
        coordinator, successor, Actor.staff(world.member(Role.ADMINISTRATOR).user), NOW
    )

    assert handover.reassign_all(given) >= 1
    assert reads(case, successor)


def test_who_may_not_work_cases_gets_none(case, coordinator, world):
    clerk = world.member(Role.CLERK)
    given = handover.Handover(coordinator, clerk, Actor.system("test"), NOW)

    handover.reassign_all(given)

    assert reads(case, coordinator)
    assert not CaseTeam.objects.filter(user=clerk.user).exists()


def test_the_paper_lists_what_waits_by_number(path, case, coordinator):
    assignment = path.active()
    make.visit(assignment)
    visit = make.visit(assignment, NOW - timedelta(days=1))
    ActivityReport.objects.create(
        visit=visit, supporter=visit.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        content="散歩", policy="continue", state="submitted", submitted_at=NOW,
        reported_on=on_day(NOW),
    )  # fmt: skip
    make.consent(case, case.family.get(), channel="spoken", witness="立会 太郎",
                 valid_through=on_day(NOW) + timedelta(days=3))  # fmt: skip

    groups = dict(handover.items(coordinator))

    assert f"ケース {case}" in [item.text for item in groups["支援ケース"]]
    assert groups["これから14日間の訪問"][0].text == f"ケース {case} 午後2時（予定）"
    assert groups["書面を待つ仮の同意"][0].due_on == on_day(NOW) + timedelta(days=3)
    # Sent on the 1st, to be answered within the programme's seven days.
    (report,) = groups["助言を待つ活動報告"]
    assert (report.text, report.due_on) == (
        f"ケース {case}（令和8年9月30日（水）の活動）",
        on_day(NOW) + timedelta(days=7),
    )
    words = " ".join(item.text for items in groups.values() for item in items)
    assert make.CLIENT_NAME not in words


def test_a_coordinator_hands_over_on_the_page(case, coordinator, successor, world):
    desk = Desk(coordinator)
    address = reverse("admin:cases_case_hand_over", args=[case.pk])
    offered = desk.get(address).context["form"].fields["user"].queryset
    assert successor.user in offered
    assert world.member(Role.CLERK).user not in offered

    answer = desk.post(address, {"user": successor.user_id, "overlap_days": 0})

    assert answer["Location"] == reverse("admin:cases_case_changelist")
    assert reads(case, successor)
    assert desk.get(address).status_code == 404
