"""Staff pages: the team alone reads a case, and each button does its action (rule D6)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch.actions.reports import answer_question, ask_about_report
from dispatch.cases.enums import TeamRole
from dispatch.cases.models import Case, CaseTeam
from dispatch.enums import AssignmentState, InvitationState, ReportState, RequestState
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Invitation, Visit
from dispatch.notices_records import staff_to_tell
from dispatch.queries.owners import owner_of_case
from foundation import clock
from foundation.audit.models import AccessLog
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.models import Body
from foundation.organizations.permissions import Role
from supporters.models import Supporter
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
        told = Desk(world.member(Role.ADMINISTRATOR)).get(reverse("admin:index")).content.decode()
        assert f"ケース {case.number_text}：{other.user}さん" in told
        assert "本人から電話があった" not in told

    def test_the_administrator_changes_the_team_without_reading(self, world, case, frozen):
        desk = Desk(world.member(Role.ADMINISTRATOR))
        new = world.member(Role.COORDINATOR)
        url = reverse("admin:case_team", args=[case.pk])

        desk.post(url, {"user": new.user.pk, "role": "coordinator"})

        assert case.team.filter(user=new.user).exists()
        assert make.CLIENT_NAME not in desk.get(url).content.decode()
        assert desk.get(change(case)).status_code == 403

    def test_only_those_who_may_work_cases_are_offered_for_a_team(self, world, case, frozen):
        able = {world.member(role).user for role in (Role.COORDINATOR, Role.APPROVER)}
        for role in (Role.VIEWER, Role.CLERK, Role.RECEPTION):
            world.member(role)
        left = world.member(Role.COORDINATOR)
        left.valid_through = on_day(NOW) - timedelta(days=1)
        left.save()
        desk = Desk(world.member(Role.ADMINISTRATOR))

        form = desk.get(reverse("admin:case_team", args=[case.pk])).context["form"]

        offered = set(form.fields["user"].queryset)
        assert able <= offered
        assert offered - able == {case.team.get().user}

    def test_a_case_whose_only_member_left_is_in_the_administrators_alarm(
        self, world, case, coordinator, frozen
    ):
        desk = Desk(world.member(Role.ADMINISTRATOR))
        alarm = f"ケース {case.number_text} に担当がいません"
        pages = [reverse("admin:index"), reverse("admin:case_teams")]
        assert alarm not in desk.get(pages[0]).content.decode()
        assert "担当なし" not in desk.get(pages[1]).content.decode()

        coordinator.valid_through = on_day(NOW) - timedelta(days=1)
        coordinator.save()

        assert alarm in desk.get(pages[0]).content.decode()
        assert "担当なし" in desk.get(pages[1]).content.decode()

    def test_a_case_whose_coordinator_left_is_taken_by_a_colleague(self, world, case, coordinator):
        """Whoever left is neither told of the case nor given its work."""
        decider, new = world.member(Role.APPROVER), world.member(Role.COORDINATOR)
        make.on_team(case, decider.user, TeamRole.APPROVER)
        url, desk = reverse("admin:cases_untaken"), Desk(new)
        assert case.number_text not in desk.get(url).content.decode()
        assert coordinator.user in staff_to_tell(case.pk, None, NOW)
        coordinator.valid_through = on_day(NOW) - timedelta(days=1)
        coordinator.save()
        assert owner_of_case(case.pk, NOW) is None
        assert case.number_text in desk.get(url).content.decode()

        desk.post(url, {"case": case.pk})

        assert desk.get(change(case)).status_code == 200
        assert owner_of_case(case.pk, clock.now()) == new.user.pk
        told = staff_to_tell(case.pk, None, clock.now())
        assert set(told) == {decider.user, new.user}

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

    # address → names of the candidates, the filters shown, how many live for elsewhere
    AREAS = [
        ("", ["山田 花子", "北部 一子"], ["地区：北部"], 1),
        ("?area=", ["山田 花子", "北部 一子", "南部 二子"], [], 0),
        ("?area=南部", ["山田 花子", "南部 二子"], ["地区：南部"], 1),
        ("?weekday=5", ["山田 花子", "北部 一子"], ["地区：北部", "曜日：土"], 1),
        ("?area=&weekday=0", ["山田 花子", "北部 一子", "南部 二子"], ["曜日：月"], 0),
        ("?sex=male", [], ["地区：北部", "性別の希望：男"], 0),
        ("?area=&day=R8.10.10&starts=14:00&ends=15:00",
         ["山田 花子", "北部 一子", "南部 二子"],
         ["日時：令和8年10月10日（土）午後2時〜午後3時"], 0),
    ]  # fmt: skip

    @pytest.fixture
    def board(self, path, program) -> str:
        """The board of a request for 北部, with one supporter who goes anywhere."""
        DispatchRequest.objects.update(place_area="北部")
        for name, area in (("北部 一子", "北部"), ("南部 二子", "南部")):
            one = make_supporters.supporter(program, make_supporters.person(name))
            Supporter.objects.filter(pk=one.pk).update(areas=[area])
        return reverse("admin:dispatch_candidates", args=[path.request.pk])

    @pytest.mark.parametrize(("query", "names", "filters", "elsewhere"), AREAS)
    def test_start_with_the_area_of_the_request(
        self, desk, board, query, names, filters, elsewhere
    ):
        page = desk.get(board + query)

        text = page.content.decode()
        assert {one.supporter.name for one in page.context["candidates"]} == set(names)
        assert [f"{one.label}：{one.value}" for one in page.context["in_force"]] == filters
        assert all(one in text for one in filters)
        assert page.context["elsewhere"] == elsewhere
        assert ("ほかに1人が、地区の条件を外すと" in text) == bool(elsewhere)

    def test_every_filter_is_taken_away_by_its_link_and_the_rest_stays(self, desk, board):
        query = "?area=南部&weekday=5&day=R8.10.10&starts=14:00&ends=15:00"
        shown = desk.get(board + query).context["in_force"]

        left = {
            one.label: [
                f"{rest.label}" for rest in desk.get(board + one.without).context["in_force"]
            ]
            for one in shown
        }

        assert left == {
            "地区": ["曜日", "日時"], "曜日": ["地区", "日時"], "日時": ["地区", "曜日"],
        }  # fmt: skip

    def test_asking_keeps_the_filters(self, desk, board, path):
        answer = desk.post(
            f"{board}?area=",
            {"supporter": path.supporter.pk, "area": "北部", "when": "土曜",
             "outline": "話し相手", "days": "5"},
        )  # fmt: skip

        assert Invitation.objects.get().area == "北部"
        assert answer.headers["Location"] == f"{board}?area="

    @pytest.mark.parametrize("nobody", ["undecided", "withdrawn", "filled"])
    def test_offer_nobody_to_tick_while_nobody_can_be_asked(
        self, desk, path, case, program, nobody
    ):
        url = reverse("admin:dispatch_candidates", args=[path.request.pk])
        assert 'name="supporter"' in desk.get(url).content.decode()
        if nobody == "undecided":
            DispatchRequest.objects.update(state=RequestState.RECEIVED, decided_on=None)
        elif nobody == "withdrawn":
            case.consents.update(withdrawn_at=NOW)
        else:
            make.assignment(path.request, make_supporters.supporter(program))

        page = desk.get(url)

        assert page.context["candidates"]
        assert page.context["missing"].sentence
        assert "いまは要請できません" in page.content.decode()
        assert 'name="supporter"' not in page.content.decode()
        assert "選んだ人に要請する" not in page.content.decode()

    def test_keep_the_ticks_when_something_is_missing(self, desk, path, program):
        other = make_supporters.supporter(program)
        url = reverse("admin:dispatch_candidates", args=[path.request.pk])

        page = desk.post(url, {"supporter": [other.pk], "area": "北部", "when": "土曜"})

        ticked = re.findall(r'name="supporter" value="(\d+)"[^>]* checked', page.content.decode())
        assert ticked == [str(other.pk)]
        assert page.context["form"].errors
        assert not Invitation.objects.exists()

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

        with django_assert_num_queries(19):
            desk.get(url)


class TestRecords:
    def test_a_consent_says_what_may_be_told_and_names_its_wording_without_a_way_to_it(
        self, desk, case
    ):
        """The wordings are the administrators': a link would lead to a closed page."""
        consent = case.consents.filter(client__isnull=False).get()
        consent.scope = {"name": ["supporter", "meeting"], "sex": ["supporter"]}
        consent.save()

        text = " ".join(desk.get(change(consent)).content.decode().split())

        assert "サポーター：氏名、性別<br>関係機関：なし<br>支援会議：氏名" in text
        assert str(consent.text) in text
        assert reverse("admin:cases_supportconsenttext_change", args=[consent.text_id]) not in text

    def test_a_request_says_nothing_about_its_conditions_before_they_are_decided(self, desk, path):
        words = "有効と見込まれる"
        assert words in desk.get(change(path.request)).content.decode()

        DispatchRequest.objects.update(state=RequestState.RECEIVED, decided_on=None)

        assert words not in desk.get(change(path.request)).content.decode()

    def test_a_report_leads_to_its_case_and_is_not_keyed_a_second_time(self, desk, path, at):
        visit = make.visit(path.active())
        at(visit.ends_at)
        report = ActivityReport.objects.create(
            visit=visit, supporter=visit.supporter, starts_at=visit.starts_at,
            ends_at=visit.ends_at, content="散歩", policy="continue", state="submitted",
            submitted_at=visit.ends_at, reported_on=visit.ends_at.date(),
        )  # fmt: skip
        desk = Desk(desk.membership)

        assert change(path.request.case) in desk.get(change(report)).content.decode()
        keyed = desk.get(reverse("admin:dispatch_visit_key_report", args=[visit.pk]), follow=True)
        assert "この報告は、すでに提出されています。" in keyed.content.decode()
        assert "今はできません" in keyed.content.decode()
        assert "提出された報告を開く" in keyed.content.decode()
        assert 'name="content"' not in keyed.content.decode()

    @pytest.mark.parametrize(("asked_by", "to"), [("person", "本人"), ("family", "家族（父母）")])
    def test_the_page_of_a_letter_says_which_and_to_whom_without_a_name(
        self, desk, path, asked_by, to
    ):
        DispatchRequest.objects.update(requested_by=asked_by)
        url = reverse("admin:dispatch_dispatchrequest_letter", args=[path.request.pk])

        page = desk.get(url)

        assert page.context["facts"] == [("文書", "派遣承認通知書"), ("あて先", to)]
        assert make.CLIENT_NAME not in page.content.decode()

    def test_a_new_case_opens_today_and_goes_on_with_its_own_page(self, desk, program):
        url = reverse("admin:cases_case_add")
        form = desk.get(url).context["adminform"].form
        sent = {"program": program.pk, "opened_on": "R8.10.1", "consulting_office": ""}

        answer = desk.post(url, sent)

        assert form.initial["opened_on"] == clock.today()
        assert answer.headers["Location"] == change(Case.objects.order_by("-pk").first())

    def test_a_question_about_numbers_shows_their_unit(self, desk, path):
        url = reverse("admin:dispatch_assignment_visits", args=[path.active().pk])

        text = desk.get(url).content.decode()

        assert re.search(r'name="count"[^>]*><span>回</span>', text)


