"""A roster that travels: two supporters of わかば町 for あおば市, and what changed since."""

from collections.abc import Mapping

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
from supporters.enums import ConsentKind, RegistrationState
from supporters.models import Consent, ReceivedEntry, Registration, Supporter
from supporters.rules.provisions import PROVIDABLE

SENDER, RECIPIENT = "wakaba", "aoba"
PROVIDED, ASKED, CHANGED, ON_LEAVE = -12, -9, -3, -1


def provide_to_neighbours(teams: Mapping[str, Team], days: Days) -> None:
    """Provide, let the neighbour ask one of them, and send a change of telephone and a leave."""
    sender, recipient = teams[SENDER], teams[RECIPIENT]
    with within(sender.organization):
        supporters = _willing()
        _provide(sender, recipient, supporters, days)
    with within(recipient.organization):
        first = ReceivedEntry.objects.order_by("pk")[0]
        reconfirm_entry(
            first, willing=True, on=days.day(ASKED), note="電話で確かめました。",
            actor=recipient.actor(), now=days.moment(ASKED, 14),
        )  # fmt: skip
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


def _provide(sender: Team, recipient: Team, supporters: list[Supporter], days: Days) -> None:
    facts = ProvisionFacts(
        purpose="隣接する市での派遣のため",
        basis="本人の同意（名簿の提供）",
        fields=tuple(PROVIDABLE),
        as_of=days.day(PROVIDED),
        recipient_organization=recipient.organization,
        method="この仕組みでの提供",
    )
    program = Program.objects.get(kind=ProgramKind.HIKIKOMORI)
    drafted = draft_provision(
        program, supporters, facts, actor=sender.actor(), now=days.moment(PROVIDED, 9)
    )
    approve_provision(drafted, actor=sender.actor("shounin"), now=days.moment(PROVIDED, 11))
    provide_roster(drafted, actor=sender.actor(), now=days.moment(PROVIDED, 13))
