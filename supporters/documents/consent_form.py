"""The 同意書 in the order of 資料5: opening, 記, numbered items, date, signature."""

from foundation.clock import on_day
from foundation.pdf.blocks import Centered, Items, Para, Right, Signature, Title, form_number
from foundation.pdf.cells import Checks, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Beside, Grid, Row
from foundation.text import clean_line
from supporters.documents.context import Office
from supporters.enums import ConsentChannel, ConsentKind
from supporters.models import Consent, ConsentText
from supporters.rules.provisions import ALWAYS, PROVIDABLE

# A printout is no signature: it says where the signature is.
SIGNED = {ConsentChannel.WEB: "（ウェブで入力）", ConsentChannel.PAPER: "（原本に署名）"}


def consent_form(office: Office, text: ConsentText, consent: Consent | None = None) -> bytes:
    """Return the PDF of a wording, blank to be signed or as it was given."""
    document = Document(About(text.title, created=office.now))
    settings = office.settings
    blocks: list[Block] = [
        *form_number(settings.consent_form_number),
        Title(text.title, before=10),
        Para(text.opening),
        Centered("記"),
        Items(tuple(clean_line(item) for item in text.items)),
    ]
    if text.explanation:
        blocks += [Para("【名簿の提供について】", indent=0, before=8), Para(text.explanation)]
    if text.kind == ConsentKind.PROVISION:
        blocks.append(_limits(consent))
    given = office.day(consent.given_on) if consent else ""
    name = f"{consent.signed_name}{SIGNED[ConsentChannel(consent.channel)]}" if consent else ""
    blocks += [Right(given, before=12), Signature("本人署名", name)]
    if settings.minimum_age is None or settings.minimum_age < settings.guardian_below_age:
        blocks.append(Signature("保護者署名", consent.guardian_name if consent else ""))
    blocks.append(_office_use(office, text, consent))
    compose(document, blocks)
    return document.finish()


def _limits(consent: Consent | None) -> Grid:
    """Return the rows in which a consent to the provision may be limited (rule C6)."""
    scope = consent.scope if consent else {}
    fields = {name: word for name, word in PROVIDABLE.items() if name not in ALWAYS}
    chosen = tuple(fields[name] for name in scope.get("fields") or [] if name in fields)
    towns = "、".join((scope.get("recipients") or {}).values())
    return Grid(
        [
            Row(
                "提供してよい項目\n（限るときだけ）", Checks(tuple(fields.values()), chosen=chosen)
            ),
            Row("提供してよい市町村\n（限るときだけ）", Text(towns), height=12),
        ],
        label_width=44,
        before=8,
    )


def _office_use(office: Office, text: ConsentText, consent: Consent | None) -> Grid:
    explained = on_day(consent.explained_at) if consent and consent.explained_at else None
    return Grid(
        [
            Row(
                "説明した日",
                Text(office.day(explained)),
                beside=(Beside(Text(consent.explained_by if consent else ""), 76, "説明者", 22),),
            ),
            Row(
                "原本の保管",
                Text(consent.original_place if consent else ""),
                beside=(Beside(Text(f"第{text.version}版"), 76, "文面", 22),),
            ),
        ],
        before=16,
    )
