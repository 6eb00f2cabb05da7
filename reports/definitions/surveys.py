"""アンケートの集計: one line a survey: asked, answered, means of the five-step questions.

Sheets of the web and of paper count together; the rate divides them by the people who were sent a
link, so paper sheets may take it above 100 %. A mean is that of everybody who answered the
question, before a course and after it; below the organization's small number of sheets it is
hidden (＊). The surveys are those of courses that have begun, in the year of the last session.
Source: the conventions of municipal surveys.
"""

from reports.asking import Ask
from reports.definitions.definition import TRAININGS, TableDefinition
from reports.queries.surveys import survey_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "アンケートの集計"
VERSION = 1
NOTES = ("「＊」は、回答が少ないために伏せた平均です。",)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table; five queries, however many surveys."""
    blocks = survey_blocks(ask, reader.threshold)
    return Result("surveys", TITLE, VERSION, ask.as_of, blocks, NOTES)


TABLE = TableDefinition(
    code="surveys",
    group=TRAININGS,
    title=TITLE,
    about="研修ごとに、アンケートの回答の数と率、5段階の質問の平均を並べます。",
    version=VERSION,
    build=build,
)
