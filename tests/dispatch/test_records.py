"""報告・連絡・相談 and 支援会議: written by whom they belong to, read by the team alone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dispatch.actions.contact import SentNote, answer_note, send_note
from dispatch.actions.meetings import record_meeting, rewrite_meeting
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums_records import ClientPart, NoteKind
from dispatch.facts_records import MeetingFacts
from dispatch.models import CaseMeeting, ContactNote
from foundation.audit.models import AccessLog
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from supporters.actions.moves import suspend_registration
from tests.dispatch.phones import Phone
from tests.dispatch.test_staff_pages import change, press
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
WORDS = "少しお疲れのようすでした"


@pytest.fixture
def assignment(path):
    return path.active()


def theirs(assignment):
    return {"actor": Actor.supporter(assignment.supporter_id), "now": NOW}


@pytest.fixture
def note(assignment) -> ContactNote:
    return send_note(assignment, SentNote(NoteKind.CONSULT, WORDS), **theirs(assignment))


class TestNote:
    def test_of_a_supporter_reaches_the_coordinator(self, note, coordinator, case):
        task = Task.objects.get(kind="dispatch.read_note")

        assert task.title == f"サポーターからの相談を読む（ケース {case.number_text}）"
        assert task.owner == coordinator.user
        assert WORDS not in task.title
        assert note.case == case

    def test_sent_twice_is_one(self, assignment):
        sent = SentNote(NoteKind.REPORT, WORDS, token="t1")

        first = send_note(assignment, sent, **theirs(assignment))
        second = send_note(assignment, sent, **theirs(assignment))

        assert first == second
        assert ContactNote.objects.count() == 1

    def test_is_answered_by_a_mail_that_says_nothing_of_it(self, note, doer):
        answer_note(note, text="ゆっくりで大丈夫です", **doer)

        notice = Notice.objects.get(kind="dispatch.note_answered")
        assert "ゆっくり" not in notice.body
        assert notice.subject == "【あおば市】活動のお知らせ"
        assert not Task.objects.filter(kind="dispatch.read_note", done_at__isnull=True).exists()
        with pytest.raises(Refused) as refused:
            answer_note(note, text="もう一度", **doer)
        assert refused.value.code == "already_answered"

    def test_read_without_an_answer_tells_nobody(self, note, doer):
        answer_note(note, **doer)

        assert not Notice.objects.exists()

    def test_is_not_answered_by_a_stranger_to_the_case(self, note, world):
        stranger = Actor.staff(world.member(Role.COORDINATOR).user)

        with pytest.raises(Refused) as refused:
            answer_note(note, text="はい", actor=stranger, now=NOW)

        assert refused.value.code == "not_on_team"

    def test_is_refused_after_the_end_and_after_a_suspension(self, assignment, doer):
        assignment.state, assignment.ended_on = "ended", NOW.date()
        assignment.state_reason = "終了"
        assignment.save()
        sent = SentNote(NoteKind.INFORM, WORDS)
        with pytest.raises(Refused) as refused:
            send_note(assignment, sent, **theirs(assignment))
        assert refused.value.code == "ended"

        suspend_registration(assignment.supporter.registration, reason="確認のため", **doer)
        with pytest.raises(Refused) as refused:
            send_note(assignment, sent, **theirs(assignment))
        assert refused.value.code == "access_closed"


class TestOwnPage:
    def url(self, assignment) -> str:
        return f"/aoba/activity/assignments/{assignment.pk}/contact/"

    def test_takes_a_note_and_shows_it_with_its_answer(self, assignment, doer, frozen):
        phone = Phone().through(assignment.supporter)
        assert "担当に書いて送る" in phone.text(f"/aoba/activity/{assignment.supporter_id}/")
        page = phone.get(self.url(assignment))
        token = page.context["form"].initial["form_token"]

        for _ in range(2):
            phone.send(self.url(assignment), kind="consult", text=WORDS, form_token=token)
        answer_note(ContactNote.objects.get(), text="ゆっくりで", **doer)

        text = phone.text(self.url(assignment))
        assert WORDS in text
        assert "ゆっくりで" in text

    def test_shows_no_text_once_the_consent_is_gone(self, assignment, note, case, doer, frozen):
        answer_note(note, text="ゆっくりで", **doer)
        phone = Phone().through(assignment.supporter)
        withdraw_support_consent(case.consents.first(), **doer)

        text = phone.text(self.url(assignment))

        assert WORDS not in text
        assert "ゆっくりで" not in text

    def test_is_closed_to_another_supporter(self, assignment, program, frozen):
        other = make_supporters.supporter(program)

        answer = Phone().through(other).get(self.url(assignment))

        assert answer.status_code == 404


class TestMeeting:
    def test_is_planned_then_held_and_plans_the_next_one(self, case, doer, coordinator):
        meeting = record_meeting(case, MeetingFacts(held_on=date(2026, 10, 20)), **doer)
        task = Task.objects.get(kind="dispatch.prepare_meeting")
        assert task.due_on == date(2026, 10, 13)
        assert task.title == f"支援会議の準備（出席者・本人の希望）（ケース {case.number_text}）"

        later = {**doer, "now": NOW + timedelta(days=20)}
        held = MeetingFacts(
            held_on=date(2026, 10, 20), people="福祉課 担当\n本人", client_part=ClientPart.PRESENT,
            wishes="週1回は外に出たい", decisions="月2回の訪問を続ける", next_on=date(2027, 1, 20),
        )  # fmt: skip
        rewrite_meeting(meeting, held, **later)

        assert [str(m.held_on) for m in CaseMeeting.objects.order_by("held_on")] == [
            "2026-10-20", "2027-01-20",
        ]  # fmt: skip
        open_tasks = Task.objects.filter(kind="dispatch.prepare_meeting", done_at__isnull=True)
        assert [task.due_on for task in open_tasks] == [date(2027, 1, 13)]

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"decisions": "決めた", "held_on": date(2026, 10, 20)}, "meeting_in_future"),
            ({"decisions": "決めた"}, "people_missing"),
            ({"decisions": "決めた", "people": "福祉課"}, "client_part_missing"),
            ({"next_on": date(2026, 9, 1)}, "next_too_early"),
        ],
    )
    def test_is_refused_with_what_is_missing(self, case, doer, facts, code):
        with pytest.raises(Refused) as refused:
            record_meeting(case, MeetingFacts(**{"held_on": date(2026, 9, 30), **facts}), **doer)

        assert refused.value.code == code

    def test_is_recorded_once_a_day(self, case, doer):
        record_meeting(case, MeetingFacts(held_on=date(2026, 9, 30)), **doer)

        with pytest.raises(Refused) as refused:
            record_meeting(case, MeetingFacts(held_on=date(2026, 9, 30)), **doer)

        assert refused.value.code == "meeting_exists"


class TestStaffPages:
    @pytest.fixture
    def desk(self, coordinator, frozen) -> Desk:
        return Desk(coordinator)

    def test_a_coordinator_writes_both_from_the_case_and_the_reading_is_logged(self, desk, case):
        press(desk, case, "note", kind="report", medium="phone", counterpart="family",
              day="R8.9.30", at="10:00", text=WORDS)  # fmt: skip
        press(desk, case, "meeting", held_on="R8.9.30", people="福祉課", client_part="asked",
              wishes="散歩がしたい", decisions="訪問を続ける")  # fmt: skip

        text = desk.get(change(case)).content.decode()

        for words in (WORDS, "散歩がしたい", "訪問を続ける"):
            assert words in text
        read = set(AccessLog.objects.values_list("object_type", flat=True))
        assert {"dispatch.ContactNote", "dispatch.CaseMeeting"} <= read

    def test_a_note_is_answered_from_its_list(self, desk, note):
        press(desk, note, "answer", text="ゆっくりで")

        note.refresh_from_db()
        assert note.answer == "ゆっくりで"

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLERK, Role.ADMINISTRATOR])
    def test_nobody_outside_the_team_finds_them(self, world, role, note, case, doer, frozen):
        meeting = record_meeting(case, MeetingFacts(held_on=date(2026, 9, 30)), **doer)
        desk = Desk(world.member(role))

        for row in (note, meeting):
            assert desk.get(change(row)).status_code in (403, 404)
        listing = desk.get(reverse("admin:dispatch_contactnote_changelist"))
        assert listing.status_code == 403 or case.number_text not in listing.content.decode()

    def test_a_note_of_a_place_is_read_by_who_dispatches_without_a_case(
        self, world, program, coordinator, supporter, frozen
    ):
        request = make.place_request(program, coordinator.user)
        assignment = make.assignment(request, supporter)
        note = send_note(assignment, SentNote(NoteKind.REPORT, WORDS), **theirs(assignment))

        desk = Desk(world.member(Role.CLERK))

        assert WORDS in desk.get(change(note)).content.decode()
