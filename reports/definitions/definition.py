"""What a table is: its code, its words, the version of its definition and how it is built."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.asking import Ask
from reports.charts import Chart
from reports.reader import Reader
from reports.results import Result

OVERVIEW, TRAININGS, TEAM_TRAININGS, REGISTER, DISPATCH, PLACES = (
    "全体", "研修", "チーム型研修", "サポーターの登録", "派遣", "費用と基礎数値",
)  # fmt: skip
GROUPS = (OVERVIEW, TRAININGS, TEAM_TRAININGS, REGISTER, DISPATCH, PLACES)


@dataclass(frozen=True)
class TableDefinition:
    """One table. `version` rises whenever a figure in it comes to mean something else.

    `group` is the heading under which the list of tables shows it.
    """

    code: str
    group: str
    title: str
    about: str
    version: int
    build: Callable[[Ask, Reader], Result]
    draw: Callable[[Result], tuple[Chart, ...]] = lambda result: ()

    def charts(self, result: Result) -> tuple[Chart, ...]:
        """Return the charts of a computed table; one without any value is left out."""
        return tuple(chart for chart in self.draw(result) if not chart.is_empty)
