"""The 登録申込書 in the order of fields of 資料4, blank or filled, with the wishes behind it."""

from typing import Any

from foundation.clock import on_day
from foundation.pdf.blocks import Gap, Para, Right, Title, To, form_number
from foundation.pdf.cells import Cell, Checks, DateCell, Name, Options, Stack, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Beside, Grid, Row
from foundation.pdf.style import Style
from foundation.people.models import Sex
from foundation.text import format_phone, format_postcode
from supporters.documents.context import Office
from supporters.enums import ActivityKind, TimeBand, Weekday
from supporters.models import RegistrationApplication, SupporterSettings

SMALL = Style("mincho", 9, leading=1.5)
BLANK = RegistrationApplication()


def application_form(office: Office, application: RegistrationApplication | None = None) -> bytes:
    """Return the PDF; without an application every cell is left to be written.

    The front is 資料4; declarations, wishes and guardian stand on the back.
    """
    settings = office.settings
    title = f"{settings.supporter_title}{settings.get_word_display()}申込書"
    document = Document(About(title, created=office.now))
    filled = application or BLANK
    received = office.day(on_day(application.received_at)) if application else ""
    wish = f"{settings.supporter_title}として{settings.get_word_display()}を受けたいので、"
    front: list[Block] = [
        *form_number(settings.application_form_number),
        Title(title),
        To(office.addressee, honorific=settings.addressee_honorific),
        Right(received),
        Para(f"{wish}次のとおり申し込みます。"),
        Grid(_identity_rows(office, filled, asked=application is None)),
    ]
    compose(document, front)
    compose(document, _back(office, filled))
    return document.finish()


def _back(office: Office, filled: Any) -> list[Block]:
    settings = office.settings
    blocks: list[Block] = [Right("（裏面）", SMALL)]
    if settings.declarations:
        blocks += [
            Para("１　申込みにあたり、次のことを約束します。", indent=0),
            Grid([Row("", Stack(_promises(settings, filled)))], before=2),
        ]
    blocks += [
        Para("２　活動についての希望（わかる範囲でご記入ください。）", indent=0, before=7),
        Grid(_wish_rows(filled), before=2),
    ]
    if settings.guardian_below_age:
        blocks += [
            Para("３　保護者の同意（未成年の方）", indent=0, before=7),
            Grid(_guardian_rows(office, filled), before=2),
        ]
    if settings.purpose_notice:
        blocks += [Gap(4), Para(f"【利用目的】{settings.purpose_notice}", SMALL, indent=0)]
    return blocks


def _promises(settings: SupporterSettings, filled: Any) -> tuple[Cell, ...]:
    return tuple(
        Checks((promise,), chosen=(promise,) if promise in filled.declared else ())
        for promise in settings.declarations
    )


def _identity_rows(office: Office, filled: Any, *, asked: bool) -> list[Row]:
    settings = office.settings
    sex: tuple[Beside, ...] = ()
    if settings.sex_shown:
        chosen = (str(Sex(filled.sex).label),) if filled.sex else ()
        sex = (Beside(Options(("男", "女"), chosen=chosen), 34),)
    return [
        Row("ふりがな", Text(filled.kana), height=8),
        Row("氏名", Name(filled.name, seal=settings.seal_cell_shown), height=14, beside=sex),
        Row("生年月日", DateCell(office.day(filled.birth_date))),
        Row("住所", Stack(_address(filled)), height=18),
        Row("連絡先", Stack(_contacts(filled, asked=asked)), height=22),
        Row("修了番号", Text(filled.completion_number)),
        Row("サポーターに\nなろうと思った\n動機・理由", Text(filled.motive, lined=True), height=38,
            grow=2),
        Row("資格\n特技", Text(_skills(filled), lined=True), height=22, grow=1),
    ]  # fmt: skip


def _skills(filled: Any) -> str:
    return "\n".join(part for part in (filled.qualifications, filled.skills) if part)


def _address(filled: Any) -> tuple[Cell, ...]:
    postcode = format_postcode(filled.postcode) if filled.postcode else "　　　－"
    return (Text(f"〒 {postcode}"), Text(filled.address))


def _contacts(filled: Any, *, asked: bool) -> tuple[Cell, ...]:
    space = "（　　　　－　　　　－　　　　）" if asked else ""
    return (
        Text(f"電話　　　　{format_phone(filled.phone) or space}"),
        Text(f"電話（携帯）{format_phone(filled.mobile) or space}"),
        Text(f"E-Mail：　　{filled.email or ('　　　　　　　＠' if asked else '')}"),
    )


def _wish_rows(filled: Any) -> list[Row]:
    days = tuple(str(Weekday(day).label) for day in filled.weekdays)
    bands = tuple(str(TimeBand(band).label) for band in filled.time_bands)
    kinds = tuple(str(ActivityKind(kind).label) for kind in filled.activities)
    car = {True: ("ある",), False: ("ない",), None: ()}[filled.has_car]
    return [
        Row("地区", Text("、".join(filled.areas))),
        Row("曜日・時間帯", Stack((
            Checks(tuple(map(str, Weekday.labels)), chosen=days),
            Checks(tuple(map(str, TimeBand.labels)), chosen=bands),
        ))),
        Row("活動の種類", Checks(tuple(map(str, ActivityKind.labels)), chosen=kinds)),
        Row("話せる言葉", Text(filled.languages),
            beside=(Beside(Options(("ある", "ない"), chosen=car), 64, "自動車", 24),)),
        Row("その他", Text(filled.wish_note)),
    ]  # fmt: skip


def _guardian_rows(office: Office, filled: Any) -> list[Row]:
    age = office.settings.guardian_below_age
    phone = format_phone(filled.guardian_phone)
    return [
        Row(f"保護者\n（{age}歳未満の方）", Name(filled.guardian_name), height=12,
            beside=(Beside(Text(phone), 64, "電話", 18),)),
    ]  # fmt: skip
