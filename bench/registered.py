"""Supporters of the largest organization, in a copy of the filled database."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench import databases
from bench.filling.inserting import insert
from bench.filling.plan import LARGE
from bench.harness import Scale
from foundation import clock
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from foundation.programs.models import Program, ProgramKind
from supporters.models import Registration, RegistrationTerm, SupporterSettings
from supporters.presets import HIKIKOMORI

ACTOR = Actor.system("bench")
ABOVE = 1_000_000  # ids and numbers of the filled database lie below


@contextmanager
def registering(scale: Scale) -> Iterator[SupporterSettings]:
    """Inside this block the largest organization registers supporters in a programme of its own.

    It registers nobody yet, and all of it is gone after.
    """
    with databases.current().copy():
        organization = Organization.objects.get(slug=LARGE)
        with within(organization):
            program = Program.objects.create(
                kind=ProgramKind.HIKIKOMORI, name="サポーター登録", neutral_label="登録のお知らせ"
            )
            yield SupporterSettings.objects.create(program=program, **HIKIKOMORI)


def register_people(settings: SupporterSettings, count: int) -> int:
    """Register the first people of the organization, with a term that runs today; returns how many.

    In SQL: only the rows are wanted, and thousands of approvals would take minutes.
    """
    owner = {"organization": str(settings.organization_id)}
    today = {"today": clock.today(), "now": clock.now()}
    current = databases.current()
    connection = current.owner(current.copied)
    try:
        with connection.cursor() as cursor:
            people = (
                f"(SELECT id, {ABOVE} + row_number() OVER (ORDER BY id) AS n FROM people_person"
                f" WHERE organization_id = {settings.organization_id}"
                f" AND id NOT IN (SELECT person_id FROM supporters_registration) LIMIT {count}) p"
            )
            insert(cursor, Registration, owner | {
                "id": "n", "program": str(settings.program_id), "person": "p.id",
                "number_text": "n::text", "number_value": "n",
                "registered_on": "%(today)s::date - (n %% 300)::int",
                "state_since": "%(today)s::date - (n %% 300)::int",
                "note": "CASE WHEN n %% 20 = 0 THEN '手話ができる' ELSE '' END",
            }, people, today)  # fmt: skip
            insert(cursor, RegistrationTerm, owner | {
                "id": "r.id", "registration": "r.id", "kind": "'first'",
                "valid_from": "r.registered_on", "issued_on": "r.registered_on",
                "decided_on": "r.registered_on", "years": "2",
                "valid_through": "(r.registered_on + interval '2 years' - interval '1 day')::date",
            }, f"supporters_registration r WHERE r.id > {ABOVE}", today)  # fmt: skip
            cursor.execute("ANALYZE supporters_registration, supporters_registrationterm")
    finally:
        connection.close()
    return Registration.objects.filter(pk__gt=ABOVE).count()
