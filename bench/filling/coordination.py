"""A programme that dispatches: supporters, coordinators with cases, visits over a year.

Made inside a copy of the filled database, through the models, outside of every timing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dispatch.cases.enums import CaseState, DispatchKind, SupportConsentChannel, TeamRole
from dispatch.cases.models import (
    Case,
    CaseFile,
    CaseTeam,
    Client,
    FamilyException,
    SupportConsent,
    SupportConsentText,
)
from dispatch.enums import (
    AssignmentState,
    InvitationState,
    RequestChannel,
    RequestedBy,
    RequestState,
    VisitState,
)
from dispatch.models import Assignment, DispatchRequest, Invitation, Visit
from dispatch.presets import apply_preset
from foundation.clock import local, on_day
from foundation.fiscal import last_day_of_term
from foundation.organizations.actor import Actor
from foundation.organizations.models import Membership, Organization, StaffUser
from foundation.organizations.tenancy import within
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from foundation.programs.models import Program, ProgramKind
from supporters.enums import ConsentChannel, ConsentKind, TermKind
from supporters.models import Consent, ConsentText, Registration, RegistrationTerm, Supporter
from supporters.presets import apply_preset as apply_supporter_preset

ACTOR = Actor.system("bench")


@dataclass(frozen=True)
class Size:
    """How much is made; each coordinator has one case and one request."""

    supporters: int
    visits: int
    coordinators: int


@dataclass(frozen=True)
class Coordination:
    """What was made."""

    organization: Organization
    program: Program
    coordinators: list[StaffUser]
    requests: list[DispatchRequest]
    assignments: list[Assignment]


def fill_coordination(slug: str, size: Size, now: datetime) -> Coordination:
    """Make a programme of its own in the organization; called twice it makes two."""
    organization = Organization.objects.get(slug=slug)
    with within(organization):
        program = _program(now)
        supporters = _supporters(program, size.supporters, on_day(now))
        coordinators = _coordinators(organization, program.pk, size.coordinators)
        requests = [_request(program, user, n, now) for n, user in enumerate(coordinators)]
        assignments = _assignments(requests, supporters, now)
        _visits(assignments, size.visits, now)
    return Coordination(organization, program, coordinators, requests, assignments)


def _program(now: datetime) -> Program:
    program: Program = Program.objects.create(
        kind=ProgramKind.HIKIKOMORI,
        name=f"ひきこもりサポーター派遣 {Program.objects.count()}",
        neutral_label="活動のお知らせ",
    )
    apply_supporter_preset(program, actor=ACTOR, now=now)
    ConsentText.objects.filter(program=program).update(published_on=date(2020, 4, 1))
    apply_preset(program, actor=ACTOR, now=now)
    return program


def _supporters(program: Program, wanted: int, today: date) -> list[Supporter]:
    begin = today - timedelta(days=100)
    people = Person.objects.bulk_create(
        Person(
            **PersonFacts(
                name=f"支援 {n}子", kana="しえん さん", birth_date=date(1970, 1, 1),
                address=f"みどり県つばき市南町{n}", phone="0990003000",
            ).as_columns()
        )
        for n in range(wanted)
    )  # fmt: skip
    registrations = Registration.objects.bulk_create(
        Registration(
            program=program, person=person, number_text=f"{n:04}", number_value=n,
            registered_on=begin, state_since=begin,
        )
        for n, person in enumerate(people, start=1)
    )  # fmt: skip
    RegistrationTerm.objects.bulk_create(
        RegistrationTerm(
            registration=row, kind=TermKind.FIRST, valid_from=begin,
            valid_through=last_day_of_term(begin, 2), issued_on=begin, years=2, decided_on=begin,
        )
        for row in registrations
    )  # fmt: skip
    text = ConsentText.objects.filter(program=program, kind=ConsentKind.ACTIVITY).latest("version")
    Consent.objects.bulk_create(
        Consent(
            person=person, text=text, given_on=begin, channel=ConsentChannel.PAPER,
            text_hash="0" * 64, original_place="書庫A",
        )
        for person in people
    )  # fmt: skip
    return Supporter.objects.bulk_create(
        Supporter(program=program, person=row.person, registration=row, areas=["南町"])
        for row in registrations
    )


def _coordinators(organization: Organization, program_id: int, wanted: int) -> list[StaffUser]:
    users = StaffUser.objects.bulk_create(
        StaffUser(
            email=f"coordinator{n}.{program_id}@{organization.slug}.example.jp",
            name=f"調整 {n}郎", is_staff=True,
        )
        for n in range(wanted)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(
            user=user, organization=organization, roles=["coordinator"], valid_from=date(2020, 4, 1)
        )
        for user in users
    )
    return users


def _request(program: Program, user: StaffUser, number: int, now: datetime) -> DispatchRequest:
    today, begin = on_day(now), now - timedelta(days=400)
    case = Case.objects.create(
        program=program, number_text=f"B{program.pk % 100:02}{number:03}", opened_on=today,
        state=CaseState.OPEN,
    )  # fmt: skip
    client = Client.objects.create(case=case, name="見本", area="北町", birth_date=date(1990, 1, 1))
    CaseFile.objects.create(case=case)
    CaseTeam.objects.create(case=case, user=user, role=TeamRole.COORDINATOR, starts_at=begin)
    SupportConsent.objects.create(
        case=case, client=client, text=SupportConsentText.objects.get(program=program),
        kind=DispatchKind.CASE_PERSON, given_on=on_day(begin), channel=SupportConsentChannel.PAPER,
        original_place="書庫B",
    )  # fmt: skip
    FamilyException.objects.create(
        case=case, reason_kind="no_family", reason="家族なし", decided_on=today, decided_by=user
    )
    request: DispatchRequest = DispatchRequest.objects.create(
        program=program, case=case, reference=f"B{program.pk % 1000:03}{number:04}",
        kind=DispatchKind.CASE_PERSON, requested_by=RequestedBy.PERSON,
        channel=RequestChannel.PHONE, received_at=begin, purpose="話し相手",
        supporters_wanted=20, state=RequestState.APPROVED, decided_on=today, decided_by=user,
    )  # fmt: skip
    return request


def _assignments(
    requests: list[DispatchRequest], supporters: list[Supporter], now: datetime
) -> list[Assignment]:
    day = on_day(now) - timedelta(days=90)
    invitations = Invitation.objects.bulk_create(
        Invitation(
            request=requests[n % len(requests)], supporter=supporter, area="北町", when="土曜日",
            outline="話し相手", sent_at=now - timedelta(days=95),
            deadline=now - timedelta(days=90), state=InvitationState.ACCEPTED,
            answered_at=now - timedelta(days=94), answered_through="web",
        )
        for n, supporter in enumerate(supporters)
    )  # fmt: skip
    return Assignment.objects.bulk_create(
        Assignment(
            invitation=one, request=one.request, supporter=one.supporter,
            state=AssignmentState.ACTIVE, plan="月2回", agreed_by_user_on=day,
            agreed_by_supporter_on=day, begun_on=day,
        )
        for one in invitations
    )  # fmt: skip


def _visits(assignments: list[Assignment], wanted: int, now: datetime) -> None:
    """Spread the visits: each supporter's a week apart, the latest within the coming week."""
    noon = local(now).replace(hour=12, minute=0, second=0, microsecond=0)

    def visit(n: int) -> Visit:
        assignment = assignments[n % len(assignments)]
        start: Any = noon + timedelta(days=n % 7, weeks=-(n // len(assignments)))
        return Visit(
            assignment=assignment, supporter=assignment.supporter, starts_at=start,
            ends_at=start + timedelta(hours=1),
            state=VisitState.DONE if start < now else VisitState.PLANNED,
        )  # fmt: skip

    Visit.objects.bulk_create(visit(n) for n in range(wanted))
