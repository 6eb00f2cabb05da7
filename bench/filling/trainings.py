"""Organizations, courses, people and their applications."""

from datetime import datetime

from django.db import connection as django_connection
from psycopg2 import extensions
from psycopg2.extras import execute_values

from bench.filling.inserting import insert, written_in_bulk
from bench.filling.names import named_people
from bench.filling.plan import Share
from foundation.organizations.actor import Actor
from foundation.organizations.models import Issuer, Membership, Organization, StaffUser
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from foundation.programs.models import Program, ProgramKind
from trainings.actions.settings import apply_preset, freeze_spec
from trainings.models import (
    ApplicantAttribute,
    Application,
    Completion,
    Course,
    CourseSession,
    CurriculumItem,
    Submission,
)

ACTOR = Actor.system("bench")
STATE = "CASE WHEN g %% 10 = 8 THEN 'waiting' WHEN g %% 10 = 9 THEN 'cancelled' ELSE 'accepted' END"
CODE = "upper(lpad(to_hex(%s), 8, 'Z'))"


def staff_address(slug: str) -> str:
    """Return the address under which the one clerk of an organization signs in."""
    return f"tantou@{slug}.example.jp"


def make_organization(slug: str, name: str, now: datetime) -> tuple[int, int, int]:
    """Make an organization with a programme through the real actions; returns the three ids."""
    organization = Organization.objects.create(
        slug=slug,
        name=name,
        kind="municipality",
        section_name="福祉課 地域支援係",
        phone="0990002000",
        email=f"fukushi@{slug}.example.jp",
        consultation_text=f"{name}こころとくらしの相談窓口　電話 0990002000",
    )
    user = StaffUser.objects.create(email=staff_address(slug), name="担当 たんぽぽ", is_staff=True)
    Membership.objects.create(
        user=user,
        organization=organization,
        roles=["administrator", "clerk", "coordinator"],
        valid_from="2020-04-01",
    )
    with within(organization):
        Issuer.objects.create(title=f"{name}長", name="青葉 一郎", valid_from="2020-04-01")
        program = Program.objects.create(
            kind=ProgramKind.TSUNAGARI,
            name="つながりサポーター養成",
            neutral_label="講座のお知らせ",
        )
        apply_preset(program, actor=ACTOR, now=now)
        spec = freeze_spec(program, actor=ACTOR, now=now)
    return organization.pk, program.pk, spec.pk


