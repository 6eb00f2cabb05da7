"""The lines of the profile: basic figures of a place and rates per 10,000 inhabitants."""

from dataclasses import replace

from foundation.organizations.models import (
    MunicipalityProfile,
    Organization,
    OrganizationKind,
)
from foundation.organizations.tenancy import current_organization_id
from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures.places import AGEING_RATE, AREA_KM2, HOUSEHOLDS, PLACE, POPULATION
from reports.figures.supporters import REGISTERED
from reports.figures.trainings import PEOPLE_TRAINED
from reports.numbers import Quotient, per_ten_thousand
from reports.queries.counting import Counted, count_together
from reports.queries.yearly import TOTAL_CAPTION, shown_programs, year_label
from reports.results import Block, Cell, Divisor, Drill, Heading, Line
from reports.rules.profiles import places_of

FIGURES = (POPULATION, AREA_KM2, HOUSEHOLDS, AGEING_RATE)
PER = "1万人あたり"
BASIC = tuple(
    Heading(
        one.label,
        one.unit,
        one.definition,
        "基礎数値",
        Shown.DECIMAL if one in (AREA_KM2, AGEING_RATE) else Shown.INTEGER,
    )
    for one in FIGURES
)
RATES = (
    Heading("養成人数", "人", PEOPLE_TRAINED.definition, "年度の数"),
    Heading("登録者数", "人", REGISTERED.definition, "年度の数"),
    *(
        Heading(label, "人", definition, PER, Shown.DECIMAL, term=f"{PER}の{label}")
        for label, definition in (
            ("養成人数", "その年度の養成人数を人口で割り、1万を掛けた数。"),
            (
                "養成人数の累計",
                "表示した最初の年度からの養成人数の累計を人口で割り、1万を掛けた数。",
            ),
            ("登録者数", "登録者数を人口で割り、1万を掛けた数。"),
        )
    ),
)


def newest_profiles(place: int | None, ask: Ask) -> dict[int, MunicipalityProfile]:
    """Return the newest profile of a place known by each year. One query."""
    rows = MunicipalityProfile.objects.filter(municipality=place).select_related("municipality")
    known = list(rows.order_by("year"))
    found = {}
    for year in ask.years:
        for profile in known:
            if profile.year <= year:
                found[year] = profile
    return found


def own_organization() -> Organization:
    """Return the open organization. One query."""
    return Organization.objects.get(pk=current_organization_id() or 0)


def sources_of(profiles: dict[int, MunicipalityProfile]) -> tuple[str, ...]:
    """Return a note for each source the figures were read in."""
    found = {
        profile.year: f"基礎数値の出典：{profile.source}（{fiscal_year_label(profile.year)}）"
        for profile in profiles.values()
        if profile.source
    }
    return tuple(found.values())


def places_block(ask: Ask) -> tuple[Block, ...]:
    """Return the places of a prefecture with their newest figures; nothing for a town.

    Two queries.
    """
    organization = own_organization()
    if organization.kind != OrganizationKind.PREFECTURE:
        return ()
    known = MunicipalityProfile.objects.filter(
        municipality__in=places_of(organization), year__lte=ask.last_year
    )
    newest = {one.municipality_id: one for one in known.order_by("year")}
    places = sorted(places_of(organization), key=lambda place: place.code)
    lines = tuple(
        Line(
            place.name,
            (
                *_figures(newest.get(place.pk), place.code, ask.last_year),
                Cell(_year(newest.get(place.pk))),
            ),
        )
        for place in places
    )
    year = Heading("年度", definition="基礎数値の年度。", shown=Shown.TEXT, term="基礎数値の年度")
    caption = f"県内の市町村（{fiscal_year_label(ask.last_year)}までで最も新しい数値）"
    return (Block(caption, "市町村", (*BASIC, year), lines),)


def _year(profile: MunicipalityProfile | None) -> str | None:
    return fiscal_year_label(profile.year) if profile else None


def _figures(profile: MunicipalityProfile | None, code: str, year: int) -> tuple[Cell, ...]:
    if profile is None:
        return (Cell(None),) * len(FIGURES)
    return tuple(
        Cell(getattr(profile, one.code), Drill(one.code, year, part=PLACE.code, choice=code))
        for one in FIGURES
    )


def profile_blocks(ask: Ask, profiles: dict[int, MunicipalityProfile]) -> tuple[Block, ...]:
    """Return one block a programme, and before them their total when there are several."""
    counts = count_together((PEOPLE_TRAINED, REGISTERED), ask)
    trained, registered = (counts[one.code] for one in (PEOPLE_TRAINED, REGISTERED))
    programs = shown_programs(ask)
    scopes: list[tuple[int | None, str]] = [(one.pk, one.name) for one in programs]
    if len(scopes) > 1:
        scopes.insert(0, (None, TOTAL_CAPTION))
    return tuple(
        Block(name, "年度", (*BASIC, *RATES), _lines(ask, profiles, (trained, registered), pk))
        for pk, name in scopes
    )


def _lines(
    ask: Ask,
    profiles: dict[int, MunicipalityProfile],
    counted: tuple[Counted, Counted],
    program: int | None,
) -> tuple[Line, ...]:
    lines = []
    since = 0
    for year in ask.years:
        profile = profiles.get(year)
        people = profile.population if profile else None
        code = profile.municipality.code if profile else ""
        trained, registered = (one.value(program, year) for one in counted)
        since += trained or 0
        of_year = Drill(PEOPLE_TRAINED.code, year, program)
        so_far = replace(of_year, year=None, years=tuple(range(ask.first_year, year + 1)))
        on_register = Drill(REGISTERED.code, year, program)
        cells = (
            *_figures(profile, code, year),
            Cell(trained, of_year),
            Cell(registered, None if registered is None else on_register),
            *(
                _rate(number, people, drill, code)
                for number, drill in (
                    (trained, of_year),
                    (since, so_far),
                    (registered, on_register),
                )
            ),
        )
        lines.append(Line(year_label(year, ask.as_of), cells))
    return tuple(lines)


def _rate(number: int | None, people: int | None, drill: Drill, code: str) -> Cell:
    value = per_ten_thousand(number, people)
    over = Divisor(Quotient.RATE, POPULATION.code, PLACE.code, code)
    return Cell(value, None if value is None else replace(drill, over=over))
