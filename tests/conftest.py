"""Fixtures of the whole suite: two look-alike organizations, and a clock that stands still."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from foundation import clock
from foundation.organizations.actor import Actor
from foundation.organizations.models import Membership, Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.base import NOW
from tests.factories.organizations import (
    IssuerFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganizationFactory,
    StaffUserFactory,
)
from tests.plugins import emptying

# A busy machine is slow, not wrong.
hypothesis_settings.register_profile(
    "suite",
    hypothesis_settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no search for garbage needs to go through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns about a folder that only collectstatic makes."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True, scope="session")
def quick_emptying() -> Iterator[None]:
    """What a test committed is deleted after it."""
    with pytest.MonkeyPatch.context() as patch:
        emptying.stand_in(patch)
        yield


@dataclass(frozen=True)
class World:
    """あおば市 and わかば町: same streets, same names, nothing in common."""

    aoba: Organization
    wakaba: Organization

    def member(self, *roles: Role, organization: Organization | None = None) -> Membership:
        """Make a staff member with the roles, by default a clerk of あおば市."""
        return MembershipFactory(
            user=StaffUserFactory(),
            organization=organization or self.aoba,
            roles=[role.value for role in roles or (Role.CLERK,)],
        )


def make_world() -> World:
    """Make both towns, each with somebody who signs its papers."""
    towns = [
        OrganizationFactory(
            slug=slug,
            name=name,
            municipality=MunicipalityFactory(code=code, name=name),
        )
        for slug, name, code in (("aoba", "あおば市", "992011"), ("wakaba", "わかば町", "993018"))
    ]
    for town, title in zip(towns, ("あおば市長", "わかば町長"), strict=True):
        with within(town):
            IssuerFactory(title=title)
    return World(*towns)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def aoba(world: World) -> Iterator[Organization]:
    """The test runs inside あおば市; look-alikes of わかば町 are made with `within(...)`."""
    with within(world.aoba):
        yield world.aoba


@pytest.fixture
def clerk(world: World) -> Actor:
    """A clerk of あおば市 as an actor."""
    return Actor.staff(world.member(Role.CLERK).user)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], datetime]:
    """Let the clock stand still: `at(NOW)` for pages, which ask the time themselves."""

    def stop(moment: datetime) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return stop


@pytest.fixture
def frozen(at: Callable[[datetime], datetime]) -> datetime:
    """The clock stands still at NOW."""
    return at(NOW)
