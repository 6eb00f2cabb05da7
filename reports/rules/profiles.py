"""Whose basic figures an organization keeps, and which figures cannot be true."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from foundation.fiscal import fiscal_year
from foundation.organizations.models import Municipality, Organization, OrganizationKind
from foundation.refusals import Refusal

FIRST_YEAR = 1990
PERSONS_A_HOUSEHOLD = 20


def places_of(organization: Organization) -> QuerySet[Municipality]:
    """Return the places an organization may enter: its own; a prefecture also those inside it."""
    own = Municipality.objects.filter(pk=organization.municipality_id or 0)
    if organization.kind != OrganizationKind.PREFECTURE:
        return own
    return Municipality.objects.filter(prefecture__in=own.values("prefecture"))


def why_not_year(year: int, today: date) -> Refusal | None:
    """Return why there are no figures of a year; None when there may be."""
    if FIRST_YEAR <= year <= fiscal_year(today):
        return None
    return Refusal("year_out_of_range", "年度は、平成2年度から今年度までで入力してください。")


def why_not_figures(population: int, households: int, ageing_rate: Decimal) -> Refusal | None:
    """Return why the figures of a place cannot be true; None when they can."""
    if population < 1 or households < 1:
        return Refusal("nobody_lives", "人口と世帯数は、1以上の数で入力してください。")
    if households > population:
        return Refusal(
            "more_households", "世帯数が人口より多くなっています。入力した欄をご確認ください。"
        )
    if population > households * PERSONS_A_HOUSEHOLD:
        return Refusal(
            "few_households",
            "1世帯の人数が20人を超えます。人口と世帯数の単位（人・世帯）をご確認ください。",
        )
    if not 0 <= ageing_rate <= 100:
        return Refusal("not_a_share", "高齢化率は、0から100までの数（%）で入力してください。")
    return None
