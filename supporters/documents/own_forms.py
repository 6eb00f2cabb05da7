"""The papers a supporter hands in: 変更届, 休止・再開届, 更新申出書, 撤回届, 辞退届, 希望の届.

Each is the twin of a part of the own page; number and name are printed where they are known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.pdf.blocks import Contact, Para, Right, Signature, Title, To, form_number
from foundation.pdf.cells import Checks, Name, Options, Stack, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Beside, Grid, Row
from foundation.pdf.style import Style
from foundation.text import format_phone
from supporters.documents.context import Office
from supporters.enums import ActivityKind, ConsentKind, TimeBand, Weekday
from supporters.models import Registration, SupporterSettings

SMALL = Style("mincho", 9, leading=1.5)
ADDRESS = Stack((Text("〒　　　　－"), Text("")))
PHONE = "（　　　　－　　　　－　　　　）"
DAY = "　　　　年　　　月　　　日"


@dataclass(frozen=True)
class OwnForm:
    """One paper: `title` and `sentence` take the words of the programme, `rows` its cells."""

    title: str
    sentence: str
    rows: Callable[[], list[Row]]
    number: str = ""  # the setting that holds its 様式番号
    after: str = ""


def _change_rows() -> list[Row]:
    return [
        Row("変更のあった日", Text(DAY)),
        Row("新しいふりがな", Text(""), height=8),
        Row("新しい氏名", Text(""), height=14),
        Row("新しい住所", ADDRESS, height=20),
        Row("新しい連絡先", Stack((
            Text(f"電話　　　　{PHONE}"), Text(f"電話（携帯）{PHONE}"),
            Text("E-Mail　　　　　　　　　　＠"),
        )), height=24),
        Row("その他・連絡事項", Text("", lined=True), height=24),
    ]  # fmt: skip


def _leave_rows() -> list[Row]:
    return [
        Row("届出の内容", Checks(("休止する", "再開する")), height=12),
        Row("休止・再開の日", Text(DAY)),
        Row("理由", Text("", lined=True), height=32),
    ]


def _renewal_rows() -> list[Row]:
    return [
        Row("更新について", Stack((
            Checks(("更新を希望します",)), Checks(("更新を希望しません（満了日で終わります）",)),
        )), height=18),
        Row("連絡事項", Text("", lined=True), height=32),
    ]  # fmt: skip


def _recall_rows() -> list[Row]:
    kinds = tuple(Checks((str(kind.label),)) for kind in ConsentKind)
    return [
        Row("撤回する同意", Stack(kinds), height=18),
        Row("連絡事項", Text("", lined=True), height=24),
    ]


def _leaving_rows() -> list[Row]:
    return [
        Row("辞退する日", Text(DAY)),
        Row("辞退の理由", Text("", lined=True), height=40),
        Row("お手元の証", Checks(("添えて返します", "後日返します", "紛失しました")), height=12),
    ]


def _wish_rows() -> list[Row]:
    return [
        Row("地区", Text(""), height=14),
        Row("曜日・時間帯", Stack((
            Checks(tuple(map(str, Weekday.labels))), Checks(tuple(map(str, TimeBand.labels))),
        )), height=18),
        Row("活動の種類", Checks(tuple(map(str, ActivityKind.labels))), height=14),
        Row("話せる言葉", Text(""), height=12,
            beside=(Beside(Options(("ある", "ない")), 64, "自動車", 24),)),
        Row("その他", Text("", lined=True), height=24),
    ]  # fmt: skip


FORMS: dict[str, OwnForm] = {
    "change": OwnForm(
        "{呼び名}{言葉}事項変更届",
        "{言葉}されている内容に変更がありましたので、変わったところだけを、次のとおり届け出ます。",
        _change_rows, "change_form_number",
    ),
    "leave": OwnForm(
        "{呼び名}休止・再開届", "{呼び名}としての活動について、次のとおり届け出ます。", _leave_rows
    ),
    "renewal": OwnForm(
        "{呼び名}{言葉}更新申出書", "{言葉}の期間が満了しますので、次のとおり申し出ます。",
        _renewal_rows, "renewal_form_number",
        "同意書の文面が改められているときは、新しい同意書もあわせてお出しください。",
    ),
    "recall": OwnForm(
        "同意撤回届", "さきに行った次の同意を、撤回します。", _recall_rows, "",
        "「活動」への同意を撤回すると、活動のお願いをやめ、辞退の手続きを始めます。"
        "「名簿の提供」への同意を撤回すると、以後は提供せず、提供した先にもお伝えします。",
    ),
    "withdrawal": OwnForm(
        "{呼び名}{言葉}辞退届", "{呼び名}の{言葉}を辞退しますので、次のとおり届け出ます。",
        _leaving_rows, "withdrawal_form_number",
        "活動で知ったことは、辞退したあとも、ほかの人に話しません。",
    ),
    "wishes": OwnForm(
        "活動の希望について", "{呼び名}としての活動について、次のとおり希望します。", _wish_rows
    ),
}  # fmt: skip


def form_titles(settings: SupporterSettings) -> list[tuple[str, str]]:
    """Return kind and title of the papers that a programme uses."""
    kinds = [kind for kind in FORMS if kind != "renewal" or settings.renewal_allowed]
    return [(kind, FORMS[kind].title.format(**_words(settings))) for kind in kinds]


def _words(settings: SupporterSettings) -> dict[str, str]:
    return {"呼び名": settings.supporter_title, "言葉": str(settings.get_word_display())}


def own_form(office: Office, kind: str, registration: Registration | None = None) -> bytes:
    """Return the PDF of one paper; KeyError for an unknown kind."""
    snapshot = form_snapshot(office, kind, registration)
    document = Document(About(snapshot["title"], created=office.now))
    draw_own_form(document, snapshot)
    return document.finish()


def form_snapshot(
    office: Office, kind: str, registration: Registration | None = None, until: date | None = None
) -> dict[str, Any]:
    """Return every word of one paper, so that it can be drawn later as it was (rule G3).

    `until`, where it is known, is printed as the last day of the term.
    """
    form, settings = FORMS[kind], office.settings
    words = _words(settings)
    known = [[f"{words['言葉']}期間の満了日", office.day(until)]] if until else []
    return {
        "kind": kind,
        "title": form.title.format(**words),
        "form_number": getattr(settings, form.number) if form.number else "",
        "addressee": office.addressee,
        "honorific": settings.addressee_honorific,
        "sentence": form.sentence.format(**words),
        "number_label": f"{words['言葉']}番号",
        "number": registration.number_text if registration else "",
        "name": registration.person.name if registration else "",
        "known": known,
        "after": form.after.format(**words),
        "desk": list(_desk(office)),
    }


def draw_own_form(document: Document, snapshot: dict[str, Any]) -> None:
    """Draw one paper on a new sheet of `document`."""
    blocks: list[Block] = [*form_number(snapshot["form_number"])]
    identity = [
        Row(snapshot["number_label"], Text(snapshot["number"])),
        Row("氏名", Name(snapshot["name"]), height=14),
        *(Row(label, Text(text)) for label, text in snapshot["known"]),
    ]
    blocks += [
        To(snapshot["addressee"], honorific=snapshot["honorific"]),
        Right(""),
        Title(snapshot["title"]),
        Para(snapshot["sentence"]),
        Grid([*identity, *FORMS[snapshot["kind"]].rows()]),
    ]
    if snapshot["after"]:
        blocks.append(Para(snapshot["after"], SMALL, indent=0))
    contact = Contact("提出先・お問い合わせ先", tuple(snapshot["desk"]), before=12)
    compose(document, [*blocks, Signature("本人署名"), contact])


def _desk(office: Office) -> tuple[str, ...]:
    organization = office.organization
    phone = f"電話　{format_phone(organization.phone)}" if organization.phone else ""
    return tuple(line for line in (office.section, phone) if line)
