"""Visits that went quiet are noticed; the supporter is asked how a visit weighed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch.actions.care import answer_care, record_talk
from dispatch.actions.taps import begin_visit, finish_visit
from dispatch.actions.visit_moves import excuse_visit, record_not_met
from dispatch.actions.visits import reschedule_visit
from dispatch.cases.enums import TeamRole
from dispatch.enums_records import VisitAlarm
from dispatch.facts_records import CareAnswer
from dispatch.jobs import watch_visits
from dispatch.models import CareCheck, DispatchSettings
from dispatch.rules.visits import Slot
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.dispatch.phones import Phone
from tests.dispatch.test_staff_pages import change, press
from tests.factories import dispatch as make
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
START = make.VISIT_AT
END = START + timedelta(minutes=90)
LATE = timedelta(minutes=31)
IN_TIME = timedelta(minutes=30)
NOT_BEGUN, NOT_FINISHED = "dispatch.visit_not_begun", "dispatch.visit_not_finished"


@pytest.fixture
def visit(path):
    return make.visit(path.active())


def theirs(visit, now):
    return {"actor": Actor.supporter(visit.supporter_id), "now": now}


def open_alarms() -> list[str]:
    kinds = Task.objects.filter(kind__startswith="dispatch.visit_not", done_at__isnull=True)
    return sorted(kinds.values_list("kind", flat=True))


class TestAlarm:
    @pytest.mark.parametrize(
        ("mode", "begun", "finished", "now", "alarms"),
        [
            (VisitAlarm.BOTH, False, False, START + IN_TIME, []),
            (VisitAlarm.BOTH, False, False, START + LATE, [NOT_BEGUN]),
            (VisitAlarm.END, False, False, START + LATE, []),
            (VisitAlarm.NONE, False, False, END + LATE, []),
            (VisitAlarm.BOTH, True, False, START + LATE, []),
            (VisitAlarm.BOTH, True, False, END + IN_TIME, []),
            (VisitAlarm.BOTH, True, False, END + LATE, [NOT_FINISHED]),
            (VisitAlarm.END, True, False, END + LATE, [NOT_FINISHED]),
            (VisitAlarm.NONE, True, False, END + LATE, []),
            (VisitAlarm.BOTH, True, True, END + LATE, []),
            (VisitAlarm.BOTH, False, False, END + timedelta(days=2), []),
        ],
    )
    def test_is_raised_when_a_tap_is_missing(self, visit, mode, begun, finished, now, alarms):
        DispatchSettings.objects.update(visit_alarm=mode)
        if begun:
            begin_visit(visit, **theirs(visit, START))
        if finished:
            finish_visit(visit, **theirs(visit, END))

        assert watch_visits(now) == len(alarms)

        assert open_alarms() == alarms

    def test_is_raised_once_and_told_by_a_mail_that_names_nobody(self, visit, case, coordinator):
        for minutes in (31, 36, 41):
            watch_visits(START + timedelta(minutes=minutes))

        task = Task.objects.get(kind=NOT_BEGUN)
        assert task.owner == coordinator.user
        notice = Notice.objects.get(kind="dispatch.visit_quiet")
        assert notice.email == coordinator.user.email
        assert "午後2時30分" in notice.body
        for secret in (case.number_text, make.CLIENT_NAME, "山田", "北公民館"):
            assert secret not in notice.body + notice.subject

    def test_closed_by_hand_it_does_not_come_back(self, visit):
        watch_visits(START + LATE)
        Task.objects.filter(kind=NOT_BEGUN).update(done_at=START + LATE, outcome="電話した")

        assert watch_visits(START + LATE * 2) == 0

    @pytest.mark.parametrize(
        "news",
        [
            lambda visit, doer: begin_visit(visit, **theirs(visit, START + LATE)),
            lambda visit, doer: excuse_visit(visit, **{**doer, "now": START + LATE}),
            lambda visit, doer: record_not_met(visit, **theirs(visit, START + LATE)),
        ],
    )
    def test_ends_with_any_news(self, visit, doer, news):
        watch_visits(START + LATE)

        news(visit, doer)

        assert open_alarms() == []

    def test_of_the_end_follows_that_of_the_start(self, visit):
        watch_visits(START + LATE)
        begin_visit(visit, **theirs(visit, START + LATE))
        watch_visits(END + LATE)
        assert open_alarms() == [NOT_FINISHED]

        finish_visit(visit, **theirs(visit, END + LATE))
        assert open_alarms() == []

    def test_counts_anew_for_a_visit_that_was_moved(self, visit, doer):
        slot = Slot(START + timedelta(days=1), END + timedelta(days=1), "北公民館")
        watch_visits(START + LATE)
        reschedule_visit(visit, slot, **{**doer, "now": START + LATE})
        Task.objects.filter(kind=NOT_BEGUN).update(done_at=START + LATE, outcome="変更")

        assert watch_visits(START + timedelta(days=1) + LATE) == 1

    def test_ends_when_the_supporter_telephones(self, visit, coordinator, at):
        at(START + LATE)
        watch_visits(START + LATE)
        desk = Desk(coordinator)

        press(desk, visit, "began")
        at(END + LATE)
        press(Desk(coordinator), visit, "finished")

        visit.refresh_from_db()
        assert visit.finished_at == END + LATE
        assert open_alarms() == []


class TestCare:
    @pytest.mark.parametrize(
        ("strain", "wants_talk", "asks"), [(3, False, 0), (4, False, 1), (1, True, 1)]
    )
    def test_a_heavy_visit_or_a_wish_to_talk_reaches_the_coordinator(
        self, visit, case, strain, wants_talk, asks
    ):
        answer_care(visit, CareAnswer(strain, wants_talk), **theirs(visit, END))

        tasks = Task.objects.filter(kind="dispatch.care_for_supporter")
        assert [t.title for t in tasks] == [
            f"サポーターに声をかける（ケース {case.number_text}）"
        ] * asks

    def test_the_talk_closes_it(self, visit, doer):
        check = answer_care(visit, CareAnswer(5), **theirs(visit, END))
        later = {**doer, "now": END + timedelta(days=1)}

        record_talk(check, note="次は短めにする", talked_on=later["now"].date(), **later)

        assert not Task.objects.filter(done_at__isnull=True).exists()
        with pytest.raises(Refused) as refused:
            record_talk(check, note="もう一度", talked_on=later["now"].date(), **later)
        assert refused.value.code == "talked_already"

    @pytest.mark.parametrize(
        ("role", "team", "sees"),
        [
            (Role.COORDINATOR, TeamRole.COORDINATOR, True),
            (Role.APPROVER, TeamRole.APPROVER, False),
            (Role.COORDINATOR, None, False),
            (Role.CLERK, None, False),
        ],
    )
    def test_is_read_by_the_coordinators_of_the_case_alone(
        self, world, case, visit, role, team, sees, at
    ):
        check = answer_care(visit, CareAnswer(5), **theirs(visit, END))
        at(END)
        member = world.member(role)
        if team:
            make.on_team(case, member.user, team)
        desk = Desk(member)

        assert (desk.get(change(check)).status_code == 200) == sees
        start = desk.get(reverse("admin:index")).content.decode()
        assert (change(check) in start) == sees

    def test_whoever_broke_the_glass_does_not_read_it(self, world, case, visit, at):
        check = answer_care(visit, CareAnswer(5), **theirs(visit, END))
        at(END)
        desk = Desk(world.member(Role.COORDINATOR))
        desk.post(
            reverse("admin:case_emergency"),
            {"number": case.number_text, "reason": "担当者が不在で、本人から電話があった"},
        )

        assert desk.get(change(case)).status_code == 200
        assert desk.get(change(check)).status_code == 404

    def test_is_asked_on_the_page_of_the_visit_after_it(self, visit, at):
        at(END + timedelta(minutes=5))
        phone = Phone().through(visit.supporter)
        url = f"/aoba/activity/visits/{visit.pk}/"
        assert "どのくらい負担" in phone.text(url)

        phone.send(url, step="care", strain="4", wants_talk="on")

        check = CareCheck.objects.get()
        assert (check.strain, check.wants_talk) == (4, True)
        assert "どのくらい負担" not in phone.text(url)

    def test_is_not_part_of_the_report_the_team_reads(self, visit, coordinator, at):
        at(END + timedelta(minutes=5))
        url = f"/aoba/activity/visits/{visit.pk}/report/"
        Phone().through(visit.supporter).send(
            url, step="send", day_year="2026", day_month="10", day_day="10", starts="14:00",
            ends="15:30", activity_types="visit", content="散歩", policy="continue", strain="5",
            reported_on_year="2026", reported_on_month="10", reported_on_day="10",
        )  # fmt: skip

        report = visit.reports.get()
        assert visit.care_check.strain == 5
        text = Desk(coordinator).get(change(report)).content.decode()
        assert "負担" not in text.partition('id="content-main"')[2].partition("</form>")[0]
        paper = Desk(coordinator).get(
            reverse("admin:dispatch_visit_key_report", args=[visit.pk]), follow=True
        )
        assert 'name="strain"' not in paper.content.decode()