def test_the_dashboard_names_what_waits(desk, case, path):
    make.request(case, desk.membership.user, state=RequestState.RECEIVED)
    make.invitation(path.request, path.supporter)
    text = desk.get(reverse("admin:index")).content.decode()

    assert f"ケース {case.number_text}" in text
    assert make.CLIENT_NAME not in text


def test_the_dashboard_says_where_a_question_stands(desk, path, at):
    visit = make.visit(path.active(), NOW - timedelta(days=1))
    report = ActivityReport.objects.create(
        visit=visit, supporter=visit.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        content="散歩", policy="continue", state="submitted", submitted_at=NOW,
        reported_on=on_day(NOW),
    )  # fmt: skip
    doer = {"actor": Actor.staff(desk.membership.user), "now": NOW}

    def said() -> list[str]:
        text = desk.get(reverse("admin:index")).content.decode()
        return re.findall("質問の答え[^<]*", text)

    assert said() == []
    question = ask_about_report(report, text="どこまで行きましたか", **doer)
    assert said() == ["質問の答えを待っています"]
    answer_question(question, text="公園まで", **doer)
    assert said() == ["質問の答えが届いています"]


def test_visits_to_come_stand_first_and_the_latest_before_next(desk, path):
    days = {name: NOW + timedelta(days=shift)
            for name, shift in {"old": -40, "late": -2, "next": 1, "far": 30}.items()}  # fmt: skip
    assignment = path.active()
    rows = {name: make.visit(assignment, day) for name, day in days.items()}

    page = desk.get(reverse("admin:dispatch_visit_changelist"))

    found = [row.pk for row in page.context["cl"].result_list]
    assert found == [rows[name].pk for name in ("next", "far", "late", "old")]


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
