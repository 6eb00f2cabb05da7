"""Targets, lessons and public tables of the demo."""

from demo.days import Days
from foundation.fiscal import fiscal_year
from foundation.programs.models import Program
from reports.models import Lesson, PublicTable, Target

YEARS = 3
TARGETS = {"people_trained": (10, 12, 15), "registered": (6, 12, 15)}
LESSONS = (
    (
        "夜の回に欠席が多く、修了に届かない方がいた。",
        "昼と夜を交互に開き、欠席した回を次の研修で受け直せるようにする。",
    ),
    (
        "登録のあと、活動の機会がない方がいる。",
        "交流会で近況をうかがい、短い時間の活動から案内する。",
    ),
)


def set_goals(program: Program, days: Days) -> None:
    """Set targets for three years, keep the lessons of the last one, open the year table."""
    this_year = fiscal_year(days.today)
    first = this_year - YEARS + 1
    for figure, values in TARGETS.items():
        for number, value in enumerate(values):
            Target.objects.create(
                program=program, fiscal_year=first + number, figure=figure, value=value
            )
    for order, (problem, direction) in enumerate(LESSONS, start=1):
        for year in (this_year - 1, this_year):
            Lesson.objects.create(
                program=program, fiscal_year=year, order=order, problem=problem, direction=direction
            )
    PublicTable.objects.create(table="year", first_year=first, is_open=True)
