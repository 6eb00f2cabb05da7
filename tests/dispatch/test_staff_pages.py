"""Staff pages: the team alone reads a case, and each button does its action (rule D6)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch.cases.models import Case, CaseTeam
from dispatch.enums import AssignmentState, InvitationState, ReportState, RequestState
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Invitation, Visit
from foundation.audit.models import AccessLog
from foundation.organizations.models import Body
from foundation.organizations.permissions import Role
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(coordinator, frozen) -> Desk:
    return Desk(coordinator)


def change(row) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def press(desk: Desk, row, button: str, /, **data):
    """Press a button of a record and follow."""
    meta = row._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_{button}", args=[row.pk])
    assert desk.get(url).status_code == 200, button
    answer = desk.post(url, data)
    if answer.status_code == 200:
        form = answer.context.get("form")
        raise AssertionError((button, answer.context.get("sentence"), form and form.errors))
    return answer


class TestCase:
    def test_its_team_reads_everything_on_one_page_and_that_is_logged(self, desk, case):
        text = desk.get(change(case)).content.decode()

        assert make.CLIENT_NAME in text
        assert "鍵付き書庫B" in text
        assert "誰が何を知っているか" in text
        assert {"cases.Case", "cases.Client", "cases.CaseFile"} <= set(
            AccessLog.objects.values_list("object_type", flat=True)
        )

    @pytest.mark.parametrize("role", list(Role))
    def test_nobody_else_finds_it_whatever_their_role(self, world, case, frozen, role):
        if role == Role.CONTRACTOR:
            pytest.skip("a contractor is limited to programmes; asked in the access matrix")
        other = Desk(world.member(role))

        assert other.get(change(case)).status_code in (403, 404)
        listing = other.get(reverse("admin:cases_case_changelist"))
        assert listing.status_code == 403 or case.number_text not in listing.content.decode()

    def test_the_list_shows_the_number_and_no_name(self, desk, case):
        text = desk.get(reverse("admin:cases_case_changelist")).content.decode()

        assert case.number_text in text
        assert make.CLIENT_NAME not in text

    def test_is_opened_by_its_first_coordinator(self, desk, program, coordinator):
        desk.post(
            reverse("admin:cases_case_add"),
            {"program": program.pk, "opened_on": "R8.10.1", "consulting_office": "窓口"},
        )

        assert CaseTeam.objects.get().user == coordinator.user

    def test_the_glass_is_broken_for_four_hours(self, world, case, frozen):
        other = world.member(Role.COORDINATOR)
        desk = Desk(other)

        answer = desk.post(
            reverse("admin:case_emergency"),
            {"number": case.number_text.lower(), "reason": "担当者が不在で、本人から電話があった"},
        )

        assert answer.status_code == 302
        assert desk.get(change(case)).status_code == 200
        member = case.team.get(user=other.user)
        assert member.ends_at == NOW + timedelta(hours=4)

    def test_the_administrator_changes_the_team_without_reading(self, world, case, frozen):
        desk = Desk(world.member(Role.ADMINISTRATOR))
        new = world.member(Role.COORDINATOR)
        url = reverse("admin:case_team", args=[case.pk])

        desk.post(url, {"user": new.user.pk, "role": "coordinator"})

        assert case.team.filter(user=new.user).exists()
        assert make.CLIENT_NAME not in desk.get(url).content.decode()
        assert desk.get(change(case)).status_code == 403

    def test_an_untaken_case_is_taken_by_a_coordinator(self, desk, program):
        case = make.case(program)
        url = reverse("admin:cases_untaken")
        assert case.number_text in desk.get(url).content.decode()

        desk.post(url, {"case": case.pk})

        assert desk.get(change(case)).status_code == 200


def test_the_whole_way_on_paper(desk, program, supporter, at):
    """Nobody has e-mail: staff key every step from telephone and paper."""
    desk.post(
        reverse("admin:cases_case_add"),
        {"program": program.pk, "opened_on": "R8.9.1", "consulting_office": "窓口"},
    )
    case = Case.objects.get()
    press(desk, case, "client", name=make.CLIENT_NAME, sex="", area="北町")
    press(desk, case, "family", name="秘野 母", relation="parent", sex="")
    press(desk, case, "file", consultation="相談の内容")
    consent = {"kind": "case_person", "given_on": "R8.9.30", "channel": "paper",
               "original_place": "書庫", "scope_supporter": ["name", "address"]}  # fmt: skip
    press(desk, case, "consent", whose="client", **consent)
    press(desk, case, "consent", whose=str(case.family.get().pk), **consent)
    press(desk, case, "request", kind="case_person", requested_by="family", channel="counter",
          received_on="R8.10.1", received_time="09:00", purpose="話し相手",
          supporters_wanted="1")  # fmt: skip
    request = DispatchRequest.objects.get()
    press(desk, request, "approve", reason="", effective="on", wished="on")
    candidates = reverse("admin:dispatch_candidates", args=[request.pk])
    assert supporter.person.name in desk.get(candidates).content.decode()
    desk.post(
        candidates,
        {
            "supporter": supporter.pk,
            "area": "北部",
            "when": "土曜",
            "outline": "話し相手",
            "days": "5",
        },
    )
    invitation = Invitation.objects.get()
    press(desk, invitation, "accept", through="paper", note="")
    assignment = Assignment.objects.get()
    press(desk, assignment, "plan", plan="月2回、散歩をする")
    press(desk, assignment, "user_agrees", day="R8.10.1")
    press(desk, assignment, "supporter_agrees", day="R8.10.1")
    press(desk, assignment, "start", day="R8.10.1")
    press(desk, assignment, "visits", day="R8.10.10", starts="14:00", ends="15:30",
          place="北公民館", every_weeks="2", count="3")  # fmt: skip
    assert Visit.objects.count() == 3
    visit = Visit.objects.first()
    at(make.VISIT_AT + timedelta(days=2))
    desk = Desk(desk.membership)  # signed in again on another day
    press(desk, visit, "key_report", day_year="2026", day_month="10", day_day="10",
          starts="14:00", ends="15:20", activity_types=["visit"], content="散歩をした",
          policy="continue", reported_on_year="2026", reported_on_month="10",
          reported_on_day="12")  # fmt: skip
    report = ActivityReport.objects.get()
    assert (report.state, report.keyed_from_paper) == (ReportState.SUBMITTED, True)
    press(desk, report, "answer", text="ゆっくり進めてください。")
    press(desk, assignment, "end", day="R8.10.12", reason="目標を達成した")
    press(desk, request, "close", day="R8.10.12", reason="終了")
    press(desk, case, "close", day="R8.10.12", reason="支援の終了")

    for row, state in (
        (assignment, AssignmentState.ENDED),
        (request, RequestState.CLOSED),
        (invitation, InvitationState.ACCEPTED),
        (case, "closed"),
    ):
        row.refresh_from_db()
        assert row.state == state


def test_a_place_is_helped_without_any_case(world, program, frozen):
    desk = Desk(world.member(Role.CLERK))
    body = Body.objects.create(name="居場所ひだまり", kinds=["partner"])

    answer = desk.post(
        reverse("admin:new_body_request"),
        {"program": program.pk, "body": body.pk, "kind": "place", "requested_by": "agency",
         "channel": "phone", "received_on": "R8.10.1", "received_time": "08:30",
         "purpose": "手伝い", "supporters_wanted": "2"},
    )  # fmt: skip

    assert answer.status_code == 302
    request = DispatchRequest.objects.get()
    assert desk.get(change(request)).status_code == 200
    press(desk, request, "approve", reason="", effective="on", wished="on")


class TestCandidates:
    def test_say_why_in_and_why_out(self, desk, path, program):
        other = make_supporters.supporter(program, make_supporters.person("休止 太郎"))
        other.registration.state = "on_leave"
        other.registration.save()

        page = desk.get(reverse("admin:dispatch_candidates", args=[path.request.pk]))

        assert [c.supporter.pk for c in page.context["candidates"]] == [path.supporter.pk]
        assert [c.supporter.pk for c in page.context["others"]] == [other.pk]
        assert "本人の希望で休止しています。" in page.content.decode()

    @pytest.mark.parametrize("n", [1, 3])
    def test_ask_a_constant_number_of_questions(
        self, desk, path, program, n, django_assert_num_queries
    ):
        for _ in range(n):
            other = make_supporters.supporter(program)
            row = make.assignment(make.request(path.request.case, desk.membership.user), other)
            make.visit(row)
        url = reverse("admin:dispatch_candidates", args=[path.request.pk])
        desk.get(url)

        with django_assert_num_queries(18):
            desk.get(url)


def test_the_dashboard_names_what_waits(desk, case, path):
    make.request(case, desk.membership.user, state=RequestState.RECEIVED)
    make.invitation(path.request, path.supporter)
    text = desk.get(reverse("admin:index")).content.decode()

    assert f"ケース {case.number_text}" in text
    assert make.CLIENT_NAME not in text


def test_pages_of_each_table_open(desk, path):
    assignment = path.active()
    visit = make.visit(assignment)
    rows = [path.request, assignment.invitation, assignment, visit, path.request.case,
            path.request.case.family.get(), path.request.case.consents.first()]  # fmt: skip
    for row in rows:
        meta = row._meta
        base = f"admin:{meta.app_label}_{meta.model_name}"
        assert desk.get(reverse(f"{base}_changelist")).status_code == 200
        assert desk.get(change(row)).status_code == 200
        assert desk.get(reverse(f"{base}_history", args=[row.pk])).status_code == 200
