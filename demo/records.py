"""What is written beside the reports of the running case: notes, a meeting, a near-miss."""

from datetime import timedelta

from demo.courses import Desk
from dispatch.actions.care import answer_care
from dispatch.actions.contact import SentNote, answer_note, send_note, write_note
from dispatch.actions.incidents import add_measure, add_report, tell_incident
from dispatch.actions.meetings import record_meeting
from dispatch.actions.money import pay, settle_month
from dispatch.cases.models import Case
from dispatch.enums import PaymentMode, VisitState
from dispatch.enums_records import (
    ClientPart,
    Counterpart,
    Harm,
    IncidentCategory,
    IncidentKind,
    IncidentStep,
    NoteKind,
    NoteMedium,
)
from dispatch.facts_records import CareAnswer, IncidentFacts, MeetingFacts, NoteFacts, StepFacts
from dispatch.models import Assignment, InsuranceCover, Rate
from dispatch.queries.standing import settings_of
from foundation.organizations.actor import Actor


def keep_records(desk: Desk, case: Case, assignment: Assignment) -> None:
    """Write down what belongs to a case that has been going on for months."""
    _notes(desk, case, assignment)
    _meetings(desk, case)
    _near_miss(desk, assignment)
    _care(desk, assignment)
    _money(desk, assignment)


def _notes(desk: Desk, case: Case, assignment: Assignment) -> None:
    coordinator = desk.team.actor("coordinator")
    supporter = Actor.supporter(assignment.supporter_id)
    called = desk.days.moment(-50, 11)
    told = NoteFacts(
        NoteKind.INFORM, NoteMedium.PHONE, Counterpart.FAMILY, called,
        "訪問の日は表情が明るいと、ご家族から電話があった。",
    )  # fmt: skip
    write_note(case, told, actor=coordinator, now=called)
    asked = desk.days.moment(-40, 20)
    note = send_note(
        assignment, SentNote(NoteKind.CONSULT, "外出に誘ってよいか、ご相談したいです。"),
        actor=supporter, now=asked,
    )  # fmt: skip
    answer_note(
        note, text="本人が望むときは、近くから始めてください。", actor=coordinator,
        now=asked + timedelta(days=1),
    )  # fmt: skip
    send_note(
        assignment, SentNote(NoteKind.REPORT, "次の訪問に、本屋の地図を持って行きます。"),
        actor=supporter, now=desk.days.moment(-1, 20),
    )  # fmt: skip


def _meetings(desk: Desk, case: Case) -> None:
    held = MeetingFacts(
        held_on=desk.days.day(-35), place="市役所 会議室2",
        people="福祉課 担当\nこころとくらしの相談窓口 相談員\nサポーター",
        client_part=ClientPart.ASKED, wishes="将棋は続けたい。外出は自分から言いたい。",
        decisions="月2回の訪問を続ける。外出は本人が望んだときに考える。",
        next_on=desk.days.day(20),
    )  # fmt: skip
    now = desk.days.moment(-35, 16)
    record_meeting(case, held, actor=desk.team.actor("coordinator"), now=now)


def _near_miss(desk: Desk, assignment: Assignment) -> None:
    told = desk.days.moment(-16, 18)
    facts = IncidentFacts(
        IncidentKind.NEAR_MISS, IncidentCategory.TRAFFIC, Harm.NONE, desk.days.moment(-16, 15),
        "帰り道の踏切で、自転車と接触しそうになった。",
        response="その場で互いにけががないことを確かめた。",
    )  # fmt: skip
    incident = tell_incident(
        assignment, facts, actor=Actor.supporter(assignment.supporter_id), now=told
    )
    coordinator = desk.team.actor("coordinator")
    heard = desk.days.moment(-15, 9)
    first = StepFacts(IncidentStep.FIRST, heard, "係長、課長", "けが・被害はなし。")
    add_report(incident, first, actor=coordinator, now=heard)
    written = desk.days.moment(-12, 14)
    full = StepFacts(
        IncidentStep.FULL, written, "課長", "経過をまとめて報告した。",
        cause="日が暮れて見通しが悪かった。", prevention="訪問を30分早く終え、明るい道で帰る。",
    )  # fmt: skip
    add_report(incident, full, actor=coordinator, now=written)
    due = desk.days.day(5)
    add_measure(incident, "訪問の時間を見直す", due_on=due, actor=coordinator, now=written)


def _care(desk: Desk, assignment: Assignment) -> None:
    visits = assignment.visits.filter(state=VisitState.DONE).order_by("-starts_at")[:3]
    for visit, answer in zip(visits, (CareAnswer(4), CareAnswer(2), CareAnswer(1)), strict=True):
        answer_care(
            visit, answer, actor=Actor.supporter(assignment.supporter_id),
            now=visit.ends_at + timedelta(hours=4),
        )  # fmt: skip


def _money(desk: Desk, assignment: Assignment) -> None:
    """Let the programme pay by the visit, the month before last settled and paid out."""
    settings = settings_of(desk.program.pk)
    settings.payment_mode = PaymentMode.PER_VISIT
    settings.incident_line = "係長\n課長\n市長\n保険会社"
    settings.save()
    Rate.objects.create(
        program=desk.program, unit=PaymentMode.PER_VISIT, amount=1500,
        valid_from=desk.days.day(-500),
    )  # fmt: skip
    InsuranceCover.objects.create(
        supporter=assignment.supporter, plan="ボランティア活動保険 基本",
        valid_from=desk.days.day(-340), valid_through=desk.days.day(24),
        receipt_place="書庫B-1",
    )  # fmt: skip
    clerk, now = desk.team.actor("tantou"), desk.days.now
    settled = settle_month(desk.program, desk.days.day(-60), actor=clerk, now=now)
    if settled:
        pay(settled, desk.days.day(-1), actor=clerk, now=now)
