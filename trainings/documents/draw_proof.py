"""The proof sheet of a lottery: list, hash, seed and result, to be checked by anybody (T9)."""

from datetime import datetime

from foundation.clock import on_day
from foundation.pdf.blocks import Items, Para, Right, Title
from foundation.pdf.cells import Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture, printed
from foundation.pdf.tables import Column, Table, draw_table
from foundation.wareki import format_date
from trainings.models import Draw
from trainings.rules.draw import (
    RESULT_LABELS,
    DrawResult,
    Placed,
    counts_apart,
    results_of,
)
from trainings.wording import moment_text

HOW = (
    "名簿は、次のページの「抽選番号、受付番号、組、優先順、分かれてもよい（席を分けて数える研修では"
    "続けて席）」を抽選番号の順に並べた文字列です。1行目はこれらの項目名、項目の区切りはタブ、"
    "行の終わりは改行（LF）、文字コードはUTF-8です。",
    "抽選の前に、その文字列のハッシュ値（SHA-256）を確定しました。",
    "組（一緒に申し込んだ人は同じ組）ごとに「種:ハッシュ値:組」という文字列のSHA-256を求めます。",
    "優先順の小さい組から、同じ優先順の中ではSHA-256の小さい組から順に、席を割り当てます。",
    "席が足りない組が出たら、その組から後ろは補欠です（小さい組が追い越すことはありません）。"
    "会場とオンラインを分けて数える研修では、席の種類ごとに数えます。",
    "同じ名簿と同じ種からは、だれが計算しても同じ結果になります。",
)


def proof_sheet(draw: Draw, office: str, created: datetime) -> bytes:
    """Draw the sheet: one page of facts, then the list in drawn order. No names."""
    placed = results_of(draw)
    apart = counts_apart(draw.list_text)
    document = Document(
        About("抽選の記録", created, author=office),
        furniture=Furniture(page_numbers=True, printed_by=printed(office, created)),
    )
    compose(
        document,
        [
            Right(format_date(on_day(draw.drawn_at or created))),
            Title("抽選の記録"),
            Grid(_facts(draw, placed), label_width=44),
            Para("計算のしかた", indent=0, before=6),
            Items(HOW),
        ],
    )
    table = Table(
        f"抽選の結果：{draw.course.title}",
        (
            Column("順位", 18, "right"),
            Column("抽選番号", 24, "right"),
            Column("受付番号", 34),
            Column("組", 20, "right"),
            Column("優先順", 20, "right"),
            Column("分かれても\nよい", 22, "center"),
            *((Column("席", 24),) if apart else ()),
            Column("結果"),
        ),
        office=office,
        row_height=6.5,
    )
    draw_table(document, table, [_line(one, apart=apart) for one in placed])
    return document.finish()


def _facts(draw: Draw, placed: list[Placed]) -> list[Row]:
    counts = [
        f"{label} {sum(one.result == result for one in placed)}人"
        for result, label in RESULT_LABELS.items()
        if result != DrawResult.WITHDRAWN or draw.withdrawn
    ]
    checked = f"{len(draw.same_person_checked)}組（別の人であることを確認）"
    facts = [
        ("研修", draw.course.title),
        ("名簿の確定", moment_text(draw.frozen_at)),
        ("対象", f"{draw.people}人"),
        ("優先", "、".join(draw.priority_labels) or "なし"),
        ("似た申込", checked if draw.same_person_checked else "なし"),
        ("名簿のハッシュ値", draw.hash_in_groups),
        ("抽選", moment_text(draw.drawn_at) if draw.drawn_at else ""),
        ("種", f"{draw.seed}（{draw.seed_source}）"),
        ("抽選時の空席", draw.seat_words),
        ("結果", "、".join(counts)),
        ("補欠の有効期限", moment_text(draw.reserve_until) if draw.reserve_until else ""),
    ]
    return [Row(label, Text(value), height=8) for label, value in facts]


def _line(one: Placed, *, apart: bool) -> list[str]:
    entry = one.entry
    seat = [one.seat_words] if apart else []
    return [
        str(one.rank),
        str(entry.lot),
        entry.reference,
        str(entry.unit),
        str(entry.group),
        "1" if entry.may_split else "0",
        *seat,
        one.words,
    ]
