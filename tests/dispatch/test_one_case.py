"""What dispatch brings when cases and supporters are erased, kept, merged, disclosed (G2, T34)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from dispatch.actions.disclosure import disclose_case
from dispatch.cases.actions.cases import reopen_case
from dispatch.cases.actions.stopping import allow_use, stop_use
from dispatch.cases.disclosure import LEFT_OUT
from dispatch.cases.erasing import CASE
from dispatch.cases.models import Case, CaseFile, CaseTeam, Client, FamilyException, FamilyMember
from dispatch.erasing import REQUEST
from dispatch.models import (
    ActivityReport,
    CareCheck,
    CaseMeeting,
    ContactNote,
    DispatchLetter,
    DispatchRequest,
    Guidance,
    Incident,
    IncidentMeasure,
    IncidentReport,
    Invitation,
    Payment,
    Veto,
    Visit,
)
from dispatch.queries.standing import why_consent_is_missing
from dispatch.redaction import BLACK, third_parties
from foundation.audit.models import AccessLog
from foundation.documents.actions.printing import queue_print
from foundation.documents.storage import attach_pdf
from foundation.jobs.execution import run_job
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.people import erasing, retention
from foundation.people.actions.erasure import erase_person, erase_root
from foundation.people.actions.merging import merge_people, preview_merge
from foundation.people.actions.people import update_person
from foundation.people.actions.retention import approve_erasure, propose_erasure, run_erasure
from foundation.people.disclosure import sections_of
from foundation.people.enums import Basis, ErasureState
from foundation.people.jobs import remove_files
from foundation.people.models import Erasure
from foundation.people.retention import due_roots
from foundation.refusals import Refused
from reports.asking import Ask
from reports.figures.activity import ACTIVE, MINUTES
from reports.figures.dispatch import REPORTS, REQUESTS, VISITS
from reports.queries.counting import count
from supporters.enums import RegistrationState
from supporters.models import Registration, Supporter
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.foundation.people.test_erasing import dump

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)
CLIENT: dict[str, Any] = {
    "name": "隠岐 瑠璃之介", "kana": "おき るりのすけ", "birth_date": date(1988, 11, 23),
    "postcode": "9870321", "address": "みどり県あおば市隠岐台五丁目7", "phone": "0229873333",
    "email": "ruri.oki@example.jp", "contact_note": "隠岐の件とだけ伝える", "area": "隠岐台",
}  # fmt: skip
MOTHER = {"name": "隠岐 瑠璃江", "phone": "0229874444", "address": "みどり県あおば市別所一丁目1"}
TOLD = "喫茶瑠璃の奥の席"


def test_nothing_of_dispatch_is_left_out():
    ours = {label for label in erasing.unreached() if label.split(".")[0] in ("cases", "dispatch")}
    assert ours == set()


# ── a case with everything ───────────────────────────────────────────────────────────────────


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def kind() -> str:
    register_kind("dispatch.test", "試験", "{name}様 {what}")
    return "dispatch.test"


@pytest.fixture
def full(media, path, case, coordinator, doer, kind) -> Case:
    """A closed case of which every table of cases and dispatch holds something."""
    Client.objects.filter(case=case).update(**CLIENT)
    mother = case.family.get()
    FamilyMember.objects.filter(pk=mother.pk).update(**MOTHER)
    CaseFile.objects.filter(case=case).update(
        consultation=f"{TOLD}で母の隠岐 瑠璃江さんと会う", life_history=TOLD, medical_history=TOLD,
        wishes=TOLD, aims=TOLD,
    )  # fmt: skip
    consent = case.consents.get(client__isnull=False)
    consent.signed_name, consent.witness = CLIENT["name"], "隠岐 立会"
    consent.original_place, consent.withdrawal_note = f"{CLIENT['name']}の綴り", TOLD
    consent.scan = default_storage.save("consents/c.pdf", ContentFile(b"%PDF-"))
    consent.save()
    FamilyException.objects.create(
        case=case, reason_kind="not_asked", reason=TOLD, decided_on=TODAY, ended_on=TODAY,
        decided_by=coordinator.user,
    )  # fmt: skip
    CaseTeam.objects.create(
        case=case, user=coordinator.user, role="break_glass", reason=TOLD,
        starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1),
    )  # fmt: skip
    _dispatched(path, doer)
    _written_beside(case, path, coordinator)
    _sent(path.request, case, doer, kind)
    DispatchRequest.objects.filter(pk=path.request.pk).update(
        purpose=TOLD, place_area=CLIENT["area"], wished_times=TOLD, supporter_wishes=TOLD,
        decision_reason=TOLD, state="closed", ended_on=TODAY, end_reason=TOLD,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(
        state="closed", closed_on=TODAY, state_reason=TOLD, stop_use=True, stop_use_reason=TOLD
    )
    return Case.objects.get(pk=case.pk)


def _dispatched(path: Any, doer: dict[str, Any]) -> None:
    sent = path.active(plan=TOLD, state="ended", ended_on=TODAY, state_reason=TOLD)
    Invitation.objects.filter(pk=sent.invitation_id).update(
        area=CLIENT["area"], when=TOLD, outline=TOLD, answer_note=TOLD, state_reason=TOLD
    )
    make.agreement_request(sent, answer="change", answered_at=NOW, wish=TOLD)
    visit = make.visit(
        sent, starts_at=NOW - timedelta(days=3), place=TOLD, state="done", state_reason=TOLD
    )
    words = ("content", "record", "next_plan", "future_content", "other_policy", "remarks")
    report = ActivityReport.objects.create(
        visit=visit, supporter=path.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        place=TOLD, other_type=TOLD, policy="continue", reported_on=TODAY, submitted_at=NOW,
        state="answered", activity_types=["visit"], **dict.fromkeys(words, TOLD),
    )  # fmt: skip
    Guidance.objects.create(
        report=report, given_at=NOW, given_by_id=doer["actor"].user_id, text=TOLD, answer=TOLD
    )
    letter = DispatchLetter.objects.create(
        kind="approval", request=path.request, number_text="第77号", issued_on=TODAY,
        snapshot={"name": CLIENT["name"]}, medium="paper",
    )  # fmt: skip
    attach_pdf(letter, b"%PDF " + CLIENT["name"].encode())
    queue_print("dispatch.letter", letter, title=f"{CLIENT['name']}様の通知", actor=doer["actor"])


def _written_beside(case: Case, path: Any, coordinator: Any) -> None:
    ContactNote.objects.create(
        program=case.program, case=case, kind="report", medium="phone", counterpart="family",
        happened_at=NOW, text=TOLD, written_by=coordinator.user, answer=TOLD, answered_at=NOW,
    )  # fmt: skip
    ContactNote.objects.create(
        program=case.program, assignment=path.request.assignments.get(), kind="inform",
        medium="page", counterpart="supporter", happened_at=NOW, text=TOLD,
        supporter=path.supporter,
    )  # fmt: skip
    CaseMeeting.objects.create(
        case=case, held_on=TODAY, place=TOLD, people=CLIENT["name"], client_part="present",
        wishes=TOLD, decisions=TOLD, recorded_by=coordinator.user,
    )  # fmt: skip
    Veto.objects.create(case=case, supporter=path.supporter, reason=TOLD, ended_on=TODAY)
    incident = Incident.objects.create(
        program=case.program, case=case, reference="INCIDENT", kind="incident", harm="none",
        category="injury", occurred_at=NOW, known_at=NOW, place=TOLD, account=TOLD, response=TOLD,
        recorded_by=coordinator.user, closed_at=NOW, closing_note=TOLD,
    )  # fmt: skip
    IncidentReport.objects.create(
        incident=incident, step="full", reported_at=NOW, told=TOLD, text=TOLD, cause=TOLD,
        prevention=TOLD, reported_by=coordinator.user,
    )  # fmt: skip
    IncidentMeasure.objects.create(
        incident=incident, text=TOLD, due_on=TODAY, done_on=TODAY, outcome=TOLD
    )
    visit = Visit.objects.get(assignment__request__case=case)
    CareCheck.objects.create(
        supporter=path.supporter, visit=visit, answered_at=NOW, strain=4, talked_on=TODAY,
        talked_by=coordinator.user, talk_note=TOLD,
    )  # fmt: skip
    Payment.objects.create(
        program=case.program, supporter=path.supporter, visit=visit, mode="actual_cost",
        amount=420, cost_note=TOLD, settled_at=NOW, settled_by=coordinator.user, voided_at=NOW,
        void_reason=TOLD,
    )  # fmt: skip


def _sent(request: DispatchRequest, case: Case, doer: dict[str, Any], kind: str) -> None:
    message = Message(kind, {"name": CLIENT["name"], "what": TOLD}, calendar=b"BEGIN:VCALENDAR")
    way = {name: CLIENT[name] for name in ("name", "email", "phone", "postcode", "address")}
    queue_notice(message, target=request, recipient=Recipient(**way), **doer)
    task = NewTask("call", f"{CLIENT['name']}様に電話", TODAY, phone=CLIENT["phone"])
    create_task(task, target=case.team.first(), **doer)


def values() -> list[str]:
    texts = [str(value) for value in CLIENT.values() if not isinstance(value, date)]
    return [*texts, *MOTHER.values(), "1988-11-23", TOLD, "瑠璃之介", "瑠璃江", "隠岐"]


def figures() -> list[Any]:
    ask = Ask(2026, 2026, date(2027, 3, 31))
    counted = [count(figure, ask) for figure in (REQUESTS, VISITS, REPORTS, ACTIVE, MINUTES)]
    return [(one.values, one.people, one.all_people) for one in counted]


def erase(root: str, pk: int, actor: Actor) -> Erasure:
    return erase_root(root, pk, basis=Basis.RETENTION, actor=actor, now=NOW, line=None)


# ── erasure of a case ────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_nothing_of_an_erased_case(full, clerk, media):
    before = dump()
    assert [value for value in values() if value not in before] == []
    numbers, hashes = _kept()
    counted = figures()
    assert counted[1][0] != {}

    erase(CASE, full.pk, clerk)
    remove_files()

    text = dump()
    assert [value for value in values() if value in text] == []
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert _kept() == (numbers, hashes)
    assert figures() == counted


def _kept() -> tuple[list[Any], list[Any]]:
    numbers = [
        *Case.objects.values_list("number_text", "opened_on", "closed_on"),
        *DispatchRequest.objects.values_list("reference", "state", "decided_on"),
        *DispatchLetter.objects.values_list("number_text", "issued_on"),
        *Visit.objects.values_list("starts_at", "ends_at", "state"),
        *ActivityReport.objects.values_list("policy", "activity_types"),
    ]
    return numbers, list(DispatchLetter.objects.values_list("sha256", flat=True))


def test_an_erased_case_is_marked_and_never_written_again(full, clerk, doer, coordinator):
    erase(CASE, full.pk, clerk)
    full.refresh_from_db()
    assert full.purged_on == TODAY
    with pytest.raises(Refused) as refused:
        reopen_case(full, reason="また相談があった", **doer)
    assert refused.value.code == "case_erased"
    with pytest.raises(Refused):
        disclose_case(full, purpose="開示請求 第1号", **doer)


def test_the_case_beside_it_is_left_alone(full, program, clerk):
    other = make.consented_case(program)
    erase(CASE, full.pk, clerk)
    assert Client.objects.get(case=other).name == make.CLIENT_NAME
    assert CaseFile.objects.get(case=other).consultation != ""


def test_an_open_case_is_held_back(case, path, clerk):
    for change, code in (({}, "case_open"), ({"state": "closed", "closed_on": TODAY}, None)):
        Case.objects.filter(pk=case.pk).update(**change)
        with pytest.raises(Refused) as refused:
            erase(CASE, case.pk, clerk)
        assert refused.value.code == (code or "request_open")


def test_when_a_case_is_due(full, program):
    make.case(program)
    kind = next(one for one in retention.record_kinds() if one.code == "cases.case")
    assert sorted(held.ended_on is None for held in kind.find()) == [False, True]
    assert due_roots(CASE, date(2032, 3, 31)) == {}
    assert list(due_roots(CASE, date(2032, 4, 1))) == [full.pk]


def test_proposed_approved_and_run_by_three_people(full, world, at):
    clerk, approver, admin = (
        Actor.staff(world.member(role).user)
        for role in (Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR)
    )
    run = propose_erasure(CASE, date(2032, 4, 1), actor=clerk, now=NOW)
    assert Client.objects.get(case=full).name == CLIENT["name"]  # the dry run erases nothing
    with pytest.raises(Refused):
        approve_erasure(run, actor=clerk, now=NOW)
    approve_erasure(run, actor=approver, now=NOW)
    job = run_erasure(run, actor=admin, now=NOW)
    run_job.call(job.organization_id, job.pk)
    run.refresh_from_db()
    assert (run.state, run.lines.get().held_reason) == (ErasureState.DONE, "")
    assert Client.objects.get(case=full).name == ""


def test_who_erases_reads_the_number_and_no_name(full, world):
    clerk = world.member(Role.CLERK)
    run = propose_erasure(CASE, date(2032, 4, 1), actor=Actor.staff(clerk.user), now=NOW)
    for role in (Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR):
        page = Desk(world.member(role)).get(reverse("admin:erasure_lines", args=[run.pk]))
        shown = page.content.decode()
        assert page.status_code == 200
        assert full.number_text in shown
        assert "隠岐" not in shown


def test_a_request_of_a_body_is_a_root_of_its_own(program, coordinator, clerk, path):
    row = make.place_request(program, coordinator.user, purpose=TOLD)
    for pk in (row.pk, path.request.pk):
        with pytest.raises(Refused) as refused:
            erase(REQUEST, pk, clerk)
        assert refused.value.code == "request_open"
    DispatchRequest.objects.filter(pk=row.pk).update(state="closed", ended_on=TODAY)
    assert list(due_roots(REQUEST, date(2032, 4, 1))) == [row.pk]
    erase(REQUEST, row.pk, clerk)
    row.refresh_from_db()
    assert (row.purpose, row.ended_on) == ("", TODAY)


# ── a supporter ──────────────────────────────────────────────────────────────────────────────


def leave(supporter: Supporter) -> None:
    Registration.objects.filter(pk=supporter.registration_id).update(
        state=RegistrationState.WITHDRAWN, state_since=date(2026, 9, 1)
    )


def test_a_supporter_is_kept_while_the_case_is(full, path, clerk):
    leave(path.supporter)
    person = path.supporter.person
    with pytest.raises(Refused) as refused:
        erase_person(person, basis=Basis.REQUEST, actor=clerk, now=NOW)
    assert refused.value.code == "record_of_a_case"
    kind = next(one for one in retention.record_kinds() if one.code == "dispatch.activity")
    assert [held.ended_on for held in kind.find()] == [None]

    erase(CASE, full.pk, clerk)
    assert [held.ended_on for held in kind.find()] == [TODAY]
    erase_person(person, basis=Basis.REQUEST, actor=clerk, now=NOW)


def test_a_running_dispatch_holds_the_supporter(path, clerk):
    path.active()
    leave(path.supporter)
    with pytest.raises(Refused) as refused:
        erase_person(path.supporter.person, basis=Basis.REQUEST, actor=clerk, now=NOW)
    assert refused.value.code == "dispatched"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_nothing_of_an_erased_supporter(program, supporter, coordinator, clerk, case):
    """Asked for a case and declined, sent to a place: their words go, days and counts stay."""
    own = "瑠璃色の手帳に書いた"
    asked = make.request(case, coordinator.user)
    make.invitation(
        asked, supporter, state="declined", answered_at=NOW, answer_note=own,
        deadline=NOW + timedelta(days=1),
    )  # fmt: skip
    Veto.objects.create(case=case, supporter=supporter, reason=own)
    place = make.place_request(program, coordinator.user, state="closed", ended_on=TODAY)
    sent = make.assignment(place, supporter, state="ended", ended_on=TODAY, state_reason=own)
    visit = make.visit(
        sent, starts_at=NOW - timedelta(days=3), state="excused", state_reason=own, place="x"
    )
    ActivityReport.objects.create(
        visit=visit, supporter=supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        content=own, state="draft",
    )  # fmt: skip
    leave(supporter)
    known = [own, supporter.person.name]
    before = dump()
    assert [value for value in known if value not in before] == []
    counted = figures()

    erase_person(supporter.person, basis=Basis.REQUEST, actor=clerk, now=NOW)

    text = dump()
    assert [value for value in known if value in text] == []
    assert figures() == counted
    assert Client.objects.get(case=case).name == make.CLIENT_NAME


def test_a_veto_holds_for_whoever_goes_on(program, case, clerk):
    live, former = make_supporters.supporter(program), make_supporters.supporter(program)
    Veto.objects.create(case=case, supporter=former, reason="近所", wished_by="client")
    leave(former)
    steps = [step.sentence for step in preview_merge(live.person, former.person).steps]
    assert "組み合わせない記録 1件を引き継ぎます。" in steps

    merge_people(live.person, former.person, actor=clerk, now=NOW)

    veto = Veto.objects.get(supporter=live)
    assert (veto.case, veto.reason, veto.wished_by) == (case, "近所", "client")


def test_visits_and_reports_of_a_moved_supporter_follow(path, clerk):
    """The supporter itself moves, so that what names it needs no step of its own."""
    visit = make.visit(path.active())
    lost = path.supporter.person
    kept = make_supporters.person(lost.name)
    merge_people(kept, lost, actor=clerk, now=NOW)
    visit.refresh_from_db()
    assert visit.supporter.person == kept


# ── stop of use ──────────────────────────────────────────────────────────────────────────────


def test_a_stop_of_use_holds_everything_the_same_second(path, case, doer, coordinator):
    visit = make.visit(path.active())
    stop_use(case, reason="利用停止請求 第2号", **doer)
    visit.refresh_from_db()
    assert visit.state == "on_hold"
    path.request.refresh_from_db()
    assert why_consent_is_missing(path.request, TODAY).code == "use_stopped"

    with pytest.raises(Refused):
        stop_use(Case.objects.get(pk=case.pk), reason="もう一度", **doer)
    allow_use(case, **doer)
    path.request.refresh_from_db()
    assert why_consent_is_missing(DispatchRequest.objects.get(pk=path.request.pk), TODAY) is None
    visit.refresh_from_db()
    assert visit.state == "on_hold"  # the coordinator decides, visit by visit


def test_a_stop_needs_a_reason_and_a_member_of_the_team(case, doer, world):
    with pytest.raises(Refused) as refused:
        stop_use(case, reason=" ", **doer)
    assert refused.value.code == "reason_missing"
    stranger = Actor.staff(world.member(Role.COORDINATOR).user)
    with pytest.raises(Refused) as refused:
        stop_use(case, reason="請求", actor=stranger, now=NOW)
    assert refused.value.code == "not_on_team"


def test_a_stop_of_use_of_a_supporter_holds_the_visits(path, clerk):
    visit = make.visit(path.active())
    update_person(path.supporter.person, stop_use=True, actor=clerk, now=NOW)
    visit.refresh_from_db()
    assert visit.state == "on_hold"


# ── disclosure ───────────────────────────────────────────────────────────────────────────────


def printed(row: Any, black: Any) -> str:
    return repr([black.section(section) for section in sections_of(row)])


def test_the_client_reads_everything_and_nobody_else(full, path):
    text = printed(full, third_parties(full, full.client))
    for value in (CLIENT["name"], CLIENT["address"], TOLD, "第77号", "支援会議", "活動報告"):
        assert value in text, value
    for value in (
        "瑠璃江",
        "0229874444",
        "022-987-4444",
        MOTHER["address"],
        path.supporter.person.name,
    ):
        assert value not in text, value
    assert f"{BLACK}さんと会う" in text
    assert LEFT_OUT in text
    assert "隠岐" in text  # the family name is the client's own, too


def test_a_mother_reads_what_is_hers(full):
    mother = full.family.get()
    text = printed(mother, third_parties(full, mother))
    assert MOTHER["name"] in text
    for value in (TOLD, "瑠璃之介", CLIENT["phone"], CLIENT["address"]):
        assert value not in text, value


def test_what_is_the_clients_own_stays_readable(full):
    """A family called by a nickname that is part of the quarter's name."""
    FamilyMember.objects.filter(case=full).update(name="隠岐台 瑠璃江", phone="")
    Client.objects.filter(case=full).update(name="ひなた", area="隠岐台北")
    row = Case.objects.get(pk=full.pk)
    text = printed(row, third_parties(row, row.client))
    assert "隠岐台北" in text
    assert "瑠璃江" not in text