def fill_trainings(connection: extensions.connection, parts: list[Share], now: datetime) -> None:
    """Fill every organization's trainings."""
    made = [make_organization(part.slug, f"つばき{part.index:02d}市", now) for part in parts]
    django_connection.close()
    tables = [
        Person, Course, CourseSession, CurriculumItem, Submission, Application,
        ApplicantAttribute, Completion,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        _make_frame(cursor, parts, made)
        with written_in_bulk(cursor, tables):
            _fill_courses(cursor, now)
            _fill_applications(cursor, now)


def _make_frame(
    cursor: extensions.cursor, parts: list[Share], made: list[tuple[int, int, int]]
) -> None:
    """Make the temporary tables that all rows are selected from."""
    cursor.execute(
        "CREATE TEMP TABLE named (n int PRIMARY KEY, name text, kana text, name_key text,"
        " kana_key text);"
        "CREATE TEMP TABLE part (organization bigint, program bigint, spec bigint, first bigint,"
        " last bigint, course bigint, courses int, listed int)"
    )
    names = [(n, *row) for n, row in enumerate(named_people())]
    execute_values(cursor, "INSERT INTO named VALUES %s", names)
    rows = [
        (*ids, part.first, part.last, part.first_course, part.courses, part.listed)
        for part, ids in zip(parts, made, strict=True)
    ]
    execute_values(cursor, "INSERT INTO part VALUES %s", rows)
    # Rows of all organizations lie between each other, as they do when years have passed.
    cursor.execute(
        "CREATE TEMP TABLE line AS SELECT row_number() OVER (ORDER BY hashint8(i.n)) AS g,"
        " organization, program, course + (i.n - first) %% courses AS c,"
        " name, kana, name_key, kana_key"
        " FROM part, generate_series(first, last) i(n)"
        " JOIN named ON named.n = (i.n * 7919) %% %s ORDER BY g",
        [len(names)],
    )
    cursor.execute("ANALYZE line")


def _fill_courses(cursor: extensions.cursor, now: datetime) -> None:
    # The listed courses begin within a year from now, the past ones lie in the last four.
    starts = (
        "%(now)s::timestamptz + CASE WHEN c - course < listed"
        " THEN interval '60 days' + (c * 7 %% 300) * interval '1 day'"
        " ELSE - (c * 37 %% 1400) * interval '1 day' - interval '30 days' END"
    )
    source = (
        f"(SELECT part.*, c, {starts} AS starts"
        " FROM part, generate_series(course, course + courses - 1) c) s"
    )
    params = {"now": now}
    owner = {"organization": "organization"}
    insert(cursor, Course, owner | {
        "id": "c", "program": "program", "spec": "spec",
        "public_code": CODE % "c", "title": "'つながりサポーター養成講座 第' || c || '回'",
        "lead": "'はじめての方も、安心してご参加ください。'", "eligibility": "'どなたでも'",
        "capacity": "300", "state": "'published'", "published_at": "starts - interval '100 days'",
        "opens_at": "least(%(now)s::timestamptz, starts) - interval '50 days'",
        "applications_close_at": "starts - interval '10 days'",
        "promotion_until": "starts - interval '2 days'",
        "starts_at": "starts", "ends_at": "starts + interval '7 days 3 hours'",
        "fiscal_year": "extract(year FROM starts - interval '3 months')",
    }, source, params)  # fmt: skip
    insert(cursor, CourseSession, owner | {
        "id": "c * 2 + n - 2", "course": "c", "n": "n",
        "starts_at": "starts + (n - 1) * interval '7 days'",
        "ends_at": "starts + (n - 1) * interval '7 days' + interval '3 hours'",
        "venue": "'中央公民館 第' || c %% 9 + 1 || '会議室'",
        "venue_address": "'みどり県つばき市中央' || c %% 5 + 1 || '-1'",
    }, f"{source}, generate_series(1, 2) n", params)  # fmt: skip
    insert(cursor, CurriculumItem, owner | {
        "id": "(c * 2 + n - 3) * 3 + k", "session": "c * 2 + n - 2", "order": "k",
        "minutes": "60", "title": "'講義 第' || k || '部'",
    }, f"{source}, generate_series(1, 2) n, generate_series(1, 3) k", params)  # fmt: skip


def _fill_applications(cursor: extensions.cursor, now: datetime) -> None:
    params = {"now": now}
    at = "%(now)s::timestamptz - (g %% 400 + 20) * interval '1 day'"
    owner = {"id": "g", "organization": "line.organization"}
    mail = "'person' || g || '@example.jp'"
    phone = "'090' || lpad((g * 7 %% 100000000)::text, 8, '0')"
    birth = "date '1950-01-01' + (g * 31 %% 20000)::int"
    named = {key: key for key in ("name", "kana", "name_key", "kana_key")}
    insert(cursor, Person, owner | named | {
        "birth_date": birth, "phone": phone, "email": mail, "postcode": "'9900011'",
        "address": "'みどり県つばき市中央' || g %% 40 + 1",
    }, "line ORDER BY g", params)  # fmt: skip
    insert(cursor, Submission, owner | {
        "course": "c", "channel": "'web'", "received_at": at, "contact_name": "name",
        "contact_email": mail, "contact_phone": phone, "reference": CODE % "g",
        "token": "'bench-' || g",
    }, "line ORDER BY g", params)  # fmt: skip
    insert(cursor, Application, owner | named | {
        "submission": "g", "course": "c", "person": "g", "birth_date": birth,
        "phone": phone, "email": mail, "reference": CODE % "g", "received_seq": "g",
        "state": STATE, "state_changed_at": at, "queued_at": at,
    }, "line ORDER BY g", params)  # fmt: skip
    insert(cursor, ApplicantAttribute, owner | {
        "application": "g", "attribute": "'resident'", "age_band": "'40s'",
    }, "line ORDER BY g", params)  # fmt: skip
    insert(cursor, Completion, owner | {
        "program": "line.program", "application": "g", "person": "g",
        "fiscal_year": "course.fiscal_year", "series_year": "0", "number_value": "g",
        "number_text": "'第' || g || '号'", "completed_on": "course.ends_at::date",
        "decided_on": "course.ends_at::date", "result": "'completed'", "reason": "'全日程に出席'",
    }, "line JOIN trainings_course course ON course.id = c"
        " WHERE course.ends_at < %(now)s AND g %% 10 < 8 ORDER BY g", params)  # fmt: skip
