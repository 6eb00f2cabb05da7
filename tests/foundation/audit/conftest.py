"""Two look-alike organizations."""

from collections.abc import Iterator

import pytest

from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within


def make_organization(slug: str) -> Organization:
    return Organization.objects.create(
        slug=slug, name="あおば市", kind="municipality", section_name="福祉課", phone="0451234567"
    )


@pytest.fixture
def towns(db: None) -> tuple[Organization, Organization]:
    return make_organization("audit-a"), make_organization("audit-b")


@pytest.fixture
def town(towns: tuple[Organization, Organization]) -> Iterator[Organization]:
    with within(towns[0]):
        yield towns[0]
