"""Fixtures of reports: one programme of あおば市."""

import pytest

from foundation.programs.models import Program
from tests.factories.organizations import ProgramFactory


@pytest.fixture
def program(aoba) -> Program:
    return ProgramFactory(name="ひきこもりサポーター養成・派遣事業")
