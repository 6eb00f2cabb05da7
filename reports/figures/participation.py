"""Numbers of the participation matrix that no yearly table has: who dropped out, and the stages."""

from django.db.models import Exists, OuterRef, QuerySet

from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures.figure import Figure, Listed, Part
from reports.figures.teams import PROGRAM, TEAM_TOWNS, YEAR, team_towns
from trainings.enums_team import SystemStage
from trainings.models import MunicipalityStage
from trainings.models.team import TeamMember


def dropped_out(ask: Ask) -> QuerySet[TeamMember]:
    """Return a seat of the newest team of each municipality that had none in the last year.

    That year is the last one asked for in which the programme had teams. One query to find them.
    """
    last: dict[int, int] = {}
    newest: dict[tuple[int, int], tuple[int, int]] = {}
    for program, town, year, pk in team_towns(ask).values_list(PROGRAM, "of_town", YEAR, "pk"):
        last[program] = max(last.get(program, year), year)
        newest[program, town] = max(newest.get((program, town), (year, pk)), (year, pk))
    gone = [pk for (program, _), (year, pk) in newest.items() if year < last[program]]
    return team_towns(ask).filter(pk__in=gone)


def stages(ask: Ask) -> QuerySet[MunicipalityStage]:
    """Return the newest stage of each municipality known by the last year."""
    known = MunicipalityStage.objects.filter(fiscal_year__lte=ask.last_year)
    newer = known.filter(
        municipality=OuterRef("municipality"), fiscal_year__gt=OuterRef("fiscal_year")
    )
    rows: QuerySet[MunicipalityStage] = known.filter(~Exists(newer))
    return rows


STAGE = Part("stage", "段階", "stage", tuple(SystemStage.choices))

DROPPED_OUT = Figure(
    code="dropped_out",
    label="途切れた市町村",
    unit="市町村",
    definition=(
        "表示した年度のうち、研修のあった最後の年度に参加がなく、それより前の年度に参加のある市町村の数。"
    ),
    rows=dropped_out,
    see_rows=Permission.SEE_COURSES,
    program=TEAM_TOWNS.program,
    year=YEAR,
    related=TEAM_TOWNS.related,
    order=("of_code",),
    listed=(
        Listed("市町村", lambda row: row.town.name),
        Listed("最後に参加した年度", lambda row: fiscal_year_label(row.team.course.fiscal_year)),
        Listed("チーム", lambda row: row.team.name),
        Listed("研修名", lambda row: row.team.course.title),
    ),
)
STAGES = Figure(
    code="stages",
    label="取組段階",
    unit="市町村",
    definition=(
        "重層的支援体制整備事業の段階（実施・移行準備・検討・未着手）が記録されている市町村の数。"
        "表示した最後の年度までで最も新しい記録です。"
    ),
    rows=stages,
    see_rows=Permission.SEE_COURSES,
    program="",
    year="fiscal_year",
    stock=True,
    parts=(STAGE,),
    related=("municipality",),
    order=("municipality__code",),
    listed=(
        Listed("市町村", lambda row: row.municipality.name),
        Listed("段階", lambda row: row.get_stage_display()),
        Listed("年度", lambda row: fiscal_year_label(row.fiscal_year)),
        Listed("メモ", lambda row: row.note),
    ),
    page="admin:trainings_municipalitystage_change",
)

FIGURES = (TEAM_TOWNS, DROPPED_OUT, STAGES)
