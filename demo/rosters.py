"""Rosters that travel: between the two towns, and from みどり県 to both; what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from demo.days import Days
from demo.staff import Team
from foundation.organizations.tenancy import within
from foundation.people.actions.people import update_person
from foundation.programs.models import Program, ProgramKind
from supporters.actions.moves import take_leave
from supporters.actions.provisions import (
    ProvisionFacts,
    approve_provision,
    draft_provision,
    provide_roster,
)
from supporters.actions.received import reconfirm_entry
from supporters.enums import LIVE_REGISTRATIONS, ConsentKind, RegistrationState
from supporters.models import Consent, ReceivedEntry, Registration, Supporter
from supporters.rules.provisions import PROVIDABLE

CHANGED, ON_LEAVE = -3, -1


@dataclass(frozen=True)
class Journey:
    """One provision: from whom to whom, when, why, and when the first of them was asked again."""

    sender: str
    recipient: str
    provided: int
    asked: int
    purpose: str


NEIGHBOURS = Journey("wakaba", "aoba", -12, -9, "隣接する市での派遣のため")
FROM_THE_PREFECTURE = (
    Journey("midori", "aoba", -20, -16, "あおば市が行う派遣のため"),
    Journey("midori", "wakaba", -19, -15, "わかば町が行う派遣のため"),
)


def provide_rosters(teams: Mapping[str, Team], days: Days) -> None:
    """Provide three rosters; in each one of two was asked again. What changes at home travels."""
    for journey in FROM_THE_PREFECTURE:
        with within(teams[journey.sender].organization):
            registered = Supporter.objects.filter(registration__state__in=LIVE_REGISTRATIONS)
            rows = registered.select_related("person", "registration")
            everybody = list(rows.order_by("registration__number_value"))
            # The last one has not consented to the provision: named as left out (rule C6).
            chosen = [*everybody[:2], everybody[3]]
        _travel(journey, chosen, teams, days)
    with within(teams[NEIGHBOURS.sender].organization):
        supporters = _willing()
    _travel(NEIGHBOURS, supporters, teams, days)
    sender = teams[NEIGHBOURS.sender]
    with within(sender.organization):
        actor = sender.actor()
        update_person(
            supporters[0].person, mobile="09000009999", actor=actor, now=days.moment(CHANGED, 10)
        )
        resting = Registration.objects.get(supporter=supporters[1])
        take_leave(
            resting, on=days.day(ON_LEAVE), reason="本人の希望", actor=actor,
            now=days.moment(ON_LEAVE, 10),
        )  # fmt: skip


def _travel(
    journey: Journey, supporters: list[Supporter], teams: Mapping[str, Team], days: Days
) -> None:
    """Provide a roster, and let the recipient ask the first of it again; the second waits."""
    sender, recipient = teams[journey.sender], teams[journey.recipient]
    with within(sender.organization):
        _provide(journey, supporters, teams, days)
    with within(recipient.organization):
        entries = ReceivedEntry.objects.filter(sender_name=sender.organization.name)
        reconfirm_entry(
            entries.order_by("pk")[0], willing=True, on=days.day(journey.asked),
            note="電話で確かめました。", actor=recipient.actor(),
            now=days.moment(journey.asked, 14),
        )  # fmt: skip


def _willing() -> list[Supporter]:
    """Return two active supporters who consented to the provision, by number."""
    consented = Consent.objects.standing().filter(text__kind=ConsentKind.PROVISION)
    found = Supporter.objects.filter(
        program__kind=ProgramKind.HIKIKOMORI,
        registration__state=RegistrationState.ACTIVE,
        registration__withdrawals__isnull=True,
        person__in=consented.values("person"),
    )
    rows = found.select_related("person", "registration")
    return list(rows.order_by("registration__number_value")[:2])


def _provide(
    journey: Journey, supporters: list[Supporter], teams: Mapping[str, Team], days: Days
) -> None:
    sender, day = teams[journey.sender], journey.provided
    facts = ProvisionFacts(
        purpose=journey.purpose,
        basis="本人の同意（名簿の提供）",
        fields=tuple(PROVIDABLE),
        as_of=days.day(day),
        recipient_organization=teams[journey.recipient].organization,
        method="この仕組みでの提供",
    )
    program = Program.objects.get(kind=ProgramKind.HIKIKOMORI)
    drafted = draft_provision(
        program, supporters, facts, actor=sender.actor(), now=days.moment(day, 9)
    )
    approve_provision(drafted, actor=sender.actor("shounin"), now=days.moment(day, 11))
    provide_roster(drafted, actor=sender.actor(), now=days.moment(day, 13))
