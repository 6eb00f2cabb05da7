"""Cases and dispatches: consents, requests, invitations, visits with reports and answers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from demo.courses import Desk
from demo.days import at
from demo.records import keep_records
from dispatch.actions.agreements import PlanAsk, ask_to_agree
from dispatch.actions.assignments import (
    Side,
    end_assignment,
    record_agreement,
    start_assignment,
    write_plan,
)
from dispatch.actions.invitations import (
    accept_invitation,
    decline_invitation,
    invite_supporter,
)
from dispatch.actions.reports import answer_report, save_report, submit_report
from dispatch.actions.requests import approve_request, close_request, end_case, receive_request
from dispatch.actions.visits import plan_visits
from dispatch.cases.actions.cases import add_family_member, open_case, record_client, record_file
from dispatch.cases.actions.consents import give_support_consent
from dispatch.cases.actions.team import add_to_team
from dispatch.cases.enums import (
    DispatchKind,
    Relation,
    ScopeItem,
    ScopeRecipient,
    SupportConsentChannel,
    TeamRole,
)
from dispatch.cases.facts import ContactFacts, FamilyFacts, FileFacts, SupportConsentFacts
from dispatch.cases.models import Case, FamilyMember, SupportConsentText
from dispatch.enums import ActivityType, AnswerChannel, Policy, RequestChannel, RequestedBy
from dispatch.facts import InvitationFacts, PurposeCheck, ReportFacts, RequestFacts, Submission
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Invitation, Visit
from dispatch.rules.visits import Slot
from foundation.organizations.actor import Actor
from foundation.organizations.models import Body, BodyKind
from supporters.models import Supporter

PERSON = DispatchKind.CASE_PERSON
CONFIRMED = PurposeCheck(effective=True, wished=True)
COARSE = InvitationFacts(
    "みなみ台", "月2回・平日の午後", "ご本人と話をする、趣味をいっしょに楽しむ"
)
SCOPE = {
    item.value: [ScopeRecipient.SUPPORTER.value] for item in (ScopeItem.NAME, ScopeItem.ADDRESS)
}
PLAN = "週の予定に無理のない範囲で訪ね、将棋をしながら話を聴く。外出は本人が望んだときに考える。"
HELD = (
    ("将棋を1局。仕事をしていたころの話を少しされた。", "落ち着いて話を聴けています。", 2),
    ("体調がすぐれず、玄関先で10分ほど話した。", "短い時間でも続けることが大切です。", 3),
    ("将棋を2局。次は駒を並べて待っていると言われた。", "よい関係ができてきました。", 1),
    ("近くの公園まで歩いた。", "本人の歩く速さに合わせてください。", 2),
)


def aoba_cases(desk: Desk, supporters: Sequence[Supporter]) -> None:
    """Make the cases of あおば市; the supporters are those of the second course, then the third."""
    _ended_case(desk, supporters[0])
    _running_case(desk, supporters[0])
    _waiting_case(desk, supporters[1], supporters[2])
    _accepted_case(desk, supporters[3])
    _new_case(desk)
    _request_of_a_place(desk, supporters[4])


def coordinator_of(desk: Desk) -> Actor:
    """Return who does the work of a case."""
    return desk.team.actor("coordinator")


def opened_case(desk: Desk, offset: int, name: str, kana: str) -> Case:
    """Open a case with its client, what was told, and an approver on the team."""
    now, actor = desk.days.moment(offset, 10), coordinator_of(desk)
    case = open_case(
        desk.program, opened_on=desk.days.day(offset), coordinator_id=actor.user_id,
        consulting_office="こころとくらしの相談窓口", actor=actor, now=now,
    )  # fmt: skip
    approver = desk.team.user("shounin").pk
    add_to_team(case, approver, TeamRole.APPROVER, actor=desk.team.actor("kanri"), now=now)
    contact = ContactFacts(name=name, kana=kana, birth_date=date(1991, 6, 4), phone="09000009001")
    record_client(case, contact, area="みなみ台", actor=actor, now=now)
    told = FileFacts(
        consultation="外出が減って心配だと、ご家族から相談があった。",
        wishes="家族以外の人と、少しずつ話せるようになりたい。",
        aims="安心して話せる相手ができること。",
    )
    record_file(case, told, actor=actor, now=now)
    return case


def with_mother(desk: Desk, case: Case, offset: int) -> FamilyMember:
    """Add the mother of the family."""
    facts = FamilyFacts(
        relation=Relation.PARENT,
        contact=ContactFacts(name="みなみ 母", kana="みなみ はは", phone="09000009002"),
        is_main_contact=True,
    )
    now = desk.days.moment(offset, 11)
    return add_family_member(case, facts, actor=coordinator_of(desk), now=now)


def consented(desk: Desk, case: Case, offset: int, member: FamilyMember | None = None) -> None:
    """Record a signed consent of the client, or of the member of the family."""
    text = SupportConsentText.objects.filter(program=desk.program).latest("version")
    facts = SupportConsentFacts(
        kind=PERSON,
        given_on=desk.days.day(offset),
        channel=SupportConsentChannel.PAPER,
        scope=SCOPE,
        original_place="書庫B-1",
        signed_name=member.name if member else case.client.name,
    )
    now = desk.days.moment(offset, 14)
    give_support_consent(
        case, text, facts, family_member=member, actor=coordinator_of(desk), now=now
    )


def _request(desk: Desk, case: Case, offset: int) -> DispatchRequest:
    now = desk.days.moment(offset, 13)
    facts = RequestFacts(
        kind=PERSON,
        requested_by=RequestedBy.FAMILY,
        channel=RequestChannel.PHONE,
        received_at=now,
        purpose="家族以外の人と話す時間をつくりたい。",
        place_area="みなみ台",
        wished_times="平日の午後",
    )
    return receive_request(desk.program, facts, case=case, actor=coordinator_of(desk), now=now)


def _approved(desk: Desk, offset: int, name: str, kana: str) -> tuple[Case, DispatchRequest]:
    """Open a case with both consents and an approved request."""
    case = opened_case(desk, offset, name, kana)
    member = with_mother(desk, case, offset)
    consented(desk, case, offset + 2)
    consented(desk, case, offset + 2, member)
    request = _request(desk, case, offset + 3)
    now = desk.days.moment(offset + 6, 10)
    return case, approve_request(request, CONFIRMED, actor=desk.team.actor("shounin"), now=now)


def _invite(
    desk: Desk, request: DispatchRequest, supporter: Supporter, moment: datetime
) -> Invitation:
    return invite_supporter(request, supporter, COARSE, actor=coordinator_of(desk), now=moment)


def accepted(desk: Desk, request: DispatchRequest, supporter: Supporter, offset: int) -> Assignment:
    """Ask the supporter and take the yes of the next evening."""
    invitation = _invite(desk, request, supporter, desk.days.moment(offset, 10))
    return accept_invitation(
        invitation, through=AnswerChannel.WEB, actor=Actor.supporter(supporter.pk),
        now=desk.days.moment(offset + 1, 19),
    )  # fmt: skip


def begun(desk: Desk, assignment: Assignment, offset: int) -> Assignment:
    """Agree on the plan and begin."""
    actor, day = coordinator_of(desk), desk.days.day(offset)
    now = desk.days.moment(offset, 14)
    assignment = write_plan(assignment, PLAN, actor=actor, now=now)
    for side in Side:
        assignment = record_agreement(assignment, side, agreed_on=day, actor=actor, now=now)
    return start_assignment(assignment, begun_on=day, actor=actor, now=now)


def _visit(desk: Desk, assignment: Assignment, offset: int, planned: int) -> Visit:
    day = desk.days.day(offset)
    slot = Slot(at(day, 14), at(day, 15, 30), "ご自宅")
    now = desk.days.moment(planned, 9)
    return plan_visits(assignment, [slot], actor=coordinator_of(desk), now=now)[0]


def _report(desk: Desk, visit: Visit, number: int, *, policy: Policy = Policy.CONTINUE) -> None:
    """Let the supporter report on the evening of the visit; answered a day or three later."""
    content, answer, days_later = HELD[number % len(HELD)]
    report = submitted(visit, content, policy)
    now = min(visit.ends_at + timedelta(days=days_later), desk.days.now)
    answer_report(report, text=answer, actor=coordinator_of(desk), now=now)


def submitted(
    visit: Visit, content: str, policy: Policy = Policy.CONTINUE, *, is_joint: bool = False
) -> ActivityReport:
    """Let the supporter report on the evening of the visit."""
    actor, now = Actor.supporter(visit.supporter_id), visit.ends_at + timedelta(hours=4)
    facts = ReportFacts(
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        place="ご自宅",
        activity_types=(ActivityType.VISIT.value,),
        content=content,
        record="次も同じ時間にうかがうと約束した。",
        policy=policy.value,
        is_joint=is_joint,
    )
    report = save_report(visit, facts, actor=actor, now=now)
    submission = Submission(reported_on=visit.starts_at.date())
    return submit_report(report, submission, actor=actor, now=now)


def _ended_case(desk: Desk, supporter: Supporter) -> None:
    case, request = _approved(desk, -350, "かわら ひなた", "かわら ひなた")
    assignment = begun(desk, accepted(desk, request, supporter, -342), -338)
    for number, offset in enumerate((-330, -316, -302, -288)):
        visit = _visit(desk, assignment, offset, offset - 5)
        _report(desk, visit, number, policy=Policy.END if offset == -288 else Policy.CONTINUE)
    actor, now, day = coordinator_of(desk), desk.days.moment(-280, 10), desk.days.day(-280)
    end_assignment(assignment, reason="目標に届いたため", ended_on=day, actor=actor, now=now)
    close_request(request, reason="目標に届いたため", closed_on=day, actor=actor, now=now)
    end_case(case, reason="本人・家族と話し合い、支援を終えた", closed_on=day, actor=actor, now=now)


def _running_case(desk: Desk, supporter: Supporter) -> None:
    case, request = _approved(desk, -120, "みなみ そら", "みなみ そら")
    assignment = begun(desk, accepted(desk, request, supporter, -112), -108)
    for number, offset in enumerate((-100, -86, -72, -58, -44, -30, -16)):
        _report(desk, _visit(desk, assignment, offset, offset - 5), number)
    submitted(_visit(desk, assignment, -2, -7), "将棋を1局。駅前の本屋へ行ってみたいと話された。")
    _visit(desk, assignment, 12, -1)
    keep_records(desk, case, assignment)


def _waiting_case(desk: Desk, asked: Supporter, declined: Supporter) -> None:
    _, request = _approved(desk, -14, "えきまえ つき", "えきまえ つき")
    first = _invite(desk, request, declined, desk.days.moment(-6, 10))
    decline_invitation(
        first, through=AnswerChannel.PHONE, note="平日は仕事があるため",
        actor=coordinator_of(desk), now=desk.days.moment(-4, 10),
    )  # fmt: skip
    _invite(desk, request, asked, desk.days.now - timedelta(hours=20))


def _accepted_case(desk: Desk, supporter: Supporter) -> None:
    """A supporter said yes; the 本人 is asked by mail whether the plan is right."""
    case, request = _approved(desk, -20, "つつじ りく", "つつじ りく")
    assignment = accepted(desk, request, supporter, -3)
    actor, now = coordinator_of(desk), desk.days.moment(-1, 15)
    contact = ContactFacts(
        name="つつじ りく", kana="つつじ りく", birth_date=date(1991, 6, 4), phone="09000009001",
        email="tsutsuji@example.jp",
    )  # fmt: skip
    record_client(case, contact, area="みなみ台", actor=actor, now=now)
    assignment = write_plan(assignment, PLAN, actor=actor, now=now)
    ask_to_agree(assignment, PlanAsk(), actor=actor, now=now)


def _new_case(desk: Desk) -> None:
    """A request that waits for a decision: the family's consent is still missing."""
    case = opened_case(desk, -4, "ちゅうおう うみ", "ちゅうおう うみ")
    with_mother(desk, case, -4)
    consented(desk, case, -2)
    _request(desk, case, -2)


def _request_of_a_place(desk: Desk, supporter: Supporter) -> None:
    body = Body.objects.create(
        name="居場所 ひだまり",
        kinds=[BodyKind.PARTNER.value],
        address=f"みどり県{desk.town}川原町3-2",
        contact_name="日野 まり",
        phone="0990002345",
    )
    now = desk.days.moment(-60, 11)
    facts = RequestFacts(
        kind=DispatchKind.PLACE, requested_by=RequestedBy.AGENCY, channel=RequestChannel.PHONE,
        received_at=now, purpose="居場所の見守りと話し相手をお願いしたい。", place_area="川原町",
    )  # fmt: skip
    actor = coordinator_of(desk)
    request = receive_request(desk.program, facts, body=body, actor=actor, now=now)
    request = approve_request(request, CONFIRMED, actor=actor, now=desk.days.moment(-58, 10))
    assignment = begun(desk, accepted(desk, request, supporter, -55), -50)
    for number, offset in enumerate((-45, -24)):
        _report(desk, _visit(desk, assignment, offset, offset - 5), number)
