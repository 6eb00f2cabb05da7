"""A programme of あおば市 that dispatches, its coordinator, and one supporter."""

from types import SimpleNamespace

import pytest

from dispatch.presets import apply_preset
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.programs.models import Program
from supporters.models import Supporter
from supporters.presets import apply_preset as apply_supporter_preset
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory


@pytest.fixture
def coordinator(world):
    """A coordinator of あおば市 (the membership)."""
    return world.member(Role.COORDINATOR)


@pytest.fixture
def doer(coordinator):
    """Keywords of an action done by the coordinator at NOW."""
    return {"actor": Actor.staff(coordinator.user), "now": NOW}


@pytest.fixture
def program(aoba, clerk) -> Program:
    program = ProgramFactory(
        name="ひきこもりサポーター養成・派遣事業", neutral_label="活動のお知らせ"
    )
    apply_supporter_preset(program, actor=clerk, now=NOW)
    make_supporters.publish_texts(program)
    apply_preset(program, actor=clerk, now=NOW)
    return program


@pytest.fixture
def supporter(program) -> Supporter:
    """A supporter who may be asked from 1 April 2026 to 31 March 2028."""
    return make_supporters.supporter(program)


@pytest.fixture
def case(program, coordinator):
    """A case with both consents, the coordinator on its team."""
    return make.consented_case(program, coordinator.user)


@pytest.fixture
def path(case, coordinator, supporter):
    """An approved request of the case, and on demand what follows from it."""
    request = make.request(case, coordinator.user)

    def active(**values):
        return make.assignment(request, supporter, **values)

    return SimpleNamespace(request=request, active=active, supporter=supporter)
