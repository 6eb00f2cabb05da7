"""How far municipalities are with 重層的支援体制整備事業: a column beside their participation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from foundation.spreadsheets import Shown
from reports.results import Block, Cell, Heading
from trainings.enums_team import SystemStage
from trainings.models import MunicipalityStage

STAGE = Heading(
    "取組段階",
    definition="重層的支援体制整備事業の段階（実施・移行準備・検討・未着手）。"
    "表示した最後の年度までで最も新しい記録です。",
    shown=Shown.TEXT,
)


def stages_by(year: int) -> dict[str, SystemStage]:
    """Return the newest stage known by a year, by code of the municipality. One query."""
    rows = MunicipalityStage.objects.filter(fiscal_year__lte=year).order_by("fiscal_year")
    return {
        code: SystemStage(stage) for code, stage in rows.values_list("municipality__code", "stage")
    }


def with_stages(block: Block, codes: Sequence[str], stages: dict[str, SystemStage]) -> Block:
    """Return a block with the stage of each line's municipality, their numbers in the last line.

    Where nothing is known of any municipality the block stays as it is.
    """
    found = Counter(stages[code] for code in codes if code in stages)
    if not found:
        return block
    words = [str(stages[code].label) if code in stages else None for code in codes]
    numbers = "、".join(f"{stage.label} {found[stage]}" for stage in SystemStage if found[stage])
    lines = tuple(
        replace(line, cells=(*line.cells, Cell(text)))
        for line, text in zip(block.lines, (*words, numbers), strict=True)
    )
    return replace(block, headings=(*block.headings, STAGE), lines=lines)
