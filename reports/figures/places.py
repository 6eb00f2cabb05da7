"""The basic figures of places: each number is what one row says, the newest by the last year."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from foundation.organizations.models import MunicipalityProfile, Organization
from foundation.organizations.permissions import Permission
from foundation.organizations.tenancy import current_organization_id
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures.figure import Figure, Listed, Part
from reports.figures.people_parts import area_names
from reports.rules.profiles import places_of


def newest(ask: Ask) -> QuerySet[MunicipalityProfile]:
    """Return the newest row of each place the organization keeps, known by the last year.

    One query for the organization itself.
    """
    own = Organization.objects.get(pk=current_organization_id() or 0)
    known = MunicipalityProfile.objects.filter(year__lte=ask.last_year)
    newer = known.filter(municipality=OuterRef("municipality"), year__gt=OuterRef("year"))
    return known.filter(~Exists(newer), municipality__in=places_of(own))


PLACE = Part("place", "市町村", "municipality__code", names=area_names, no_answer="")

_LISTED = (
    Listed("市町村", lambda row: row.municipality.name),
    Listed("基礎数値の年度", lambda row: fiscal_year_label(row.year)),
)


def _number(value: int | Decimal) -> str:
    return f"{value:,}"


def _figure(code: str, label: str, unit: str) -> Figure:
    def value(row: Any) -> str:
        return _number(getattr(row, code))

    return Figure(
        code=code,
        label=label,
        unit=unit,
        definition=f"その年度までで最も新しい{label}。",
        rows=newest,
        see_rows=Permission.SEE_REPORTS,
        program="",
        year="year",
        measure=Sum(code),
        stock=True,
        parts=(PLACE,),
        related=("municipality",),
        order=("municipality__code",),
        listed=(
            *_LISTED,
            Listed(f"{label}（{unit}）", value),
            Listed("出典", lambda row: row.source),
        ),
    )


POPULATION = _figure("population", "人口", "人")
AREA_KM2 = _figure("area_km2", "面積", "km²")
HOUSEHOLDS = _figure("households", "世帯数", "世帯")
AGEING_RATE = _figure("ageing_rate", "高齢化率", "%")

FIGURES = (POPULATION, AREA_KM2, HOUSEHOLDS, AGEING_RATE)
