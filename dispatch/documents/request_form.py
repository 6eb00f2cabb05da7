"""The 派遣の申込書, blank: the paper twin of the public form, question by question (津南町 第1号).

As on the page, nobody has to name the 本人, and a nickname will do.
"""

from dispatch.cases.enums import CASE_KINDS, WORDS_TO_RESIDENTS, Relation
from dispatch.documents.office import Office
from foundation.pdf.blocks import Contact, Gap, Para, Right, Signature, Title, To, form_number
from foundation.pdf.cells import Checks, Stack, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row

PHONE = "電話　（　　　　－　　　　－　　　　）"
MAIL = "E-Mail　　　　　　　　　　　　＠"
WHO = ("本人", "家族")


def request_form(office: Office) -> bytes:
    """Return the PDF; the kinds of support are those the programme offers."""
    settings = office.settings
    title = f"{settings.supporter_title}派遣申込書"
    document = Document(About("派遣申込書", created=office.now))
    blocks: list[Block] = [
        *form_number(settings.request_form_number),
        To(office.head_title, honorific=settings.consent_honorific),
        Right(""),
        Title(title, before=2),
        Para(f"{settings.supporter_title}の派遣を、次のとおり申し込みます。"),
        Grid(_rows(settings.kinds), before=2),
        Para(
            "書いていただいた内容は、この支援の相談と調整のために使います。"
            "ご本人とご家族の同意をいただいてから、支援を始めます。",
            before=3,
        ),
        Signature("申込者署名"),
        Gap(2, grow=1),
        Contact("提出先・お問い合わせ先", office.contact),
    ]
    compose(document, blocks)
    return document.finish()


def _rows(kinds: list[str]) -> list[Row]:
    offered = [kind for kind in CASE_KINDS if kind.value in kinds]
    return [
        Row("お申込みになる方", Checks(WHO), height=9),
        Row(
            "希望する支援",
            Stack(tuple(Checks((WORDS_TO_RESIDENTS[kind],)) for kind in offered)),
            height=14,
        ),
        Row("お名前\n（呼び名でも可）", Text(""), height=11),
        Row("連絡先\n（どちらか一方でも可）", Stack((Text(PHONE), Text(MAIL))), height=14),
        Row("連絡するときに\n気をつけること", Text(""), height=11),
        Row("本人との関係\n（家族の方）", Checks(tuple(map(str, Relation.labels))), height=11),
        Row("本人の呼び名\n（書かなくても可）", Text(""), height=11),
        Row("お住まいの地区", Text(""), height=9),
        Row("頼みたいこと・\n困っていること", Text("", lined=True), height=36, grow=1),
        Row("希望の曜日・時間", Text(""), height=9),
        Row("サポーターに\nついての希望", Text(""), height=11),
    ]
