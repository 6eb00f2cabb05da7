"""Seeds what the figures of one course and the participation need beside the rest."""

from datetime import date
from random import Random

from foundation.clock import on_day
from foundation.organizations.models import Municipality
from foundation.programs.models import Program
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory
from tests.factories.reports import course, people, team_of
from trainings.enums_team import SystemStage
from trainings.models import (
    CertificateIssue,
    Completion,
    CourseSession,
    CurriculumItem,
    Engagement,
    Instructor,
    MunicipalityStage,
)

EACH_PAPER = 7  # every seventh completion has papers


def seed_beside(programs: list[Program], chance: Random) -> None:
    """Further small teams; timetables, lecturers, papers and stages for the courses there are."""
    _seed_small_teams(programs, chance)
    guests = Instructor.objects.bulk_create([Instructor(name=f"ゲスト{n}") for n in range(4)])
    for session in CourseSession.objects.order_by("id"):
        CurriculumItem.objects.bulk_create(
            CurriculumItem(session=session, order=n, minutes=chance.randrange(5, 90), title="講義")
            for n in range(chance.randrange(4))
        )
        for guest in chance.sample(guests, chance.randrange(4)):
            state = chance.choice(["asked", "agreed", "declined"])
            Engagement.objects.create(session=session, instructor=guest, minutes=30, state=state)
    _seed_papers(chance)
    _seed_stages(chance)


def _seed_small_teams(programs: list[Program], chance: Random) -> None:
    """Let a few municipalities take part each year, so that many drop out and some come back."""
    towns = list(Municipality.objects.filter(code__startswith="9700").order_by("code"))
    for program in programs:
        for year in (2023, 2024, 2025, 2026):
            made = course(program, date(year, 4 + chance.randrange(5), 1))
            for town in chance.sample(towns, 3):
                team_of(made, town, people(1)[0])


def _seed_papers(chance: Random) -> None:
    made = []
    for one in Completion.objects.filter(result="completed").order_by("id")[::EACH_PAPER]:
        for index in range(1, chance.randrange(1, 4)):
            gone = {"revoked_at": NOW, "revoked_reason": "差し替え"} if index == 1 else {}
            made.append(
                CertificateIssue(
                    completion=one, kind="certificate", number_text=one.number_text,
                    issue_index=index, issued_on=on_day(NOW), verify_hash=f"{one.pk}-{index}",
                    issue_reason="" if index == 1 else "紛失",
                    **(gone if chance.random() < 0.4 else {}),
                )
            )  # fmt: skip
    CertificateIssue.objects.bulk_create(made)


def _seed_stages(chance: Random) -> None:
    never = MunicipalityFactory(code="970099", name="来ない村")
    for town in [*Municipality.objects.filter(code__startswith="9700").exclude(pk=never.pk), never]:
        for year in chance.sample(range(2022, 2027), chance.randrange(4)):
            stage = chance.choice(SystemStage.values)
            MunicipalityStage.objects.create(municipality=town, fiscal_year=year, stage=stage)
    MunicipalityStage.objects.get_or_create(
        municipality=never, fiscal_year=2022, defaults={"stage": "considering"}
    )
