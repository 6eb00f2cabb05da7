"""Teams from the public form to matrix and yearly table (F5, R-20 to R-28)."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory, ProgramFactory
from tests.factories.trainings import (
    AttendanceFactory,
    CourseFactory,
    ProgramSpecFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import cancel_application
from trainings.actions.teams import (
    HandedIn,
    NewMember,
    NewTeam,
    decide_team,
    place_member,
    record_homework,
    replace_member,
    submit_team,
)
from trainings.enums import Allocation, Channel, RepeatTakers, WaitingMode
from trainings.enums_team import MemberCategory, TaskState
from trainings.facts import ApplyingAct
from trainings.models import Course, Submission, Team, TeamMember, TeamSubmission, TeamTask
from trainings.queries.teams import matrix_of
from trainings.team_preset import plan_team_course

pytestmark = pytest.mark.django_db
G, W, C = MemberCategory.values


def members(*categories: str) -> list[NewMember]:
    return [
        NewMember(f"構成員 {i}", category, is_leader=i == 0, affiliation="福祉課")
        for i, category in enumerate(categories)
    ]


@pytest.fixture
def course(aoba) -> Course:
    program = ProgramFactory()
    spec = ProgramSpecFactory(program=program, repeat_takers=RepeatTakers.ALLOWED)
    return CourseFactory(
        program=program,
        spec=spec,
        capacity=6,
        channels=[Channel.TEAM],
        waiting_mode=WaitingMode.ACCEPT_AT_ONCE,
    )


def send(course, clerk, *categories, name="中央", town=None) -> Submission:
    team = NewTeam(town or MunicipalityFactory(), name, members(*categories))
    act = ApplyingAct(channel=Channel.TEAM, contact_name="連絡 係", contact_phone="0312345678")
    return submit_team(course, team, act, actor=clerk, now=NOW)


def states(submission) -> list[str]:
    return list(submission.applications.order_by("id").values_list("state", flat=True))


def test_a_team_is_accepted_or_waits_as_a_whole(course, clerk):
    first = send(course, clerk, G, W, C, G)
    second = send(course, clerk, G, W, C)

    assert states(first) == ["accepted"] * 4
    assert states(second) == ["waiting"] * 3  # two seats are left: nobody of three
    assert [m.category for m in first.team.members.all()] == [G, W, C, G]
    assert first.team.members.get(is_leader=True).category == G


def test_freed_seats_go_to_a_whole_team(course, clerk):
    first, second = send(course, clerk, G, W, C, G), send(course, clerk, G, W, C)

    cancel_application(first.applications.first(), reason="転出", actor=clerk, now=NOW)

    assert states(second) == ["accepted"] * 3


@pytest.mark.parametrize("categories", [(W, G), (G,), (G,) * 7])
def test_what_is_no_team_is_refused_and_nothing_is_stored(course, clerk, categories):
    with pytest.raises(Refused):
        send(course, clerk, *categories)

    assert not Submission.objects.exists()


def test_a_course_without_the_channel_takes_no_teams(course, clerk):
    course.channels = [Channel.WEB]
    course.save()

    with pytest.raises(Refused, match="チームでの申込を受け付けていません"):
        send(course, clerk, G, W)


def test_the_database_keeps_the_leader_from_the_government(course, clerk):
    team = send(course, clerk, G, W).team
    other = team.members.get(category=W)

    with pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.objects.filter(pk=other.pk).update(is_leader=True, category=W)


def test_a_member_is_replaced_in_the_same_seat(course, clerk):
    team = send(course, clerk, G, W, C, G, G, G).team
    waiting = send(course, clerk, G, W)
    leaving = team.members.get(category=C)

    new = replace_member(
        leaving, NewMember("後任 花子", W), reason="人事異動", actor=clerk, now=NOW
    )

    leaving.refresh_from_db()
    assert (leaving.application.state, new.application.state) == ("cancelled", "accepted")
    assert new.application.person is not None
    assert (new.replaces, leaving.left_on) == (leaving, date(2026, 10, 1))
    assert states(waiting) == ["waiting"] * 2


def test_a_waiting_member_keeps_the_place_in_the_queue(course, clerk):
    send(course, clerk, G, W, C, G, G, G)
    waiting = send(course, clerk, G, W).team
    member = waiting.members.get(category=W)

    new = replace_member(member, NewMember("後任", C), reason="異動", actor=clerk, now=NOW)

    assert new.application.queued_at == member.application.queued_at


def test_who_replaces_the_leader_leads_and_is_from_the_government(course, clerk):
    team = send(course, clerk, G, W).team
    leader = team.members.get(is_leader=True)

    with pytest.raises(Refused, match="行政職員"):
        replace_member(leader, NewMember("後任", W), reason="異動", actor=clerk, now=NOW)
    with pytest.raises(Refused, match="理由"):
        replace_member(leader, NewMember("後任", G), reason=" ", actor=clerk, now=NOW)
    new = replace_member(leader, NewMember("後任", G), reason="異動", actor=clerk, now=NOW)

    assert new.is_leader


def test_who_takes_the_seat_of_a_guest_comes_from_the_same_municipality(course, clerk):
    member = send(course, clerk, G, W).team.members.get(category=W)
    town = MunicipalityFactory(name="となり町")
    member = place_member(member, town, actor=clerk, now=NOW)

    new = replace_member(member, NewMember("後任", W), reason="異動", actor=clerk, now=NOW)

    assert (member.town, new.town) == (town, town)
    back = place_member(new, new.team.municipality, actor=clerk, now=NOW)
    assert (back.municipality, back.town) == (None, new.team.municipality)


def test_a_clerk_decides_a_team_at_once(course, clerk):
    course.allocation = Allocation.APPROVAL
    course.save()
    team = send(course, clerk, G, W, C).team

    decide_team(team, "declined", reason="今年度の参加は1チームまでのため", actor=clerk, now=NOW)

    assert states(team.submission) == ["declined"] * 3
    with pytest.raises(Refused, match="いません"):
        decide_team(team, "accepted", actor=clerk, now=NOW)


def test_the_matrix_shows_homework_attendance_and_visits(course, clerk):
    team, other = send(course, clerk, G, W).team, send(course, clerk, G, W).team
    task = TeamTask.objects.create(course=course, title="セルフチェック", due_on=date(2026, 9, 30))
    later = TeamTask.objects.create(course=course, title="ネットワーク図", due_on=date(2026, 12, 1))
    file = SimpleUploadedFile("check.pdf", b"%PDF-1.7")
    record_homework(team, task, HandedIn(file=file), actor=clerk, now=NOW)
    with pytest.raises(Refused, match="直してほしい点"):
        record_homework(team, later, HandedIn(TaskState.RETURNED), actor=clerk, now=NOW)
    AttendanceFactory(application=team.members.first().application)
    AttendanceFactory(application=None, session=course.sessions.first(), kind="observer", count=5)
    team.visits.create(visited_on=date(2026, 10, 1), visitors="県社協", content="課題の相談")

    matrix = matrix_of(course, date(2026, 10, 1))

    lines = {line.team: line for line in matrix.lines}
    assert [cell.words for cell in lines[team].cells] == ["提出", "未提出"]
    assert [cell.words for cell in lines[other].cells] == ["期限切れ", "未提出"]
    assert (lines[team].present, lines[team].visits, matrix.observers) == ((1,), 1, (5,))


def test_homework_of_another_course_is_refused(course, clerk):
    team = send(course, clerk, G, W).team
    task = TeamTask.objects.create(
        course=CourseFactory(program=course.program, spec=course.spec),
        title="別",
        due_on=date(2026, 12, 1),
    )

    with pytest.raises(Refused, match="別の研修"):
        record_homework(team, task, HandedIn(), actor=clerk, now=NOW)


def test_the_preset_has_four_days_with_homework(course, clerk):
    planned = plan_team_course(
        course.program, "チーム研修", date(2027, 6, 25), actor=clerk, now=NOW
    )

    sessions = list(planned.sessions.order_by("n"))
    assert [s.n for s in sessions] == [1, 2, 3, 4]
    assert TeamTask.objects.filter(course=planned).count() == 7
    assert planned.fiscal_year == 2027
    assert Channel.TEAM in planned.channels


# ── the public page ─────────────────────────────────────────────────────────────────────
@pytest.fixture
def visitor(settings, frozen) -> Client:
    settings.SASAE_FORM_MIN_SECONDS = 0
    return Client()


def typed(town, categories, leaders=(1,)) -> dict[str, str]:
    data = {
        "municipality": str(town.pk),
        "team_name": "中央",
        "contact_name": "連絡 係",
        "contact_phone": "03-1234-5678",
        "contact_email": "team@example.jp",
        "people": str(len(categories)),
    }
    for n, category in enumerate(categories, start=1):
        data |= {
            f"name_{n}": f"構成 {'一二三四五六七八九'[n - 1]}",
            f"category_{n}": category,
            f"affiliation_{n}": "福祉課",
        }
        if n in leaders:
            data[f"leader_{n}"] = "on"
    return data


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def token(visitor, address) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', visitor.get(address).content.decode())
    assert found is not None
    return found[1]


@pytest.fixture
def address(course) -> str:
    return reverse("team-apply", args=["aoba", course.public_code])


def test_a_team_applies_on_the_web(course, visitor, address):
    town = MunicipalityFactory()
    data = {**typed(town, (G, W, C)), "form_token": token(visitor, address)}

    check = visitor.post(address, {**data, "step": "check"})
    sent = visitor.post(address, {**hidden(check.content.decode()), "step": "send"})

    assert sent.status_code == 302, sent.content.decode()
    assert "受け付けました" in visitor.get(sent.headers["Location"]).content.decode()
    team = Team.objects.get()
    assert (team.municipality, team.name, team.members.count()) == (town, "中央", 3)
    assert team.submission.channel == Channel.TEAM


def test_two_municipalities_make_a_team_together_on_the_web(course, visitor, address):
    home, guest = MunicipalityFactory(name="ここ町"), MunicipalityFactory(name="となり町")
    data = {**typed(home, (G, W, C)), "form_token": token(visitor, address), "step": "check"}
    data["partner_1"] = str(guest.pk)

    asked = visitor.post(address, data).content.decode()
    same = visitor.post(address, {**data, "partner_1": str(home.pk), "town_2": str(home.pk)})
    check = visitor.post(address, {**data, "town_3": str(guest.pk)}).content.decode()
    visitor.post(address, {**hidden(check), "step": "send"})

    assert "となり町の方を、それぞれの方の「市町村」の欄で選んでください。" in asked
    assert 'name="town_3"' in asked
    assert 'value="構成 三"' in asked, "nothing typed was lost"
    assert "別の市町村をお選びください" in same.content.decode()
    assert check.count("ここ町") == 3, "the team's own, and that of two members"
    towns = [member.town.name for member in Team.objects.get().members.order_by("id")]
    assert towns == ["ここ町", "ここ町", "となり町"]


def test_several_municipalities_make_a_team_together_on_the_web(course, visitor, address):
    towns = [MunicipalityFactory(name=f"{name}町") for name in ("ここ", "となり", "むかい", "おく")]
    data = {**typed(towns[0], (G, W, C, W)), "form_token": token(visitor, address)}
    data |= {"partner_1": str(towns[1].pk), "town_2": str(towns[1].pk), "partners": "1"}

    more = visitor.post(address, {**data, "step": "add_town"}).content.decode()
    data |= {"partners": "3", "partner_2": str(towns[2].pk), "partner_3": str(towns[3].pk)}
    asked = visitor.post(address, {**data, "step": "check"}).content.decode()
    data |= {"town_3": str(towns[2].pk), "town_4": str(towns[3].pk)}
    check = visitor.post(address, {**data, "step": "check"}).content.decode()
    back = visitor.post(address, {**hidden(check), "step": "back"}).content.decode()
    visitor.post(address, {**hidden(check), "step": "send"})

    assert 'name="partner_2"' in more
    assert "error-summary" not in more
    assert f'value="{towns[1].pk}" selected' in more, "what was chosen stays"
    assert "むかい町、おく町の方を、それぞれの方の「市町村」の欄で" in asked
    assert back.count(f'value="{towns[3].pk}" selected') == 2
    team = Team.objects.get()
    assert team.municipality == towns[0]
    assert [member.town for member in team.members.order_by("id")] == towns


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"partner_1": "x"}, "表示されている中から選び直してください。"),
        ({"partner_1": "0"}, "表示されている中から選び直してください。"),
        ({"partner_1": "9" * 30}, "表示されている中から選び直してください。"),
        ({"town_2": "x"}, "表示されている中から選び直してください。"),
        ({"town_2": "elsewhere"}, "表示されている中から選び直してください。"),
        ({"partners": "2", "partner_2": "guest"}, "この市町村は、すでに選ばれています。"),
        ({"partners": "2", "partner_2": "home"}, "チームの市町村とは別の市町村を"),
        ({"municipality": ""}, "選んでください"),
    ],
)
def test_what_cannot_be_a_municipality_of_a_team_loses_nothing(
    course, visitor, address, change, sentence
):
    towns = {"home": MunicipalityFactory(name="ここ町"), "guest": MunicipalityFactory()}
    towns["elsewhere"] = MunicipalityFactory(prefecture="ほかの県")
    data = {**typed(towns["home"], (G, W)), "form_token": token(visitor, address)}
    data |= {"partner_1": str(towns["guest"].pk), "town_2": str(towns["guest"].pk)}
    keys = {name: str(towns[key].pk) if key in towns else key for name, key in change.items()}

    answer = visitor.post(address, {**data, **keys, "step": "check"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "error-summary" in page
    assert sentence in page
    assert 'value="構成 二"' in page, "nothing typed was lost"
    assert not Team.objects.exists()


def test_eight_people_get_a_proposal_and_become_two_teams(course, visitor, address):
    course.capacity = None
    course.save()
    categories = (G, G, W, W, W, W, C, C)
    data = typed(MunicipalityFactory(), categories, leaders=(1, 2))
    data |= {"form_token": token(visitor, address), "step": "check"}
    data |= {f"team_{n}": "1" for n in range(1, 9)}

    page = visitor.post(address, data).content.decode()
    proposed = re.findall(r'name="team_(\d)".*?<option value="(\d)" selected', page, re.DOTALL)
    data |= {f"team_{n}": number for n, number in proposed}
    check = visitor.post(address, data)
    visitor.post(address, {**hidden(check.content.decode()), "step": "send"})

    assert "2チームに" in page
    assert sorted(team.members.count() for team in Team.objects.all()) == [4, 4]
    assert Submission.objects.count() == 2


def test_one_more_row_is_added_without_errors(course, visitor, address):
    page = visitor.post(address, {"people": "4", "step": "add"}).content.decode()

    assert 'name="name_5"' in page
    assert "error-summary" not in page


@pytest.mark.parametrize("bad", ["-1", "x", "9" * 30, "999"])
def test_a_made_up_number_of_rows_does_no_harm(course, visitor, address, bad):
    for name, step in (("people", "check"), ("people", "add"), ("partners", "add_town")):
        assert visitor.post(address, {name: bad, "step": step}).status_code == 200


def test_courses_without_teams_say_so(course, visitor):
    other = CourseFactory()

    answer = visitor.get(reverse("team-apply", args=["aoba", other.public_code]))

    assert answer.status_code == 409


# ── staff pages ─────────────────────────────────────────────────────────────────────────
def test_staff_record_homework_and_replace_members(world, course, clerk, frozen):
    team = send(course, clerk, G, W).team
    guest = MunicipalityFactory(name="となり町", prefecture=team.municipality.prefecture)
    task = TeamTask.objects.create(course=course, title="ふりかえり", due_on=date(2026, 9, 1))
    desk = Desk(world.member())

    desk.post(
        reverse("admin:trainings_team_homework", args=[team.pk]),
        {
            "task": task.pk,
            "state": "submitted",
            "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"),
        },
    )
    row = TeamSubmission.objects.get()
    download = desk.get(reverse("admin:team_homework_file", args=[row.pk]))
    bad = desk.post(
        reverse("admin:trainings_team_homework", args=[team.pk]),
        {"task": task.pk, "state": "submitted", "file": SimpleUploadedFile("a.html", b"<b>")},
    )
    replaced = desk.post(
        reverse("admin:trainings_team_replace", args=[team.pk]),
        {
            "leaving": team.members.get(category=W).pk,
            "name": "後任 太郎",
            "category": C,
            "affiliation": "相談支援センター",
            "reason": "人事異動",
        },
    )

    placed = desk.post(
        reverse("admin:trainings_team_place", args=[team.pk]),
        {"member": team.members.get(category=C).pk, "municipality": guest.pk},
    )

    assert placed.status_code == 302
    assert b"".join(download.streaming_content) == b"%PDF-1.7 x"
    assert "attachment" in download.headers["Content-Disposition"]
    assert "画像のファイル" in bad.content.decode()
    assert replaced.status_code == 302
    page = desk.get(reverse("admin:trainings_team_change", args=[team.pk])).content.decode()
    assert "後任 太郎" in page
    assert "となり町" in page
    assert "提出" in desk.get(reverse("admin:team_matrix", args=[course.pk])).content.decode()
    courses = desk.get(reverse("admin:team_courses")).content.decode()
    assert course.title in courses
    for table in ("teams", "participation"):
        assert reverse("admin:report_table", args=[table]) in courses


def test_the_preset_is_made_on_a_page(world, course, frozen):
    desk = Desk(world.member())
    address = reverse("admin:team_course_plan")

    bad = desk.post(address, {"program": course.program_id, "title": "x", "first_day": "平成"})
    made = desk.post(
        address,
        {"program": course.program_id, "title": "チーム研修", "first_day": "令和9年6月25日"},
    )

    assert bad.status_code == 200
    assert made.status_code == 302
    assert Course.objects.filter(title="チーム研修", state="draft").count() == 1


def test_other_organizations_and_roles_stay_outside(world, course, clerk, frozen):
    team = send(course, clerk, G, W).team
    task = TeamTask.objects.create(course=course, title="x", due_on=NOW.date() + timedelta(days=1))
    pages = [
        reverse("admin:trainings_team_change", args=[team.pk]),
        reverse("admin:trainings_team_replace", args=[team.pk]),
        reverse("admin:trainings_teamtask_change", args=[task.pk]),
        reverse("admin:team_matrix", args=[course.pk]),
        reverse("admin:team_homework_file", args=[1]),
    ]
    stranger = Desk(world.member(organization=world.wakaba))
    viewer = Desk(world.member(Role.VIEWER))

    assert {stranger.get(page).status_code for page in pages} == {404}
    assert viewer.get(pages[0]).status_code == 403
