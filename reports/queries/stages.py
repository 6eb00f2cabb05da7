"""How far municipalities are with 重層的支援体制整備事業: a column beside their participation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.figures.participation import STAGE as OF_STAGE
from reports.figures.participation import STAGES
from reports.results import Block, Cell, Drill, Heading, Line
from trainings.enums_team import SystemStage

STAGE = Heading(
    "取組段階",
    definition="重層的支援体制整備事業の段階（実施・移行準備・検討・未着手）。"
    "表示した最後の年度までで最も新しい記録です。",
    shown=Shown.MIXED,
)


def stages_by(ask: Ask) -> dict[str, SystemStage]:
    """Return the newest stage known by the last year, by code of the municipality. One query."""
    rows = STAGES.rows(ask).values_list("municipality__code", "stage")
    return {code: SystemStage(stage) for code, stage in rows}


def with_stages(
    block: Block, codes: Sequence[str], stages: dict[str, SystemStage], year: int
) -> Block:
    """Return a block with the stage of each line's municipality, and a last line a stage.

    Where nothing is known of any municipality the block stays as it is.
    """
    found = Counter(stages[code] for code in codes if code in stages)
    if not found:
        return block
    words = [str(stages[code].label) if code in stages else None for code in codes]
    totals = block.lines[len(codes) :]
    lines = [
        replace(line, cells=(*line.cells, Cell(text)))
        for line, text in zip(block.lines, (*words, *("" for _ in totals)), strict=True)
    ]
    blank = (Cell(""),) * len(block.headings)
    for stage in SystemStage:
        if found[stage]:
            drill = Drill(STAGES.code, year, part=OF_STAGE.code, choice=stage.value)
            cells = (*blank, Cell(found[stage], drill))
            lines.append(Line(f"「{stage.label}」の市町村の数", cells, total=True))
    return replace(block, headings=(*block.headings, STAGE), lines=tuple(lines))
