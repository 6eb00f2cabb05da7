"""みどり県, あおば市 and わかば町: the last two look alike on purpose."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demo.days import Days
from foundation.fiscal import fiscal_period, fiscal_year
from foundation.organizations.models import (
    Issuer,
    LinkGrant,
    Municipality,
    MunicipalityProfile,
    Organization,
    OrganizationKind,
    OrganizationLink,
)
from foundation.organizations.tenancy import within

PREFECTURE = "みどり県"
YEARS_BACK = 4


@dataclass(frozen=True)
class Place:
    """What is known about one organization."""

    slug: str
    name: str
    code: str
    kana: str
    kind: OrganizationKind
    section: str
    phone: str
    postcode: str
    address: str
    issuer: tuple[str, str]
    figures: tuple[int, str, int, str]  # population, km², households, ageing rate


PLACES = (
    Place(
        "midori", "みどり県", "990001", "みどりけん", OrganizationKind.PREFECTURE,
        "福祉部 地域福祉課", "0990001000", "9900001", "みどり県あおば市県庁通1-1",
        ("みどり県知事", "緑川 太郎"), (412300, "3120.4", 175200, "31.2"),
    ),
    Place(
        "aoba", "あおば市", "992011", "あおばし", OrganizationKind.MUNICIPALITY,
        "福祉課 地域支援係", "0990002000", "9900011", "みどり県あおば市中央1-1",
        ("あおば市長", "青木 葉子"), (48200, "142.6", 20100, "29.8"),
    ),
    Place(
        "wakaba", "わかば町", "993018", "わかばちょう", OrganizationKind.MUNICIPALITY,
        "福祉課 地域支援係", "0990003000", "9900021", "みどり県わかば町中央1-1",
        ("わかば町長", "若林 葉平"), (12800, "96.1", 4900, "34.5"),
    ),
)  # fmt: skip
OTHERS = (
    ("992020", "つばき市", "つばきし", (86400, "310.2", 36800, "30.1")),
    ("993026", "もみじ町", "もみじちょう", (9100, "201.7", 3600, "38.9")),
)


def make_places(days: Days) -> dict[str, Organization]:
    """Make the three organizations with their issuers and links, and the code table around them."""
    first = fiscal_year(days.today) - YEARS_BACK
    begin = fiscal_period(first).valid_from
    organizations = {place.slug: _make(place, first, begin) for place in PLACES}
    for code, name, kana, figures in OTHERS:
        _municipality(code, name, kana, figures, first)
    for slug in ("aoba", "wakaba"):
        for grant in LinkGrant:
            OrganizationLink.objects.create(
                parent=organizations["midori"],
                child=organizations[slug],
                grant=grant,
                valid_from=begin,
            )
    # The two towns lend each other supporters.
    OrganizationLink.objects.create(
        parent=organizations["aoba"], child=organizations["wakaba"],
        grant=LinkGrant.PROVISION, valid_from=begin,
    )  # fmt: skip
    return organizations


def _make(place: Place, first_year: int, begin: date) -> Organization:
    organization = Organization.objects.create(
        slug=place.slug,
        name=place.name,
        kind=place.kind,
        municipality=_municipality(place.code, place.name, place.kana, place.figures, first_year),
        section_name=place.section,
        phone=place.phone,
        email=f"fukushi@{place.slug}.example.jp",
        postcode=place.postcode,
        address=place.address,
        consultation_text=f"{place.name}こころとくらしの相談窓口　電話 {place.phone}"
        "（平日9時から17時）",
    )
    title, name = place.issuer
    with within(organization):
        Issuer.objects.create(title=title, name=name, valid_from=begin)
    return organization


def _municipality(
    code: str, name: str, kana: str, figures: tuple[int, str, int, str], first_year: int
) -> Municipality:
    row = Municipality.objects.create(code=code, name=name, kana=kana, prefecture=PREFECTURE)
    population, area, households, ageing = figures
    for n in range(YEARS_BACK + 1):
        MunicipalityProfile.objects.create(
            municipality=row,
            year=first_year + n,
            population=population - population // 100 * n,
            area_km2=Decimal(area),
            households=households - 20 * n,
            ageing_rate=Decimal(ageing) + Decimal(n) / 5,
            source="架空の数値",
        )
    return row
