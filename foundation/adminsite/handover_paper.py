"""The 引継書 on paper: open work by group, the earliest deadline first (ux 6)."""

from collections.abc import Sequence
from datetime import datetime

from foundation.adminsite.handover import HandoverItem
from foundation.clock import on_day
from foundation.organizations.models import Membership
from foundation.pdf.blocks import Para, Right, Title
from foundation.pdf.cells import Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture
from foundation.pdf.style import Style
from foundation.wareki import format_date

TITLE = "引継書"
HEADING = Style("gothic", 11.5, bold=True)
NOTE = Style("mincho", 9.5)
SIGNATURES = ("引き継ぐ人", "引き継ぎを受ける人", "確認者")

Groups = Sequence[tuple[str, list[HandoverItem]]]


def handover_paper(giver: Membership, groups: Groups, *, now: datetime) -> bytes:
    """Return the PDF; cases stand on it by number, as on the page."""
    made = format_date(on_day(now))
    document = Document(
        About(TITLE, created=now),
        furniture=Furniture(watermark="取扱注意", page_numbers=True, printed_by=f"{made} 作成"),
    )
    section = giver.section or giver.organization.section_name
    blocks: list[Block] = [
        Title(TITLE),
        Right(made),
        Right(f"{giver.organization.name} {section}　{giver.user.name}"),
    ]
    for group, items in groups:
        blocks.append(Para(f"{group}（{len(items)}件）", HEADING, indent=0, before=6))
        blocks.append(Grid([_row(item) for item in items], label_width=34, before=1.5))
    if not groups:
        blocks.append(Para("引き継ぐ仕事はありません。", NOTE))
    blocks.append(Para("引き継ぎの確認", HEADING, indent=0, before=8))
    blocks.append(
        Grid([Row(label, Text(""), height=11) for label in SIGNATURES], label_width=34, before=1.5)
    )
    compose(document, blocks)
    return document.finish()


def _row(item: HandoverItem) -> Row:
    until = f"{format_date(item.due_on)}まで" if item.due_on else "期限なし"
    return Row(until, Text(item.text), height=8)
