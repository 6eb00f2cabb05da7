"""Migrations that carry data, tried on a database that holds rows of before."""

import json
from typing import Any

import pytest

from tests.migrating import database, run

__all__ = ["database"]
pytestmark = pytest.mark.slow

PROGRAM = """
import django; django.setup()
import json
from datetime import datetime, timedelta, UTC
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from foundation.organizations.tenancy import EVERYWHERE, within
from tests.migrating import migrate

migrate("dispatch", "0004")
old = MigrationExecutor(connection).loader.project_state(
    [("dispatch", "0004_circle_care_money")]
).apps

NOW = datetime(2026, 10, 1, 5, tzinfo=UTC)

def make(label, **values):
    return old.get_model(label).objects.create(**values)

def town(slug):
    here = make("organizations.Organization", slug=slug, name=slug, kind="municipality",
                section_name="福祉課", phone="0451234567")
    o = {"organization_id": here.pk}
    program = make("programs.Program", kind="hikikomori", name="事業", neutral_label="活動", **o)
    person = make("people.Person", name="山田 花子", **o)
    number = make("supporters.Registration", program=program, person=person, number_text="001",
                  registered_on=NOW.date(), state_since=NOW.date(), **o)
    supporter = make("supporters.Supporter", program=program, person=person, registration=number,
                     **o)
    body = make("organizations.Body", name="居場所", kinds=["partner"], **o)
    request = make("dispatch.DispatchRequest", program=program, reference="DR" + slug[:6],
                   kind="place", body=body, requested_by="agency", channel="phone",
                   received_at=NOW, purpose="手伝い", **o)
    asked = make("dispatch.Invitation", request=request, supporter=supporter, area="北",
                 when="土曜", outline="手伝い", sent_at=NOW, deadline=NOW + timedelta(days=5), **o)
    work = make("dispatch.Assignment", invitation=asked, request=request, supporter=supporter, **o)
    for number, (strain, sent, apart) in enumerate(
        [(4, True, None), (2, False, None), (None, True, None), (3, True, 5), (9, True, None)]
    ):
        start = NOW + timedelta(days=number)
        visit = make("dispatch.Visit", assignment=work, supporter=supporter, starts_at=start,
                     ends_at=start + timedelta(hours=1), **o)
        state = {"state": "submitted", "submitted_at": start + timedelta(hours=5),
                 "reported_on": start.date(), "policy": "continue"} if sent else {}
        make("dispatch.ActivityReport", visit=visit, supporter=supporter, starts_at=start,
             ends_at=start + timedelta(hours=1), content="散歩", strain=strain, **state, **o)
        if apart:
            make("dispatch.CareCheck", visit=visit, supporter=supporter, strain=apart,
                 answered_at=start, **o)

with within(*EVERYWHERE):
    for slug in ("aoba", "wakaba"):
        town(slug)

migrate("dispatch")
with within(*EVERYWHERE), connection.cursor() as cursor:
    cursor.execute('''
        SELECT o.slug, extract(day FROM v.starts_at)::int, c.strain,
               c.answered_at = coalesce(r.submitted_at, r.ends_at), c.supporter_id = v.supporter_id
        FROM dispatch_carecheck c JOIN dispatch_visit v ON v.id = c.visit_id
        JOIN dispatch_activityreport r ON r.visit_id = v.id
        JOIN organizations_organization o ON o.id = c.organization_id ORDER BY 1, 2''')
    checks = cursor.fetchall()
    cursor.execute('''
        SELECT count(*) FROM information_schema.columns WHERE column_name = 'strain'
        AND table_name LIKE 'dispatch_activityreport%'
    ''')
    left = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM dispatch_activityreport")
    print(json.dumps({"checks": checks, "left": left, "reports": cursor.fetchone()[0]}))
"""


def test_strain_of_old_reports_becomes_the_supporters_own_record(database):
    """0005: answers move, in every town; one given apart stands; nonsense and no answer do not."""
    found: dict[str, Any] = json.loads(run(PROGRAM, database).splitlines()[-1])

    assert found["checks"] == [
        [town, *row]
        for town in ("aoba", "wakaba")
        # day of the visit, strain, when it was answered, by whom
        for row in ([1, 4, True, True], [2, 2, True, True], [4, 5, False, True])
    ]
    assert found["left"] == 0
    assert found["reports"] == 10
