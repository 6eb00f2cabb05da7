"""Figures of the team training: municipalities, teams, trainees by affiliation (domain §7.2)."""

from django.db.models import Exists, OuterRef, QuerySet

from foundation.organizations.permissions import Permission
from reports.asking import Ask, program_q, year_q
from reports.figures.figure import Figure, Listed, Part, first_of_each
from reports.figures.trainings import APPLICATION_PAGE, audience
from trainings.enums_team import MemberCategory
from trainings.models import Application
from trainings.models.team import Team


def teams(ask: Ask) -> QuerySet[Team]:
    """Return the teams of which somebody had a seat when session 1 began."""
    seated = audience(ask).filter(team_member__team=OuterRef("pk"))
    rows: QuerySet[Team] = Team.objects.filter(
        program_q(ask, "course__program"), year_q(ask, "course__fiscal_year"), Exists(seated)
    )
    return rows


def municipalities(ask: Ask) -> QuerySet[Team]:
    """Return one team for each municipality, programme and fiscal year."""
    return first_of_each(teams(ask), "course__program", "course__fiscal_year", "municipality")


def team_audience(ask: Ask) -> QuerySet[Application]:
    """Return the audience that came in teams."""
    return audience(ask).filter(team_member__isnull=False)


MUNICIPALITY = Part(
    "municipality", "市町村", "municipality__code", named=lambda row: str(row.municipality.name)
)
AFFILIATION = Part("affiliation", "所属", "team_member__category", tuple(MemberCategory.choices))


def of_affiliation(category: MemberCategory) -> Figure:
    """Return the figure of the trainees of one affiliation."""

    def rows(ask: Ask) -> QuerySet[Application]:
        return team_audience(ask).filter(team_member__category=category)

    return Figure(
        code=f"team_{category.value}",
        label=str(category.label),
        unit="人",
        definition=f"受講者のうち、所属の区分が「{category.label}」の人の数。",
        rows=rows,
        see_rows=Permission.SEE_APPLICANTS,
        program="course__program_id",
        year="course__fiscal_year",
        person="person",
        related=("course", "team_member__team__municipality"),
        order=("course_id", "kana_key"),
        listed=_LISTED,
        page=APPLICATION_PAGE,
        personal="trainings.Application",
    )


_LISTED = (
    Listed("受付番号", str),
    Listed("氏名", lambda row: row.name),
    Listed("チーム", lambda row: str(row.team_member.team)),
    Listed("研修名", lambda row: row.course.title),
)
_TEAM = (
    Listed("市町村", lambda row: row.municipality.name),
    Listed("チーム", lambda row: row.name),
    Listed("研修名", lambda row: row.course.title),
)

MUNICIPALITIES = Figure(
    code="municipalities",
    label="自治体",
    unit="市町村",
    definition="チームが参加した市町村の数。同じ年度に2チームが参加した市町村も1と数えます。",
    rows=municipalities,
    see_rows=Permission.SEE_COURSES,
    program="course__program_id",
    year="course__fiscal_year",
    related=("course", "municipality"),
    order=("municipality__code",),
    listed=_TEAM,
)
TEAMS = Figure(
    code="teams",
    label="チーム",
    unit="チーム",
    definition="第1回の開始のときに参加が決まっていたチームの数。",
    rows=teams,
    see_rows=Permission.SEE_COURSES,
    program="course__program_id",
    year="course__fiscal_year",
    related=("course", "municipality"),
    order=("municipality__code", "name"),
    parts=(MUNICIPALITY,),
    listed=_TEAM,
)
TEAM_AUDIENCE = Figure(
    code="team_audience",
    label="受講者数",
    unit="人",
    definition=(
        "チームの構成員のうち、第1回の開始のときに参加が決まっていた人の数。"
        "途中で交代した席は1と数えます。"
    ),
    rows=team_audience,
    see_rows=Permission.SEE_APPLICANTS,
    program="course__program_id",
    year="course__fiscal_year",
    person="person",
    related=("course", "team_member__team__municipality"),
    order=("course_id", "kana_key"),
    parts=(AFFILIATION,),
    listed=_LISTED,
    page=APPLICATION_PAGE,
    personal="trainings.Application",
)
BY_AFFILIATION = tuple(of_affiliation(category) for category in MemberCategory)

FIGURES = (MUNICIPALITIES, TEAMS, TEAM_AUDIENCE, *BY_AFFILIATION)

__all__ = ["BY_AFFILIATION", "FIGURES", "MUNICIPALITIES", "TEAMS", "TEAM_AUDIENCE"]
