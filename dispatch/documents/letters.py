"""Letters of dispatch from their frozen facts; the 派遣要請書 carries a return slip (rule D9)."""

from typing import Any

from dispatch.documents.assignment_card import draw_card
from dispatch.documents.office import Office
from dispatch.enums import LetterKind
from dispatch.models import DispatchLetter
from foundation.documents.storage import attach_pdf, read_pdf, refuse_erased
from foundation.pdf.blocks import Gap, Para, Title, To
from foundation.pdf.cells import Options, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.letters import Letter, letter_blocks
from foundation.pdf.seals import Seal, SealMode

LAYOUT_VERSION = 1


def letter_pdf(letter: DispatchLetter) -> bytes:
    """Return the stored PDF, drawing and storing it first where it is missing (rule G3).

    Call outside a transaction. Refused for one whose contents were erased.
    """
    refuse_erased(letter)
    if not letter.pdf:
        attach_pdf(letter, _drawn(letter))
    return read_pdf(letter)


def _drawn(letter: DispatchLetter) -> bytes:
    if letter.kind == LetterKind.CARD:
        return draw_card(letter.snapshot, letter.created_at)
    return draw_letter(letter.snapshot, letter.kind, letter.created_at)


def draw_letter(snapshot: dict[str, Any], kind: str, created: Any) -> bytes:
    """Return the PDF of a letter from its frozen facts."""
    document = Document(About(LetterKind(kind).label, created=created))
    letter = Letter(
        subject=snapshot["subject"],
        body=snapshot["body"],
        addressee=snapshot["addressee"],
        honorific=snapshot["honorific"],
        address_lines=tuple(snapshot["address_lines"]),
        number=snapshot["number"],
        date=snapshot["date"],
        sender=tuple(snapshot["sender"]),
        seal=Seal(SealMode.OMITTED),
        details=tuple(snapshot["details"]),
        contact=tuple(snapshot["contact"]),
        # Letters issued before the setting existed do not know it.
        form_number=snapshot.get("form_number", ""),
    )
    slip = _return_slip(snapshot) if kind == LetterKind.INVITATION else []
    compose(document, letter_blocks(letter))
    if slip:
        compose(document, slip)
    return document.finish()


def _return_slip(snapshot: dict[str, Any]) -> list[Block]:
    """Return the second page: the answer of a supporter without a smartphone (ux 8)."""
    return [
        To(snapshot["office_name"], honorific="あて"),
        Title("派遣要請への返信票", size=14),
        Para(f"返事の期限：{snapshot['deadline']}", indent=0),
        Grid(
            [
                Row("要請の番号", Text(snapshot["number"])),
                Row("お返事", Options(("承諾します", "今回は辞退します")), height=14),
                Row("お名前", Text(snapshot["addressee"]), height=14),
                Row("ひとこと", Text("", lined=True), height=40),
            ]
        ),
        Gap(4),
        Para("電話でもお返事いただけます。", indent=0),
    ]


def office_lines(office: Office) -> tuple[str, ...]:
    """Return who writes: organization, title and name."""
    name = f"{office.head_title}　{office.head_name}".strip()
    return (office.organization.name, name) if office.head_name else (name,)
