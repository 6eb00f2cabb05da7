"""Numbers of the participation matrix that no yearly table has: who dropped out, and the stages."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures.figure import Figure, Listed, Part
from reports.figures.teams import teams
from trainings.enums_team import SystemStage
from trainings.models import MunicipalityStage
from trainings.models.team import Team

PROGRAM, YEAR = "course__program", "course__fiscal_year"


def dropped_out(ask: Ask) -> QuerySet[Team]:
    """Return the newest team of each municipality that sent none in the last year with teams.

    That year is the last one asked for in which the programme had any.
    """
    rows = teams(ask)
    same_program = teams(ask).filter(**{PROGRAM: OuterRef(PROGRAM)})
    last = same_program.order_by(f"-{YEAR}").values(YEAR)[:1]
    newer = same_program.filter(
        Q(**{f"{YEAR}__gt": OuterRef(YEAR)}) | Q(**{YEAR: OuterRef(YEAR)}, pk__gt=OuterRef("pk")),
        municipality=OuterRef("municipality"),
    )
    return rows.annotate(last_year=Subquery(last)).filter(
        ~Exists(newer), **{f"{YEAR}__lt": F("last_year")}
    )


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
    program="course__program_id",
    year=YEAR,
    related=("course", "municipality"),
    order=("municipality__code",),
    listed=(
        Listed("市町村", lambda row: row.municipality.name),
        Listed("最後に参加した年度", lambda row: fiscal_year_label(row.course.fiscal_year)),
        Listed("チーム", lambda row: row.name),
        Listed("研修名", lambda row: row.course.title),
    ),
    page="admin:trainings_team_change",
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

FIGURES = (DROPPED_OUT, STAGES)
