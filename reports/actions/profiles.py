"""Enter the basic figures of a place: by hand or from a table."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Municipality, MunicipalityProfile, Organization
from foundation.refusals import Refused
from reports.rules.profiles import places_of, why_not_figures, why_not_year


@dataclass(frozen=True)
class BasicFigures:
    """What is known about a place in a year, and where it was read."""

    population: int
    area_km2: Decimal
    households: int
    ageing_rate: Decimal
    source: str = ""


@action("reports.profile.written")
def write_profile(
    place: Municipality,
    year: int,
    figures: BasicFigures,
    *,
    organization: Organization,
    is_imported: bool = False,
    actor: Actor,
    now: datetime,
) -> MunicipalityProfile:
    """Write the figures of a place and year, over those that stood there.

    Refused for places of others, years that have not begun, and figures that cannot be true.
    """
    if not places_of(organization).filter(pk=place.pk).exists():
        raise Refused("place_of_others", "この市町村の数値は、ここからは入力できません。")
    refusal = why_not_year(year, on_day(now)) or why_not_figures(
        figures.population, figures.households, figures.ageing_rate
    )
    if refusal:
        raise Refused(refusal)
    made, _ = MunicipalityProfile.objects.update_or_create(
        municipality=place,
        year=year,
        defaults={
            **asdict(figures),
            "entered_by": organization,
            "entered_at": now,
            "is_imported": is_imported,
        },
    )
    return made


@action("reports.profile.deleted")
def delete_profile(
    profile: MunicipalityProfile, *, organization: Organization, actor: Actor
) -> None:
    """Remove the figures of a place and year; refused for places of others.

    Returns that were submitted keep the numbers they were submitted with.
    """
    if not places_of(organization).filter(pk=profile.municipality_id).exists():
        raise Refused("place_of_others", "この市町村の数値は、ここからは削除できません。")
    profile.delete()
