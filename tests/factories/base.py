"""What every factory shares: rows are made inside the open organization."""

from datetime import datetime
from typing import Any

import factory

from foundation.clock import JST
from foundation.organizations.tenancy import current_organization_id

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=JST)
"""The moment the test data is arranged around: Thursday 1 October 2026, nine in the morning."""


# A call of a factory makes a row, which its class does not tell mypy.
ModelFactory: Any = factory.django.DjangoModelFactory


class OwnedFactory(ModelFactory):
    """Makes a row of the organization that is open: `with within(world.aoba): CourseFactory()`."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        assert current_organization_id() is not None, "open an organization: with within(org):"
        return super()._create(model_class, *args, **kwargs)
