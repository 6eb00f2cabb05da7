"""Seeds registrations with every way of going on and of ending, and follow-ups."""

from datetime import date, timedelta
from random import Random

from foundation.fiscal import last_day_of_term
from foundation.people.models import Person
from foundation.programs.models import Program
from supporters.enums import RegistrationState as R
from supporters.enums import TermKind
from supporters.models import (
    FollowUp,
    Registration,
    RegistrationMove,
    RegistrationTerm,
    Supporter,
)
from tests.factories.base import NOW

REGISTERED = 450
EDGES = (date(2024, 3, 31), date(2024, 4, 1), date(2024, 2, 29), date(2025, 3, 31))


class Seeding:
    """One person's way through the register of one programme."""

    def __init__(self, program: Program, person: Person, number: int, chance: Random) -> None:
        self.program, self.person, self.chance = program, person, chance
        edge = chance.random() < 0.1
        spread = date(2023, 4, 1) + timedelta(days=chance.randrange(1_300))
        self.start = chance.choice(EDGES) if edge else spread
        self.row = self.register(f"{number:04}", self.start)
        self.through = self.term(self.start, TermKind.FIRST)

    def register(self, number: str, day: date, replaces: Registration | None = None):
        row = Registration.objects.create(
            program=self.program, person=self.person, number_text=number, registered_on=day,
            state_since=day, replaces=replaces,
        )  # fmt: skip
        self.move(row, R.ACTIVE, day)
        return row

    def term(self, day: date, kind: TermKind) -> date:
        years = self.chance.choice([1, 2])
        through = last_day_of_term(day, years)
        decided = day - timedelta(days=self.chance.randrange(40))
        RegistrationTerm.objects.create(
            registration=self.row, kind=kind, valid_from=day, valid_through=through,
            issued_on=day, years=years, decided_on=decided,
        )  # fmt: skip
        return through

    def move(self, row: Registration, state: R, day: date) -> None:
        RegistrationMove.objects.create(
            registration=row, to_state=state, moved_on=day, moved_at=NOW
        )
        row.state, row.state_since, row.state_reason = state, day, "理由"
        row.save()

    def live_on(self) -> None:
        """Go on, or end, in one of the ways there are."""
        day = self.start + timedelta(days=self.chance.randrange(30, 330))
        way = self.chance.randrange(10)
        if way in (0, 1):
            self.move(self.row, R.WITHDRAWN, day)
        elif way == 2:
            self.move(self.row, R.REVOKED, day)
        elif way == 3:
            self.move(self.row, R.ON_LEAVE, day)
        elif way == 4:  # a new number while the term runs along
            self.move(self.row, R.REPLACED, day)
            self.row = self.register(f"{self.row.number_text}-2", day, self.row)
            self.through = self.term(self.through + timedelta(days=1), TermKind.RENEWAL)
        elif way in (5, 6, 7):
            self.through = self.term(self.through + timedelta(days=1), TermKind.RENEWAL)
        elif way == 8:  # lapsed, and taken up again
            self.term(self.through + timedelta(days=40), TermKind.AFTER_LAPSE)

    def follow_up(self) -> Supporter:
        supporter = Supporter.objects.create(
            program=self.program, person=self.person, registration=self.row
        )
        if self.chance.random() < 0.7:
            due = self.start + timedelta(days=self.chance.randrange(200, 900))
            came = due + timedelta(days=self.chance.randrange(-30, 60))
            done = came if self.chance.random() < 0.6 else None
            FollowUp.objects.create(supporter=supporter, kind="training", due_on=due, done_on=done)
        return supporter


def seed_register(programs: list[Program], crowd: list[Person], chance: Random) -> list[Supporter]:
    """Register people; returns the supporters."""
    made = []
    for number, person in enumerate(crowd[:REGISTERED]):
        one = Seeding(chance.choice(programs), person, number, chance)
        one.live_on()
        made.append(one.follow_up())
    return made
