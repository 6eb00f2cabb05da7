"""The history of basic figures begins with the rows of before."""

import json

import pytest

from tests.migrating import database, run

__all__ = ["database"]
pytestmark = pytest.mark.slow

PROGRAM = """
import django; django.setup()
import json
from datetime import datetime, UTC
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.migrating import migrate

migrate("organizations", "0003")
old = MigrationExecutor(connection).loader.project_state(
    [("organizations", "0003_profile_source_and_limits")]
).apps
town = old.get_model("organizations.Municipality").objects.create(
    code="992011", name="あおば市", prefecture="みどり県"
)
for year, entered in ((2024, None), (2025, datetime(2025, 6, 1, tzinfo=UTC))):
    old.get_model("organizations.MunicipalityProfile").objects.create(
        municipality=town, year=year, population=48_000 + year, area_km2="41.78",
        households=18_752, ageing_rate="27.4", source="住民基本台帳", entered_at=entered,
    )

migrate("organizations")
from foundation.organizations.models import MunicipalityProfile
row = MunicipalityProfile.objects.get(year=2025)
row.population = 1
row.save()
MunicipalityProfile.objects.get(year=2024).delete()
events = MunicipalityProfile.pgh_event_model.objects.order_by("year", "pgh_id")
print(json.dumps([[e.year, e.pgh_label, e.population, e.pgh_created_at.year] for e in events]))
"""


def test_rows_of_before_stand_in_the_history_as_they_were(database):
    first, gone, second, changed = json.loads(run(PROGRAM, database).splitlines()[-1])

    assert first[:3] == [2024, "insert", 50_024]
    assert gone[:3] == [2024, "delete", 50_024]
    assert second == [2025, "insert", 50_025, 2025]
    assert changed[:3] == [2025, "update", 1]
