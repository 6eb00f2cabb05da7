"""How days, places and deadlines of a course read in mails, pages and papers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.clock import on_day
from foundation.wareki import format_date
from foundation.webforms.templatetags.sasae import clock_time
from trainings.enums import CertificateKind, SessionMode, SessionState
from trainings.models import CourseSession
from trainings.specs import AskedField

PAIR_CODE_HELP = _(
    "誕生日の「日」2けたと、名字の読みのはじめの2文字。例：7日生まれの山田さんは「07やま」。"
    "受講の前と後で同じ記号を書いてください。"
)
"""How the sheets of one unknown person before and after a course are joined."""


def moment_text(moment: datetime) -> str:
    """Return a moment in words: 令和8年11月20日（金）午後5時."""
    return format_date(on_day(moment), weekday=True) + clock_time(moment)


def answer_text(answer: Any) -> str:
    """Return an answer to a question of the form in words; of several choices all."""
    return "、".join(map(str, answer)) if isinstance(answer, list) else str(answer)


def answer_lines(answers: Mapping[str, Any], asked: Iterable[AskedField]) -> list[str]:
    """Return what an application answered, in the words of its questions, for staff.

    What cannot be chosen here was answered when the person applied for the course they moved from.
    """
    known = {one.key: one for one in asked}
    lines = []
    for key, answer in answers.items():
        one = known.get(key)
        former = one.not_offered(answer) if one else []
        of_it = f"「{'、'.join(former)}」は、" if isinstance(answer, list) else ""
        remark = f"（{of_it}前の研修での回答）" if former else ""
        lines.append(f"{one.shown_label if one else key}：{answer_text(answer)}{remark}")
    return lines


def papers_in_words(kinds: Iterable[str]) -> str:
    """Return the papers of a completion by their names: 認定証と認定カード; empty for none."""
    return "と".join(str(CertificateKind(kind).label) for kind in dict.fromkeys(kinds))


def session_time(session: CourseSession) -> str:
    """Return day and hours of a session, or what became of it."""
    if session.state == SessionState.POSTPONED:
        return "延期（新しい日程は決まりしだいお知らせします）"
    day = format_date(on_day(session.starts_at), weekday=True)
    hours = f"{clock_time(session.starts_at)}～{clock_time(session.ends_at)}"
    opening = f"（受付 {clock_time(session.reception_at)}から）" if session.reception_at else ""
    ending = "【中止】" if session.state == SessionState.CANCELLED else ""
    return f"{day}{hours}{opening}{ending}"


def session_place(session: CourseSession) -> str:
    """Return where a session takes place; the online address is never part of it."""
    if session.mode == SessionMode.ONLINE:
        return "オンライン"
    place = (
        f"{session.venue}（{session.venue_address}）" if session.venue_address else session.venue
    )
    return f"{place}またはオンライン" if session.mode == SessionMode.HYBRID else place


def timetable(sessions: Iterable[CourseSession]) -> str:
    """Return all days of a course, one a line, with the place where it changes."""
    listed = list(sessions)
    places = {session_place(session) for session in listed}
    lines = []
    for session in listed:
        number = f"第{session.n}回 " if len(listed) > 1 else ""
        place = f"　{session_place(session)}" if len(places) > 1 else ""
        lines.append(f"{number}{session_time(session)}{place}")
    return "\n".join(lines)


def places(sessions: Iterable[CourseSession]) -> str:
    """Return the place of a course, or that each day has its own."""
    texts = list(dict.fromkeys(session_place(session) for session in sessions))
    return texts[0] if len(texts) == 1 else "日程ごとに異なります"
