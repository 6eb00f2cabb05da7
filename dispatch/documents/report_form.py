"""The 活動報告書 in the order of 資料9, blank or filled; the case number stands for the name."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.documents.office import Office
from dispatch.enums import ActivityType, Policy
from dispatch.models import ActivityReport
from foundation.clock import local
from foundation.pdf.blocks import BLANK_DATE, Para, Right, Title, form_number
from foundation.pdf.cells import DateCell, Name, Options, Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture
from foundation.wareki import format_date, format_moment

MAIN_TYPES = (
    ActivityType.VISIT,
    ActivityType.MEETING,
    ActivityType.OUTING,
    ActivityType.CONFERENCE,
)
MAIN_POLICIES = (Policy.CONTINUE, Policy.PAUSE, Policy.END)


@dataclass(frozen=True)
class ReportPaper:
    """Who reports about whom; `about` is the case number unless the name was chosen."""

    supporter_name: str = ""
    about: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    report: ActivityReport | None = None


def report_form(office: Office, paper: ReportPaper, furniture: Furniture | None = None) -> bytes:
    """Return the PDF of 資料9; what is not known is left to be written."""
    settings = office.settings
    document = Document(About("活動報告書", created=office.now), furniture=furniture or Furniture())
    report = paper.report
    reported_on = office.day(report.reported_on, weekday=True) if report else f"{BLANK_DATE}（　）"
    blocks: list[Block] = [
        *form_number(settings.report_form_number),
        Title(f"{settings.supporter_title}活動報告書", before=2),
        Right(reported_on, label="報告日："),
        Para(f"サポーター氏名：{paper.supporter_name}", indent=0, before=3),
        Grid(_rows(paper), before=3),
    ]
    compose(document, blocks)
    return document.finish()


def _rows(paper: ReportPaper) -> list[Row]:
    report = paper.report
    types = tuple(report.activity_types) if report else ()
    policy = report.policy if report else ""
    return [
        Row("対象者氏名", Name(paper.about, size=12)),
        Row("活動日時", DateCell(_period(paper)) if paper.starts_at else _period_to_write()),
        Row("活動場所", Text(paper.place)),
        Row(
            "活動種別",
            Options(
                tuple(kind.label for kind in MAIN_TYPES),
                chosen=tuple(ActivityType(one).label for one in types if one != "other"),
                other="その他",
                other_text=report.other_type if report else "",
            ),
            height=11,
        ),
        Row("具体的活動内容", _long(report, "content"), height=28, grow=1),
        Row(
            "記録\n（本人の様子、活動\nへの反応、感想等）",
            _long(report, "record"),
            height=56,
            grow=3,
        ),
        Row("次回\n（次回の約束、本人\nの要望・意見等）", _next(report), height=22, grow=1),
        Row("今後の活動内容\n（担当者と確認・相談\nしたこと）", _long(report, "future_content"),
            height=22, grow=1),
        Row(
            "今後の方針",
            Options(
                tuple(one.label for one in MAIN_POLICIES),
                chosen=(Policy(policy).label,) if policy and policy != "other" else (),
                other="その他",
                other_text=report.other_policy if report else "",
            ),
            height=11,
        ),
        Row("備考", _long(report, "remarks"), height=16, grow=1),
    ]  # fmt: skip


def _long(report: ActivityReport | None, name: str) -> Text:
    return Text(getattr(report, name) if report else "", lined=True, valign="top")


def _next(report: ActivityReport | None) -> Text:
    if report is None:
        return Text("", lined=True, valign="top")
    parts = [report.next_plan]
    if report.next_on:
        parts.insert(0, format_moment(report.next_on, weekday=True))
    return Text("\n".join(filter(None, parts)), lined=True, valign="top")


def _period(paper: ReportPaper) -> str:
    if paper.starts_at is None or paper.ends_at is None:
        return ""
    start, end = local(paper.starts_at), local(paper.ends_at)
    day = format_date(start.date(), weekday=True)
    last = "" if end.date() == start.date() else format_date(end.date(), weekday=True)
    return f"{day}　{_clock(start)}～{last}{_clock(end)}"


def _clock(moment: datetime) -> str:
    """Return the time as the blank form has it written: 14時30分."""
    return f"{moment.hour}時{moment.minute:02}分"


def _period_to_write() -> DateCell:
    return DateCell(after="（　）　　時　　分～　　時　　分")
