"""The 登録証 in the order of fields of 資料6, one A4 page."""

from datetime import date, datetime
from typing import Any

from foundation.organizations.models import SealMode as Setting
from foundation.pdf.blocks import Gap, Para, Right, Sender, Title, To, form_number
from foundation.pdf.cells import Cell, Name, Options, Stack, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Beside, Grid, Row
from foundation.pdf.qr import draw_qr
from foundation.pdf.seals import Seal
from foundation.pdf.style import GRAY, Style
from foundation.text import format_phone, format_postcode
from foundation.wareki import EraStyle, format_date
from supporters.documents.seals import SEALS

CAPTION = Style("gothic", 7, align="center", ink=GRAY)
QR = 24.0


def registration_certificate(
    snapshot: dict[str, Any], *, era_style: EraStyle, verify_url: str, created: datetime
) -> bytes:
    """Return the PDF of an issue from its snapshot alone, so that it always looks the same."""
    title = f"{snapshot['title']}{snapshot['card_word']}"
    document = Document(About(title, created=created))
    draw_certificate(document, snapshot, era_style=era_style, verify_url=verify_url)
    return document.finish()


def draw_certificate(
    document: Document, snapshot: dict[str, Any], *, era_style: EraStyle, verify_url: str
) -> None:
    """Draw one 登録証 on a new sheet of `document`."""
    title = f"{snapshot['title']}{snapshot['card_word']}"
    blocks: list[Block] = [
        *form_number(snapshot["form_number"]),
        Title(title, size=22, before=12, after=8),
        To(snapshot["name"], honorific="様", size=16),
        Para(f"{snapshot['title']}として、次のとおり{snapshot['word']}します。", before=10),
        Grid(_rows(snapshot, era_style), label_width=38, before=8),
        Right(_issued(snapshot, era_style), before=14),
        Gap(4),
        *(_sender(issuer, snapshot) for issuer in snapshot["issuers"]),
    ]
    compose(document, blocks)
    page = document.pages[-1]
    draw_qr(page, verify_url, 24, page.height - 18 - QR - 4, QR)
    page.text(24 + QR / 2, page.height - 18 - 3, "有効かどうかの確認", CAPTION)


def _issued(snapshot: dict[str, Any], era_style: EraStyle) -> str:
    """Return the day of issue, and of the 再交付 where there was one (T17)."""
    first = _day(snapshot["issued_on"], era_style)
    # Issues of the earlier layouts do not know the day.
    again = _day(snapshot.get("reissued_on"), era_style)
    return f"{first}（{again} 再交付）" if again else first


def _day(iso: str | None, era_style: EraStyle) -> str:
    return format_date(date.fromisoformat(iso), era_style) if iso else ""


def _rows(snapshot: dict[str, Any], era_style: EraStyle) -> list[Row]:
    through = _day(snapshot["valid_through"], era_style)
    period = (
        Text(f"{_day(snapshot['valid_from'], era_style)}から"),
        Text(f"{through}まで" if through else "期間の定めなし"),
    )
    birth = _day(snapshot["birth_date"], era_style)
    name = (Text(snapshot["kana"], Style("mincho", 9)), Name(snapshot["name"], size=18))
    born: tuple[Cell, ...] = (Text(f"（{birth}生）"),) if birth else ()
    if snapshot["sex_shown"]:
        chosen = (snapshot["sex"],) if snapshot["sex"] else ()
        born = (Options(("男", "女"), chosen=chosen), *born)
    beside = (Beside(Stack(born, gap=3), 52),) if born else ()
    postcode = format_postcode(snapshot["postcode"])
    contact = (
        Text(f"〒 {postcode}" if postcode else "〒"),
        Text(snapshot["address"]),
        Text(f"電話番号　{format_phone(snapshot['phone'])}"),
    )
    return [
        Row("登録番号", Text(snapshot["number"], Style("mincho", 14)), height=14),
        Row("登録期間", Stack(period), height=18),
        Row("ふりがな\n氏名\n（生年月日）", Stack(name), height=30, beside=beside),
        Row("住所\n連絡先", Stack(contact), height=28),
        Row("備考", Text(snapshot["note"]), height=18),
    ]


def _sender(issuer: dict[str, Any], snapshot: dict[str, Any]) -> Sender:
    acting = "職務代理者　" if issuer["acting"] else ""
    # Issues of the first layout were made before the seal was a setting.
    seal = SEALS[snapshot.get("seal", Setting.SQUARE)]
    return Sender((f"{issuer['title']}　{acting}{issuer['name']}",), Seal(seal), before=2)
