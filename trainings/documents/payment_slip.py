"""Payment slips of lecturers (支払明細書), one page each, and the list of a day's payments."""

from collections.abc import Sequence
from datetime import datetime

from foundation.clock import on_day
from foundation.pdf.blocks import Gap, Para, Right, Sender, Title, To
from foundation.pdf.cells import Text
from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.flow import compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.tables import Column, Table, draw_table
from foundation.prices import remittance_due
from foundation.wareki import format_date
from trainings.enums_instructor import PayeeKind
from trainings.models import Honorarium, HonorariumPayment

TAX_NOTE = "源泉徴収税額は、所得税と復興特別所得税の合計です。"
CORPORATION_NOTE = "法人へのお支払いのため、源泉徴収はありません。"


def yen(amount: int) -> str:
    """Return an amount as 11,137円."""
    return f"{amount:,}円"


def slips(payments: Sequence[HonorariumPayment], sender: Sequence[str], created: datetime) -> bytes:
    """Draw one slip a payment. Lines of each payment are prefetched by the caller."""
    document = Document(About("支払明細書", created, author=sender[0]))
    for payment in payments:
        corporation = payment.payee == PayeeKind.CORPORATION
        rows = [
            *(_line(line) for line in payment.lines.all()),
            Row("支払額", Text(_gross_text(payment)), height=10),
            Row("源泉徴収税額", Text(yen(payment.tax)), height=10),
            Row("差引支払額", Text(yen(payment.net)), height=12),
        ]
        compose(
            document,
            [
                Right(format_date(payment.paid_on)),
                To(payment.payee_name, "御中" if corporation else "様"),
                Sender(tuple(sender)),
                Title("支払明細書"),
                Para(f"{format_date(payment.paid_on)}に、次のとおりお支払いします。"),
                Gap(2),
                Grid(rows, label_width=58),
                Para(CORPORATION_NOTE if corporation else TAX_NOTE, indent=0, before=4),
            ],
        )
    return document.finish()


def _line(line: Honorarium) -> Row:
    session = line.engagement.session
    day = format_date(on_day(session.starts_at), weekday=True)
    parts = [f"謝金 {yen(line.base)}（{line.minutes}分）"]
    if line.travel:
        parts.append(f"交通費 {yen(line.travel)}")
    return Row(f"{day}\n{session.course.title}", Text("\n".join(parts)), height=14)


def _gross_text(payment: HonorariumPayment) -> str:
    if payment.consumption_tax:
        return f"{yen(payment.gross)}（うち消費税 {yen(payment.consumption_tax)}）"
    return yen(payment.gross)


def payment_list(payments: Sequence[HonorariumPayment], office: str, created: datetime) -> bytes:
    """Draw the list of payments with sums and the day by which the tax is remitted."""
    document = Document(About("謝金支払一覧", created, author=office), A4_LANDSCAPE)
    table = Table(
        "謝金支払一覧",
        (
            Column("支払日", 34),
            Column("支払先"),
            Column("区分", 48),
            Column("支払額", 30, "right"),
            Column("源泉徴収税額", 30, "right"),
            Column("差引支払額", 30, "right"),
            Column("税の納付期限", 34),
        ),
        note=f"{len(payments)}件",
        office=office,
        row_height=8,
    )
    rows = [
        [
            format_date(one.paid_on),
            one.payee_name,
            one.get_payee_display(),
            f"{one.gross:,}",
            f"{one.tax:,}",
            f"{one.net:,}",
            format_date(remittance_due(one.paid_on)) if one.tax else "－",
        ]
        for one in payments
    ]
    sums = [sum(getattr(one, name) for one in payments) for name in ("gross", "tax", "net")]
    rows.append(["合計", "", "", *(f"{number:,}" for number in sums), ""])
    draw_table(document, table, rows)
    return document.finish()
