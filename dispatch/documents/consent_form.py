"""The 支援への同意 in the order of 資料8: title, addressee, sentence, items, date, signature, desk.

Below the specimen's parts stand the support it is given for (rule C1), what may be told to whom
and, where the family consents, its own signature, for the consents this by-law asks for
(要綱 第11条).
"""

from dataclasses import dataclass, field

from dispatch.cases.enums import CASE_KINDS, DispatchKind, ScopeItem, ScopeRecipient
from dispatch.cases.models import SupportConsentText
from dispatch.documents.office import Office
from foundation.pdf.blocks import (
    Contact,
    Gap,
    Items,
    Para,
    Right,
    Signature,
    Title,
    To,
    form_number,
)
from foundation.pdf.cells import Checks
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture
from foundation.pdf.style import Style

SMALL = Style("mincho", 9, leading=1.5)
ASKED = (ScopeRecipient.SUPPORTER, ScopeRecipient.AGENCY, ScopeRecipient.MEETING)


@dataclass(frozen=True)
class ConsentPaper:
    """Whose paper it is: blank to be signed, or printed as it was given."""

    case_number: str = ""
    whose: str = "本人"
    as_guardian: bool = False
    kind: str = ""
    given_on: str = ""
    signed_name: str = ""
    scope: dict[str, list[str]] = field(default_factory=dict)
    note: str = ""  # how it was given, where it is printed as it was given


def consent_form(
    office: Office,
    text: SupportConsentText,
    paper: ConsentPaper,
    furniture: Furniture | None = None,
) -> bytes:
    """Return the PDF of 資料8; empty parts are left to be written."""
    settings = office.settings
    title = f"{office.organization.name}{settings.supporter_title}による支援への同意について"
    # The file names nobody: it may lie in the history of a shared printer.
    document = Document(
        About("支援への同意について", created=office.now), furniture=furniture or Furniture()
    )
    blocks: list[Block] = []
    blocks += form_number(settings.consent_form_number)
    if paper.case_number:
        blocks.append(Right(f"整理番号　{paper.case_number}", SMALL))
    label = "本人署名" if paper.whose == "本人" else f"家族署名（{paper.whose}）"
    blocks += [
        Title(title, size=14, before=4),
        To(office.head_title, honorific=settings.consent_honorific, before=4),
        Para(text.opening),
        Items(tuple(text.items), marker="○"),
        Para("受ける支援と、伝えてよいことに、しるしを付けてください。", indent=0, before=5),
        Grid([Row("受ける支援", _kind_cell(paper), height=8)], before=2),
        Grid([Row(one.label, _scope_cell(paper, one), height=11) for one in ASKED], before=2),
        Right(paper.given_on, before=8),
        Signature("保護者署名" if paper.as_guardian else label, paper.signed_name),
        *([Right(paper.note, SMALL)] if paper.note else []),
        Gap(4, grow=1),
        Contact("お問い合わせ先", office.contact),
    ]
    compose(document, blocks)
    return document.finish()


def _kind_cell(paper: ConsentPaper) -> Checks:
    kinds = tuple(DispatchKind(one).label for one in CASE_KINDS)
    return Checks(kinds, chosen=(paper.kind,) if paper.kind else ())


def _scope_cell(paper: ConsentPaper, recipient: ScopeRecipient) -> Checks:
    chosen = [item.label for item in ScopeItem if recipient in paper.scope.get(item.value, ())]
    return Checks(tuple(item.label for item in ScopeItem), chosen=tuple(chosen))
