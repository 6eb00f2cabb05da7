"""Official letters: 文書番号 and date at the right, addressee left, sender right, subject, body."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.pdf.blocks import (
    BODY,
    Centered,
    Contact,
    Gap,
    Items,
    Para,
    Right,
    Sender,
    Title,
    To,
    form_number,
)
from foundation.pdf.flow import Block
from foundation.pdf.seals import NO_SEAL, Seal


@dataclass(frozen=True)
class Letter:
    """What a letter says; empty parts are left out.

    ``sender``: lines of office and name. ``closing``: e.g. 敬具. ``details`` stand under 記 as
    numbered items and end with 以上. ``form_number``: the 様式第○号 of the by-law.
    """

    subject: str
    body: str
    addressee: str
    honorific: str = "様"
    address_lines: tuple[str, ...] = ()
    number: str = ""
    date: str = ""
    sender: tuple[str, ...] = ()
    seal: Seal = NO_SEAL
    closing: str = ""
    details: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    form_number: str = ""


def letter_blocks(letter: Letter, tail: Sequence[Block] = ()) -> list[Block]:
    """The blocks of a letter for ``compose``; ``tail`` (e.g. a form) follows the body."""
    blocks: list[Block] = [*form_number(letter.form_number)]
    if letter.number:
        blocks.append(Right(letter.number))
    blocks.append(Right(letter.date))
    blocks.append(To(letter.addressee, letter.honorific, letter.address_lines, before=7))
    if letter.sender:
        blocks.append(Sender(letter.sender, letter.seal, before=7))
    blocks.append(Title(letter.subject, size=13, before=9, after=4))
    blocks.append(Para(letter.body))
    if letter.closing:
        blocks.append(Right(letter.closing))
    if letter.details:
        blocks += [Centered("記", before=7), Items(letter.details), Right("以上", BODY)]
    blocks += tail
    if letter.contact:
        blocks += [Gap(6, grow=1), Contact("お問い合わせ先", letter.contact)]
    return blocks
