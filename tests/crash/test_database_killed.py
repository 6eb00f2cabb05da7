"""kill -9 of PostgreSQL while residents apply: nothing confirmed is lost, nothing doubled."""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest

from foundation import clock
from foundation.organizations.tenancy import within
from tests.conftest import World
from tests.crash.conftest import Installation
from tests.crash.visitors import Visitor, crowd
from tests.factories.trainings import CourseFactory

pytestmark = pytest.mark.slow
SEATS, CONFIRMED_BEFORE = 30, 24
STORED = "SELECT name, state FROM trainings_application ORDER BY received_seq"


@pytest.fixture
def address(world: World, installation: Installation) -> str:
    """A course of あおば市 that takes applications now, on a server of its own."""
    now = clock.now()
    with within(world.aoba):
        course = CourseFactory(
            capacity=SEATS,
            opens_at=now - timedelta(days=1),
            applications_close_at=now + timedelta(days=7),
            promotion_until=now + timedelta(days=8),
            starts_at=now + timedelta(days=10),
        )
    installation.take_over()
    return f"{installation.serve()}/aoba/courses/{course.public_code}/apply/"


def test_what_was_confirmed_is_there_and_nothing_is_there_twice(address, installation):
    Visitor(0).ask(address)  # the server is up

    sent = crowd(address, count(1), 6, installation.kill, CONFIRMED_BEFORE)
    installation.cluster.start()

    confirmed = [visitor for visitor in sent if visitor.confirmed]
    in_doubt = [visitor for visitor in sent if not visitor.confirmed]
    stored = Counter(name for name, _ in installation.ask(STORED))
    assert len(confirmed) >= CONFIRMED_BEFORE
    assert in_doubt, "nobody was in the middle of applying"
    assert {visitor.name: stored[visitor.name] for visitor in confirmed} == dict.fromkeys(
        (visitor.name for visitor in confirmed), 1
    )
    assert set(stored.values()) == {1}

    for visitor in in_doubt + confirmed[:5]:
        visitor.send(address)

    rows = installation.ask(STORED)
    assert Counter(name for name, _ in rows) == dict.fromkeys((visitor.name for visitor in sent), 1)
    states = Counter(state for _, state in rows)
    assert states["accepted"] == min(SEATS, len(sent))
    assert states["accepted"] + states["waiting"] == len(sent)
    numbers = installation.ask("SELECT received_seq FROM trainings_application ORDER BY 1")
    assert len(set(numbers)) == len(sent)
    acts = installation.ask("SELECT count(*), count(DISTINCT token) FROM trainings_submission")
    assert acts == [(len(sent), len(sent))]
