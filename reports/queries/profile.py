"""The lines of the profile: basic figures of a place and rates per 10,000 inhabitants."""

from foundation.organizations.models import MunicipalityProfile, Organization
from foundation.organizations.tenancy import current_organization_id
from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.figures.supporters import REGISTERED
from reports.figures.trainings import PEOPLE_TRAINED
from reports.numbers import per_ten_thousand
from reports.queries.counting import Counted, count
from reports.queries.yearly import TOTAL_CAPTION, shown_programs, year_label
from reports.results import Block, Cell, Drill, Heading, Line

PLACE = (
    Heading("人口", "人", "その年度までで最も新しい人口。", "基礎数値"),
    Heading("面積", "km²", "その年度までで最も新しい面積。", "基礎数値", Shown.DECIMAL),
    Heading("世帯数", "世帯", "その年度までで最も新しい世帯数。", "基礎数値"),
    Heading("高齢化率", "%", "その年度までで最も新しい高齢化率。", "基礎数値", Shown.DECIMAL),
)
RATES = (
    Heading("養成人数", "人", PEOPLE_TRAINED.definition, "年度の数"),
    Heading("登録者数", "人", REGISTERED.definition, "年度の数"),
    Heading("養成人数", "人", "養成人数を人口1万人あたりにした数。", "1万人あたり", Shown.DECIMAL),
    Heading(
        "養成人数の累計",
        "人",
        "最初の年度からの養成人数の累計を、人口1万人あたりにした数。",
        "1万人あたり",
        Shown.DECIMAL,
    ),
    Heading("登録者数", "人", "登録者数を人口1万人あたりにした数。", "1万人あたり", Shown.DECIMAL),
)


def newest_profiles(place: int | None, ask: Ask) -> dict[int, MunicipalityProfile]:
    """Return the newest profile of a place known by each year. One query."""
    known = list(MunicipalityProfile.objects.filter(municipality=place).order_by("year"))
    found = {}
    for year in ask.years:
        for profile in known:
            if profile.year <= year:
                found[year] = profile
    return found


def profile_blocks(ask: Ask) -> tuple[Block, ...]:
    """Return one block a programme, and before them their total when there are several."""
    organization = Organization.objects.get(pk=current_organization_id() or 0)
    profiles = newest_profiles(organization.municipality_id, ask)
    trained, registered = count(PEOPLE_TRAINED, ask), count(REGISTERED, ask)
    programs = shown_programs(ask)
    scopes: list[tuple[int | None, str]] = [(one.pk, one.name) for one in programs]
    if len(scopes) > 1:
        scopes.insert(0, (None, TOTAL_CAPTION))
    return tuple(
        Block(name, "年度", (*PLACE, *RATES), _lines(ask, profiles, (trained, registered), pk))
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
        trained, registered = (one.value(program, year) for one in counted)
        since += trained or 0
        cells = (
            *(
                Cell(getattr(profile, name, None))
                for name in ("population", "area_km2", "households", "ageing_rate")
            ),
            Cell(trained, Drill(PEOPLE_TRAINED.code, year, program)),
            Cell(
                registered,
                None if registered is None else Drill(REGISTERED.code, year, program),
            ),
            Cell(per_ten_thousand(trained, people)),
            Cell(per_ten_thousand(since, people)),
            Cell(per_ten_thousand(registered, people)),
        )
        lines.append(Line(year_label(year, ask.as_of), cells))
    return tuple(lines)