def test_further_words_are_blacked_out(full):
    text = printed(full, third_parties(full, full.client, ["喫茶瑠璃"]))
    assert "喫茶瑠璃" not in text
    assert f"{BLACK}の奥の席" in text


def test_the_print_is_logged_and_for_the_team_alone(full, doer, world):
    assert disclose_case(full, purpose="開示請求 第3号", **doer).startswith(b"%PDF")
    log = AccessLog.objects.get(action="print")
    assert (log.object_type, log.object_ids, log.purpose) == (CASE, [full.pk], "開示請求 第3号")
    stranger = Actor.staff(world.member(Role.COORDINATOR).user)
    with pytest.raises(Refused) as refused:
        disclose_case(full, purpose="開示請求 第3号", actor=stranger, now=NOW)
    assert refused.value.code == "not_on_team"
    other = make.case(full.program).family.get()
    with pytest.raises(Refused) as refused:
        disclose_case(full, other, purpose="開示請求 第3号", **doer)
    assert refused.value.code == "other_case"


def test_a_supporter_reads_the_own_part_without_the_clients(full, path):
    text = repr(sections_of(path.supporter.person))
    assert "派遣の要請" in text
    own = [s for s in sections_of(path.supporter.person) if s.title == "活動のあとの負担感"]
    assert "'4'" in repr(own)
    for value in ("瑠璃之介", "瑠璃江", CLIENT["address"]):
        assert value not in text, value


def test_the_buttons_of_a_case(full, coordinator, case):
    desk = Desk(coordinator)
    page = desk.get(reverse("admin:cases_case_change", args=[full.pk]))
    shown = page.content.decode()
    assert "本人データ一式を印刷" in shown
    assert "利用停止を解く" in shown
    assert "情報の消去を起案" not in shown  # a coordinator alone may not propose
