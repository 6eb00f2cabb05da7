"""Exclusion constraints without the btree_gist extension: equal keys become one-point ranges."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, DateTimeRangeField
from django.db.models import F, Func, Q, Value


def _point(field: str) -> Func:
    """Return the range that holds just the value of an integer column."""
    return Func(
        F(field), F(field), Value("[]"), function="INT8RANGE", output_field=BigIntegerRangeField()
    )


def no_overlapping_days(
    name: str, keys: list[str], message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """Refuse two rows with equal integer `keys` whose valid_from…valid_through share a day."""
    days = Func(
        F("valid_from"),
        F("valid_through"),
        Value("[]"),
        function="DATERANGE",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[*((_point(key), "&&") for key in keys), (days, "&&")],
        condition=condition,
        violation_error_message=message,
    )


def no_overlapping_times(
    name: str, keys: list[str], message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """Refuse two rows with equal integer `keys` whose starts_at…ends_at share a moment."""
    times = Func(
        F("starts_at"),
        F("ends_at"),
        Value("[)"),
        function="TSTZRANGE",
        output_field=DateTimeRangeField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[*((_point(key), "&&") for key in keys), (times, "&&")],
        condition=condition,
        violation_error_message=message,
    )
