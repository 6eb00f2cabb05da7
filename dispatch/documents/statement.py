"""The monthly statement of supporters as paper and workbook: days and yen, no case (H 47)."""

from collections.abc import Sequence
from datetime import date, datetime

from dispatch.queries.statements import Statement, StatementLine
from foundation.pdf.blocks import Contact, Gap, Para, Right, Sender, Title, To
from foundation.pdf.cells import VALUE, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import compose
from foundation.pdf.forms import Beside, Grid, Row
from foundation.spreadsheets.sheets import Column, Sheet, Shown
from foundation.spreadsheets.workbooks import write_workbook
from foundation.wareki import format_date, format_year


def month_text(month: date) -> str:
    """Return 令和8年10月分."""
    return f"{format_year(month.year)}{month.month}月分"


def yen(amount: int) -> str:
    """Return an amount as 11,137円."""
    return f"{amount:,}円"


def statement_pdf(
    statements: Sequence[Statement],
    month: date,
    sender: Sequence[str],
    created: datetime,
    contact: Sequence[str] = (),
) -> bytes:
    """Draw one page a supporter; a long month runs over. `contact`: whom to ask about it."""
    document = Document(About("支払明細書", created, author=sender[0]))
    for one in statements:
        rows = [
            Row(
                format_date(line.day, weekday=True),
                Text(_words(line)),
                height=9,
                beside=(_amount(line.amount),),
            )
            for line in one.lines
        ]
        total = Text(f"{one.visits}回　{one.minutes}分")
        rows.append(Row("合計", total, height=11, beside=(_amount(one.amount),)))
        compose(
            document,
            [
                Right(format_date(created.date())),
                To(one.supporter.person.name, "様"),
                Sender(tuple(sender)),
                Title(f"支払明細書（{month_text(month)}）"),
                Para(f"登録番号　{one.number}" if one.number else "", indent=0),
                Gap(2),
                Grid(rows, label_width=58),
                *_returned(one),
                *([Contact("お問い合わせ先", tuple(contact))] if contact else []),
            ],
        )
    return document.finish()


def _returned(one: Statement) -> list[Gap | Para]:
    if not one.returned:
        return []
    text = (
        f"このほかに、差し戻した活動報告の再提出をお待ちしている訪問が{one.returned}回あります。"
        "再提出のあとで、お支払いを確定します。"
    )
    return [Gap(2), Para(text, indent=0)]


def _amount(amount: int) -> Beside:
    return Beside(Text(yen(amount), VALUE.but(align="right")), 34)


def _words(line: StatementLine) -> str:
    counted = f"（{line.counted}分として計算）" if line.counted != line.minutes else ""
    price = f"　単価 {yen(line.unit_amount)}" if line.unit_amount else ""
    text = f"{line.minutes}分{counted}{price}"
    return f"{text}\n{line.note}" if line.note else text


def statement_workbook(
    statements: Sequence[Statement], month: date, sender: Sequence[str]
) -> bytes:
    """Return the statement as .xlsx: a sheet of sums and one of lines."""
    caption = f"サポーターへの支払い（{month_text(month)}）"
    header = f"取扱注意　{'　'.join(sender)}"
    rows = [
        (one.number, one.supporter.person.name, one.visits, one.minutes, one.amount, one.paid)
        for one in statements
    ]
    totals = [sum(counted) for counted in list(zip(*rows, strict=True))[2:]]
    sums = Sheet(
        "合計",
        [
            Column("登録番号"),
            Column("氏名"),
            *(Column(name, Shown.INTEGER) for name in ("回数", "分", "金額", "うち支払済み")),
        ],
        [*rows, ("", f"合計（{len(rows)}人）", *totals)] if rows else [],
        caption=caption,
        header=header,
    )
    lines = Sheet(
        "明細",
        [
            Column("登録番号"),
            Column("氏名"),
            Column("日にち", Shown.WAREKI),
            *(Column(name, Shown.INTEGER) for name in ("分", "計算した分", "単価", "金額")),
            Column("支払日", Shown.WAREKI),
            Column("内訳"),
        ],
        [
            # What was paid as it cost has no price.
            [one.number, one.supporter.person.name, line.day, line.minutes, line.counted,
             line.unit_amount or None, line.amount, line.paid_on, line.note]
            for one in statements
            for line in one.lines
        ],
        caption=caption,
        header=header,
    )  # fmt: skip
    return write_workbook([sums, lines])
