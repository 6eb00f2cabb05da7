"""Every text, address, date of birth, JSON or file column is declared personal or not (rule G2)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from foundation.organizations.walls import owned_models

SUSPECT = (
    models.CharField,
    models.TextField,
    models.EmailField,
    models.JSONField,
    models.FileField,
    models.DateField,
    models.GenericIPAddressField,
)


def _suspects(model: type[models.Model]) -> set[str]:
    names = set()
    for field in model._meta.local_fields:
        if not isinstance(field, SUSPECT) or isinstance(field, models.DateTimeField | ArrayField):
            continue
        if isinstance(field, models.DateField) and "birth" not in field.name:
            continue
        if field.choices and field.name != "sex":
            continue
        names.add(field.name)
    return names


def _own_models() -> list[type[models.Model]]:
    return [m for m in owned_models() if not hasattr(m, "pgh_tracked_model")]


def test_every_suspect_column_is_declared():
    undeclared = {
        f"{model._meta.label}.{name}"
        for model in _own_models()
        for name in _suspects(model)
        - set(getattr(model, "PERSONAL", {}))
        - set(getattr(model, "NOT_PERSONAL", ()))
    }

    assert undeclared == set()


def test_every_declared_column_exists():
    missing = {
        f"{model._meta.label}.{name}"
        for model in _own_models()
        for name in {*getattr(model, "PERSONAL", {}), *getattr(model, "NOT_PERSONAL", ())}
        - {field.name for field in model._meta.local_fields}
    }

    assert missing == set()
