"""The 派遣の申込 on one sheet for the file: what was asked, the consents, the decision (C1).

The case stands by its number; a decision that the family is not asked is printed with its reason.
"""

from dataclasses import dataclass

from dispatch.cases.models import FamilyException
from dispatch.documents.office import Office
from dispatch.models import DispatchRequest
from foundation.clock import on_day
from foundation.pdf.blocks import Para, Right, Title
from foundation.pdf.cells import Checks, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture
from foundation.refusals import Refusal


@dataclass(frozen=True)
class RequestSheet:
    """The request with what its decision rests on."""

    request: DispatchRequest
    missing: Refusal | None
    exception: FamilyException | None


def request_sheet(office: Office, sheet: RequestSheet, furniture: Furniture) -> bytes:
    """Return the PDF."""
    row = sheet.request
    document = Document(About("派遣の申込", created=office.now), furniture=furniture)
    blocks: list[Block] = [
        Right(f"受付番号　{row.reference}"),
        Title(f"{office.settings.supporter_title}派遣の申込（受付票）", size=15, before=4),
        Grid(_rows(office, sheet), before=4),
        Para(f"{office.organization.name}{office.organization.section_name}", indent=0, before=6),
    ]
    compose(document, blocks)
    return document.finish()


def _rows(office: Office, sheet: RequestSheet) -> list[Row]:
    row = sheet.request
    about = f"ケース {row.case}" if row.case_id else str(row.body)
    decision = f"{row.get_state_display()}　{office.day(row.decided_on)}".strip()
    consents = sheet.missing.sentence if sheet.missing else "そろっています"
    rows = [
        Row("受付", Text(f"{office.day(on_day(row.received_at))}　{row.get_channel_display()}")),
        Row("対象", Text(about)),
        Row("申込者", Text(row.get_requested_by_display())),
        Row("派遣の種類", Text(row.get_kind_display())),
        Row("目的・\n頼みたいこと", Text(row.purpose, valign="top"), height=45, grow=1),
        Row("地区", Text(row.place_area)),
        Row("希望の曜日・時間", Text(row.wished_times)),
        Row("サポーターへの希望", Text(row.supporter_wishes)),
        Row("お願いする人数", Text(f"{row.supporters_wanted}人")),
        Row("同意", Text(consents if row.case_id else "要しません（団体からの申込み）"), height=12),
    ]
    if exception := sheet.exception:
        words = (
            f"{exception.get_reason_kind_display()}（{office.day(exception.decided_on)}決定）\n"
            f"{exception.reason}"
        )
        rows.append(Row("家族の同意の\n例外", Text(words, valign="top"), height=18))
    checks = (row._meta.get_field("is_effective"), row._meta.get_field("is_wished"))
    labels = tuple(str(one.verbose_name) for one in checks)
    confirmed = tuple(str(one.verbose_name) for one in checks if getattr(row, one.name))
    rows += [
        Row("必要性の確認", Checks(labels, chosen=confirmed), height=12),
        Row("決定", Text(decision)),
        Row("決定の理由", Text(row.decision_reason, valign="top"), height=18),
    ]
    return rows
