"""Incidents: a restricted circle, two clocks that are never stored, counts without names (R-72)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dispatch.actions.incidents import (
    add_measure,
    add_report,
    close_incident,
    finish_measure,
    record_incident,
    tell_incident,
)
from dispatch.cases.enums import TeamRole
from dispatch.enums_records import (
    Harm,
    IncidentCategory,
    IncidentKind,
    IncidentStage,
    IncidentStep,
)
from dispatch.facts_records import IncidentFacts, StepFacts
from dispatch.models import Incident
from dispatch.queries.incidents import incident_counts, is_in_circle
from dispatch.rules.incidents import clocks_of
from foundation.clock import JST
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.period import Period
from foundation.refusals import Refused
from tests.dispatch.phones import Phone
from tests.dispatch.test_staff_pages import change, press
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
ACCOUNT = "玄関の段差で転びかけた"
FACTS = IncidentFacts(
    IncidentKind.NEAR_MISS, IncidentCategory.INJURY, Harm.NONE, NOW - timedelta(hours=2), ACCOUNT
)
DAY = timedelta(days=1)


def step(kind: IncidentStep, at, **values) -> StepFacts:
    words = {"told": "係長、課長", "text": "けがなし", **values}
    return StepFacts(kind, at, **words)


def full(at) -> StepFacts:
    return step(IncidentStep.FULL, at, cause="段差が見えにくい", prevention="明かりをつける")


@pytest.fixture
def incident(path) -> Incident:
    assignment = path.active()
    theirs = {"actor": Actor.supporter(path.supporter.pk), "now": NOW}
    return tell_incident(assignment, FACTS, **theirs)


class TestClocks:
    @pytest.mark.parametrize(
        ("reports", "after", "stage"),
        [
            ([], timedelta(0), IncidentStage.FIRST_DUE),
            ([], DAY, IncidentStage.FIRST_DUE),
            ([], DAY + timedelta(seconds=1), IncidentStage.FIRST_LATE),
            (["first"], DAY + timedelta(seconds=1), IncidentStage.FULL_DUE),
            (["first"], 7 * DAY, IncidentStage.FULL_DUE),
            (["first"], 7 * DAY + timedelta(seconds=1), IncidentStage.FULL_LATE),
            (["full"], 8 * DAY, IncidentStage.FOLLOW_UP),
        ],
    )
    def test_are_computed_from_what_was_reported(self, incident, doer, reports, after, stage):
        for kind in reports:
            facts = full(NOW) if kind == "full" else step(IncidentStep.FIRST, NOW)
            add_report(incident, facts, **doer)

        assert clocks_of(incident, incident.reports.all()).stage(NOW + after) == stage

    def test_nothing_of_them_is_stored(self):
        names = {field.name for field in Incident._meta.get_fields()}

        assert not {name for name in names if "due" in name or "state" in name or "stage" in name}

    def test_run_from_when_the_office_knew(self, case, doer):
        facts = IncidentFacts(
            IncidentKind.INCIDENT, IncidentCategory.PRIVACY, Harm.SLIGHT, NOW - 3 * DAY, ACCOUNT,
            known_at=NOW - DAY,
        )  # fmt: skip
        incident = record_incident(case, facts, **doer)

        assert clocks_of(incident, []).first_due == NOW
        tasks = {task.kind: task.due_at for task in Task.objects.all()}
        assert tasks == {
            "dispatch.incident_first": NOW,
            "dispatch.incident_full": NOW + 6 * DAY,
        }

    def test_a_report_stops_its_clock(self, incident, doer):
        add_report(incident, step(IncidentStep.FIRST, NOW), **doer)
        assert Task.objects.get(kind="dispatch.incident_first").done_at == NOW
        assert Task.objects.get(kind="dispatch.incident_full").done_at is None

        add_report(incident, full(NOW), **doer)
        assert Task.objects.get(kind="dispatch.incident_full").done_at == NOW


class TestCourse:
    def test_from_the_phone_to_the_end(self, incident, doer):
        later = {**doer, "now": NOW + DAY}
        add_report(incident, step(IncidentStep.FIRST, NOW), **doer)
        add_report(incident, full(NOW + DAY), **later)
        measure = add_measure(incident, "玄関の明かり", due_on=date(2026, 10, 20), **later)
        with pytest.raises(Refused) as refused:
            close_incident(incident, note="対策が済んだため", **later)
        assert refused.value.code == "measures_open"

        finish_measure(measure, outcome="設置した", done_on=date(2026, 10, 2), **later)
        closed = close_incident(incident, note="対策が済んだため", **later)

        assert clocks_of(closed, closed.reports.all()).stage(NOW + 30 * DAY) == IncidentStage.CLOSED
        assert not Task.objects.filter(done_at__isnull=True).exists()

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            (step(IncidentStep.FIRST, NOW + DAY), "report_out_of_time"),
            (step(IncidentStep.FIRST, NOW - DAY), "report_out_of_time"),
            (step(IncidentStep.FIRST, NOW, told=" "), "report_incomplete"),
            (step(IncidentStep.FULL, NOW), "cause_missing"),
        ],
    )
    def test_a_report_is_refused_with_what_is_missing(self, incident, doer, facts, code):
        with pytest.raises(Refused) as refused:
            add_report(incident, facts, **doer)

        assert refused.value.code == code

    def test_the_first_report_is_made_once(self, incident, doer):
        add_report(incident, step(IncidentStep.FIRST, NOW), **doer)

        with pytest.raises(Refused) as refused:
            add_report(incident, step(IncidentStep.FIRST, NOW), **doer)

        assert refused.value.code == "reported_already"

    def test_ends_after_the_full_report_only(self, incident, doer):
        with pytest.raises(Refused) as refused:
            close_incident(incident, note="済み", **doer)

        assert refused.value.code == "full_report_missing"


class TestTelling:
    def test_the_team_hears_at_once_and_the_mail_says_nothing_of_it(
        self, world, case, path, coordinator
    ):
        approver = world.member(Role.APPROVER)
        make.on_team(case, approver.user, TeamRole.APPROVER)

        told = tell_incident(
            path.active(), FACTS, actor=Actor.supporter(path.supporter.pk), now=NOW
        )

        notices = Notice.objects.filter(kind="dispatch.incident_told")
        assert {n.email for n in notices} == {coordinator.user.email, approver.user.email}
        assert {n.due_at for n in notices} == {NOW}
        for notice in notices:
            assert told.reference in notice.body
            for secret in (ACCOUNT, case.number_text, make.CLIENT_NAME, str(path.supporter)):
                assert secret not in notice.body + notice.subject
        assert all(ACCOUNT not in t.title and case.number_text not in t.title
                   for t in Task.objects.all())  # fmt: skip

    def test_sent_twice_is_one_and_counts_after_the_end(self, path):
        theirs = {"actor": Actor.supporter(path.supporter.pk), "now": NOW}
        ended = path.active(state="ended", ended_on=NOW.date(), state_reason="終了")

        first = tell_incident(ended, FACTS, token="t", **theirs)

        assert tell_incident(ended, FACTS, token="t", **theirs) == first

    def test_from_the_phone_it_shows_its_number_alone(self, path, frozen):
        assignment = path.active()
        url = f"/aoba/activity/assignments/{assignment.pk}/incident/"
        phone = Phone().through(path.supporter)
        token = phone.get(url).context["form"].initial["form_token"]

        phone.send(
            url, kind="incident", category="injury", harm="slight", day_year="2026",
            day_month="10", day_day="1", at="08:00", account=ACCOUNT, form_token=token,
        )  # fmt: skip

        told = Incident.objects.get()
        text = phone.text(url)
        assert told.reference in text
        assert ACCOUNT not in text


class TestCircle:
    @pytest.mark.parametrize(
        ("role", "on_team", "inside"),
        [
            (Role.COORDINATOR, True, True),
            (Role.COORDINATOR, False, False),
            (Role.APPROVER, False, True),
            (Role.CLERK, False, False),
            (Role.ADMINISTRATOR, False, False),
            (Role.VIEWER, False, False),
            (Role.RECEPTION, False, False),
        ],
    )
    def test_is_the_team_and_the_approvers(self, world, case, incident, role, on_team, inside,
                                           frozen):  # fmt: skip
        member = world.member(role)
        if on_team:
            make.on_team(case, member.user)
        desk = Desk(member)

        shown = desk.get(change(incident))
        assert (shown.status_code == 200) == inside
        assert is_in_circle(incident, member.user_id, NOW) == inside
        assert (ACCOUNT in shown.content.decode()) == inside
        assert make.CLIENT_NAME not in shown.content.decode()
        start = desk.get(reverse("admin:index")).content.decode()
        assert (change(incident) in start) == inside

    def test_other_staff_cannot_act_either(self, world, incident):
        stranger = Actor.staff(world.member(Role.COORDINATOR).user)

        with pytest.raises(Refused) as refused:
            add_report(incident, step(IncidentStep.FIRST, NOW), actor=stranger, now=NOW)

        assert refused.value.code == "not_in_circle"

    def test_of_a_place_is_the_coordinators_and_not_the_clerks(
        self, world, program, coordinator, supporter, frozen
    ):
        request = make.place_request(program, coordinator.user)
        incident = tell_incident(
            make.assignment(request, supporter), FACTS, actor=Actor.supporter(supporter.pk),
            now=NOW,
        )  # fmt: skip

        assert Desk(coordinator).get(change(incident)).status_code == 200
        assert Desk(world.member(Role.CLERK)).get(change(incident)).status_code in (403, 404)

    def test_is_worked_with_the_buttons(self, coordinator, incident, frozen):
        desk = Desk(coordinator)

        press(desk, incident, "first", day="R8.10.1", at="09:00", told="課長", text="けがなし")
        press(desk, incident, "full", day="R8.10.1", at="09:00", told="市長", text="報告",
              cause="段差", prevention="明かり")  # fmt: skip
        press(desk, incident, "measure", text="明かり", due_on="R8.10.20")
        press(desk, incident.measures.get(), "finish", day="R8.10.1", outcome="設置した")
        press(desk, incident, "close", note="済み")

        text = desk.get(change(incident)).content.decode()
        assert "対応を終えた" in text
        assert "再発の防止：明かり" in text

    def test_is_written_down_from_case_and_dispatch(self, coordinator, case, path, frozen):
        desk = Desk(coordinator)
        facts = {"kind": "incident", "category": "traffic", "harm": "medical", "day": "R8.10.1",
                 "at": "08:00", "known_day": "R8.10.1", "known_time": "08:30",
                 "account": ACCOUNT}  # fmt: skip

        press(desk, case, "incident", **facts)
        press(desk, path.active(), "incident", **facts)

        assert Incident.objects.filter(case=case).count() == 2


class TestStatistics:
    def test_count_by_the_day_in_japan_without_any_name(self, case, doer, program):
        def record(at, kind=IncidentKind.INCIDENT):
            facts = IncidentFacts(kind, IncidentCategory.TRAFFIC, Harm.SLIGHT, at, ACCOUNT)
            record_incident(case, facts, **doer)

        midnight = NOW.astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)
        record(midnight)
        record(midnight - timedelta(seconds=1))
        record(midnight, IncidentKind.NEAR_MISS)
        day = midnight.date()

        counted = incident_counts(Period(day, day))

        assert [(c.kind, c.category, c.harm, c.count) for c in counted] == [
            (IncidentKind.INCIDENT, IncidentCategory.TRAFFIC, Harm.SLIGHT, 1),
            (IncidentKind.NEAR_MISS, IncidentCategory.TRAFFIC, Harm.SLIGHT, 1),
        ]
        assert incident_counts(Period(day, None), [program.pk + 1]) == []
        assert case.number_text not in repr(counted)
