"""申込者の内訳: applications by 申込区分, age band, channel and what people heard the course from.

Every application of the year counts once, whatever became of it. n stands below each block; shares
are of n, rounded half up to a tenth of a percent, so they may miss 100.0 together; whoever was
asked and did not answer, or was not asked, stands as 無回答. 申込区分
and 年代 are class B (rule B14): their counts below the organization's threshold are masked for
everybody but the programme's clerk, and further counts, at last the whole year, while a masked one
could be computed; what is masked in one programme is masked in the total of all, and no masked
reader may choose another day than today.
"""

from dataclasses import replace

from reports.asking import Ask
from reports.charts import Chart
from reports.charts.choosing import first_parts
from reports.definitions.definition import TRAININGS, TableDefinition
from reports.figures import parts
from reports.figures.trainings import APPLICATIONS
from reports.masking import MASK_NOTE
from reports.queries.composition import composition_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "申込者の内訳"
VERSION = 1
PARTS = (parts.CATEGORY, parts.AGE_BAND, parts.CHANNEL, parts.HEARD_FROM)
SHARES = "割合は小数第2位を四捨五入しているため、合計が100%にならないことがあります。"
NOTES = (
    SHARES,
    "「無回答」には、たずねていない申込も含みます。",
    MASK_NOTE,
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table for a reader."""
    if reader.unmasked is not None:
        ask = replace(ask, as_of=reader.today)
    blocks = composition_blocks(APPLICATIONS, PARTS, ask, reader)
    return Result("composition", TITLE, VERSION, ask.as_of, blocks, NOTES)


def draw(result: Result) -> tuple[Chart, ...]:
    """Return for each part how the applications of the last year divide, programmes together."""
    return first_parts(result, PARTS)


TABLE = TableDefinition(
    code="composition",
    group=TRAININGS,
    title=TITLE,
    about="申込者を、申込区分・年代・申込の方法・知ったきっかけで分けて数え、割合を添えます。",
    version=VERSION,
    build=build,
    draw=draw,
)
