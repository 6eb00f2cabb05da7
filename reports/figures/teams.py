"""Figures of the team training: municipalities, teams, trainees by affiliation (domain §7.2)."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from foundation.among import IsAmong
from foundation.organizations.permissions import Permission
from reports.asking import Ask, program_q, year_q
from reports.figures.figure import Figure, Listed, Part, first_of_each
from reports.figures.trainings import APPLICATION_PAGE, audience
from trainings.enums_team import MemberCategory
from trainings.models import Application
from trainings.models.team import Team, TeamMember

PROGRAM, YEAR = "team__course__program", "team__course__fiscal_year"


def teams(ask: Ask) -> QuerySet[Team]:
    """Return the teams of which somebody had a seat when session 1 began."""
    seated = audience(ask).filter(team_member__team=OuterRef("pk"))
    rows: QuerySet[Team] = Team.objects.filter(
        program_q(ask, "course__program"), year_q(ask, "course__fiscal_year"), Exists(seated)
    )
    return rows


def seats(ask: Ask) -> QuerySet[TeamMember]:
    """Return who had a seat in a team, with the municipality each comes from as `of_town`.

    Municipalities may make a team together; whoever says nothing else comes from the team's own.
    """
    seated = audience(ask).filter(team_member__isnull=False)
    rows: QuerySet[TeamMember] = TeamMember.objects.filter(
        IsAmong(F("application_id"), ArraySubquery(seated.order_by().values("pk")))
    ).annotate(
        of_town=Coalesce("municipality", "team__municipality"),
        of_code=Coalesce("municipality__code", "team__municipality__code"),
    )
    return rows


def municipalities(ask: Ask) -> QuerySet[TeamMember]:
    """Return one seat for each municipality, programme and fiscal year."""
    return first_of_each(seats(ask), PROGRAM, YEAR, "of_town")


def team_towns(ask: Ask) -> QuerySet[TeamMember]:
    """Return one seat for each team and municipality."""
    return first_of_each(seats(ask), "team", "of_town")


def team_audience(ask: Ask) -> QuerySet[Application]:
    """Return the audience that came in teams."""
    return audience(ask).filter(team_member__isnull=False)


MUNICIPALITY = Part(
    "municipality", "市町村", "of_code", named=lambda row: str(row.town.name), no_answer=""
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
_TOWN = Listed("市町村", lambda row: row.town.name)
_SEAT: dict[str, Any] = {
    "see_rows": Permission.SEE_COURSES,
    "program": f"{PROGRAM}_id",
    "year": YEAR,
    "related": ("municipality", "team__municipality", "team__course"),
    "listed": (
        _TOWN,
        Listed("チーム", lambda row: row.team.name),
        Listed("研修名", lambda row: row.team.course.title),
    ),
}

MUNICIPALITIES = Figure(
    code="municipalities",
    label="自治体",
    unit="市町村",
    definition=(
        "チームが参加した市町村の数。同じ年度に2チームが参加した市町村も1と数えます。"
        "複数の市町村で組んだチームは、構成員のいる市町村をそれぞれ数えます。"
    ),
    rows=municipalities,
    order=("of_code",),
    **_SEAT,
)
TEAM_TOWNS = Figure(
    code="team_towns",
    label="市町村ごとのチーム",
    unit="チーム",
    definition=(
        "その市町村の構成員が、第1回の開始のときに参加していたチームの数。"
        "複数の市町村で組んだチームは、それぞれの市町村に数えます。"
    ),
    rows=team_towns,
    order=("of_code", "team__name"),
    parts=(MUNICIPALITY,),
    **_SEAT,
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
    listed=(
        Listed("市町村", lambda row: row.municipality.name),
        Listed("チーム", lambda row: row.name),
        Listed("研修名", lambda row: row.course.title),
    ),
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

__all__ = ["BY_AFFILIATION", "FIGURES", "MUNICIPALITIES", "TEAMS", "TEAM_AUDIENCE", "TEAM_TOWNS"]
