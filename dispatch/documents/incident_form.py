"""The form of an incident or a near-miss, blank or as it was told and reported (実施要領 R-72).

The sources have no specimen. The paper follows the page: what happened, what was done on the
spot, the reports up the line, cause and prevention, what was decided. The case stands by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.documents.office import Office
from dispatch.enums_records import Harm, IncidentCategory, IncidentKind, IncidentStep
from dispatch.models import Incident, IncidentMeasure, IncidentReport
from foundation.clock import local
from foundation.pdf.blocks import Contact, Gap, Para, Right, Title, form_number
from foundation.pdf.cells import DateCell, Options, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture
from foundation.pdf.style import Style

SMALL = Style("mincho", 9, leading=1.5)
SHORT, TALL = 8.5, 12.5
TO_WRITE = "（　）　　時　　分"


@dataclass(frozen=True)
class IncidentPaper:
    """Who tells about whom; `about` is the case number or the body, never a client's name."""

    teller: str = ""
    about: str = ""
    incident: Incident | None = None
    reports: Sequence[IncidentReport] = field(default_factory=tuple)
    measures: Sequence[IncidentMeasure] = field(default_factory=tuple)


def incident_form(
    office: Office, paper: IncidentPaper, furniture: Furniture | None = None
) -> bytes:
    """Return the PDF; without an incident it is left to be written. File and title name nobody."""
    incident = paper.incident
    word = incident.get_kind_display() if incident else "事故・ヒヤリハット"
    document = Document(
        About("事故・ヒヤリハット報告書", created=office.now), furniture=furniture or Furniture()
    )
    blocks: list[Block] = [
        *form_number(office.settings.incident_form_number),
        *([Right(f"番号　{incident.reference}")] if incident else []),
        Title(f"{word}報告書", before=2),
        *([] if incident else [Para(_how_to(office), SMALL, indent=0, before=2)]),
        Grid(_told(paper, office), before=4),
        Para("担当課での対応", indent=0, before=4),
        Grid(_handled(paper, office), before=2),
        Gap(2),
        Contact("お問い合わせ先", office.contact),
    ]
    compose(document, blocks)
    return document.finish()


def _how_to(office: Office) -> str:
    line = "、".join(office.settings.incident_line.split())
    told = f"担当課は、{line}に報告します。" if line else ""
    return (
        "起きたら、まず安全を確かめ、担当課へ電話で知らせてください。この用紙は、その日のうちに"
        f"担当課へ渡してください。相手の方の氏名や住所は書かないでください。{told}"
    )


def _told(paper: IncidentPaper, office: Office) -> list[Row]:
    incident = paper.incident
    return [
        Row("区分", _options(IncidentKind, incident.kind if incident else ""), SHORT),
        Row("分類", _options(IncidentCategory, incident.category if incident else ""), 15),
        Row("けが・被害", _options(Harm, incident.harm if incident else ""), SHORT),
        Row("起きた日時", _moment(office, incident.occurred_at if incident else None), SHORT),
        Row("担当課が知った日時", _moment(office, incident.known_at if incident else None), SHORT),
        Row("場所", Text(incident.place if incident else ""), SHORT),
        Row("ケース番号・団体", Text(paper.about), SHORT),
        Row("知らせた人", Text(paper.teller), SHORT),
        Row("起きたこと", _long(incident.account if incident else None), 28, grow=3),
        Row("その場の対応", _long(incident.response if incident else None), 16, grow=1),
    ]


def _handled(paper: IncidentPaper, office: Office) -> list[Row]:
    by_step = {one.step: one for one in paper.reports}
    full = by_step.get(IncidentStep.FULL)
    further = [one for one in paper.reports if one.step == IncidentStep.FURTHER]
    incident = paper.incident
    rows = [
        *([] if incident else [Row("番号", Text(""), SHORT)]),
        _report_row(office, "第一報\n（24時間以内）", by_step.get(IncidentStep.FIRST), paper),
        _report_row(office, "報告書\n（7日以内）", full, paper),
        *(_report_row(office, "続報", one, paper) for one in further),
        Row("原因", _long(full.cause if full else _blank(paper)), TALL, grow=1),
        Row("再発の防止", _long(full.prevention if full else _blank(paper)), TALL, grow=1),
        Row("対策", _measures(office, paper), TALL, grow=1),
    ]
    if incident is not None and incident.closed_at is not None:
        ended = f"{_moment_text(office, incident.closed_at)}　{incident.closing_note}"
        rows.append(Row("対応の終了", Text(ended)))
    return rows


def _report_row(
    office: Office, label: str, report: IncidentReport | None, paper: IncidentPaper
) -> Row:
    if report is None:
        cell = Text("まだ報告していません。" if paper.incident else "", lined=not paper.incident)
        return Row(label, cell, TALL)
    text = f"{_moment_text(office, report.reported_at)}　{report.told}へ\n{report.text}"
    return Row(label, Text(text, valign="top"), TALL)


def _measures(office: Office, paper: IncidentPaper) -> Text:
    lines = [
        f"・{one.text}（{office.day(one.due_on)}まで）"
        + (f"　{office.day(one.done_on)}　{one.outcome}" if one.done_on else "")
        for one in paper.measures
    ]
    return Text("\n".join(lines), lined=paper.incident is None, valign="top")


def _blank(paper: IncidentPaper) -> str | None:
    """Return nothing to print on a filled form, and lines to write on on a blank one."""
    return "" if paper.incident else None


def _long(text: str | None) -> Text:
    return Text(text or "", lined=text is None, valign="top")


def _options(choices: type[IncidentKind | IncidentCategory | Harm], chosen: str) -> Options:
    labels = tuple(str(label) for label in choices.labels)
    return Options(labels, chosen=(str(choices(chosen).label),) if chosen else ())


def _moment(office: Office, moment: datetime | None) -> DateCell:
    return DateCell(_moment_text(office, moment)) if moment else DateCell(after=TO_WRITE)


def _moment_text(office: Office, moment: datetime) -> str:
    here = local(moment)
    return f"{office.day(here.date(), weekday=True)}　{here.hour}時{here.minute:02}分"
