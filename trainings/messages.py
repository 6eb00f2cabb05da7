"""How a message to an applicant is addressed and composed: facts, link, calendar."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from foundation.notices import links
from foundation.notices.actions.notices import (
    Message,
    Recipient,
    bulk_delay,
    queue_notice,
    subject_of,
)
from foundation.notices.calendars import CalendarEvent, print_calendar, stamp_calendar
from foundation.notices.texts import body_of
from foundation.organizations.actor import Actor
from foundation.organizations.storing import is_waiting
from trainings import notice_texts as texts
from trainings.enums import PlaceKind
from trainings.group_words import replace_group_word
from trainings.models import Application, Course, CourseSession, Submission
from trainings.wording import places, timetable

APPLICATION = "trainings.application"
GROUP = "trainings.group"
# The same days go to everybody who is accepted; printing them takes longer than the decision.
_printed = lru_cache(maxsize=500)(print_calendar)
LINK_LIFE = timedelta(days=400)
"""How long after the last session a mailed link opens the page with the certificate."""


@dataclass(frozen=True)
class Saying:
    """One message: its kind, its own values, what makes it unique, and perhaps the calendar."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    calendar: bool = False
    withdrawn: bool = False
    bulk: bool = False
    is_first: bool = False
    one_call_list: bool = False
    not_after: datetime | None = None  # without it: until the last day is over, where that matters
    fetches: str = ""  # the paper for which the page is opened, when it is no longer about seats


def recipient_of(application: Application) -> Recipient:
    """Return where a person is reached; in a group the contact stands in for what is missing."""
    submission = application.submission
    own = application.place if application.place_kind == PlaceKind.ADDRESS else ""
    return Recipient(
        name=application.name,
        email=application.email or submission.contact_email,
        phone=application.phone or submission.contact_phone,
        postcode=submission.contact_postcode,
        address=own or submission.contact_address,
    )


def contact_of(submission: Submission) -> Recipient:
    """Return the person who applied for a group."""
    return Recipient(
        name=submission.contact_name,
        email=submission.contact_email,
        phone=submission.contact_phone,
        postcode=submission.contact_postcode,
        address=submission.contact_address,
    )


def tell_applicant(
    application: Application,
    saying: Saying,
    *,
    to: Recipient | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Queue one message to one person; the same saying about the same change is queued once.

    `to` says how the person is reached where the usual way is not the right one.
    """
    _queue(application, application.course, to or recipient_of(application), saying, actor, now)
    if saying.kind in texts.STATES and not (saying.is_first or is_waiting(application)):
        replace_group_word(application, actor=actor, now=now)


def preview_for(application: Application, saying: Saying) -> tuple[str, str]:
    """Return subject and text as they would reach this person; nothing is queued, no link made."""
    course = application.course
    has_mail = bool(recipient_of(application).email)
    page = "（お一人ずつちがうアドレスが入ります）" if has_mail else ""
    sessions = list(CourseSession.objects.filter(course=course).order_by("n"))
    values = {
        **_facts(course, sessions),
        **_way_back(page, application.reference, saying.fetches),
        **saying.values,
    }
    return (
        subject_of(application.organization, course.program),
        body_of(saying.kind, values, course.program),
    )


def tell_contact(submission: Submission, saying: Saying, *, actor: Actor, now: datetime) -> None:
    """Queue one message to the person who applied for a group (rule B8)."""
    _queue(submission, submission.course, contact_of(submission), saying, actor, now)


def page_link(target: Application | Submission, course: Course) -> str:
    """Return a new mailed link: a person's page, or the group's for the contact (T26)."""
    purpose = APPLICATION if isinstance(target, Application) else GROUP
    last = course.ends_at or course.created_at
    return links.issue_link(purpose, target, expires_at=last + LINK_LIFE)


def _queue(
    target: Application | Submission,
    course: Course,
    recipient: Recipient,
    saying: Saying,
    actor: Actor,
    now: datetime,
) -> None:
    page = page_link(target, course) if recipient.email else ""
    sessions = list(course.sessions.all())
    calendar = None
    if saying.calendar and recipient.email:
        calendar = calendar_of(course, sessions, withdrawn=saying.withdrawn, now=now)
    values = {
        **_facts(course, sessions),
        **_way_back(page, target.reference, saying.fetches),
        **saying.values,
    }
    changed_at = getattr(target, "state_changed_at", now)
    queue_notice(
        Message(
            saying.kind,
            values,
            program=course.program,
            calendar=calendar,
            not_after=saying.not_after
            or (course.ends_at if saying.kind in texts.UNTIL_THE_LAST_DAY else None),
            one_call_list=saying.one_call_list,
        ),
        target=target,
        recipient=recipient,
        dedupe_key=saying.key or changed_at.isoformat(),
        delay=bulk_delay() if saying.bulk else None,
        is_first=saying.is_first,
        actor=actor,
        now=now,
    )


def _facts(course: Course, sessions: list[CourseSession]) -> dict[str, str]:
    return {"研修名": course.title, "日時": timetable(sessions), "会場": places(sessions)}


def _way_back(page: str, reference: str, fetches: str) -> dict[str, str]:
    if fetches and page:
        way = f"{fetches}は、次のページで開けます（このメールの方専用です）。\n{page}"
    elif fetches:
        way = (
            f"{fetches}のお渡しについては、担当課へお問い合わせください。"
            f"お名前と受付番号（{reference}）をお知らせください。"
        )
    elif page:
        way = f"申込の確認・取消は、次のページからできます（このメールの方専用です）。\n{page}"
    else:
        way = (
            "申込の確認・取消は、お電話で承ります。"
            f"お名前と受付番号（{reference}）をお知らせください。"
        )
    return {"確認方法": way, "受付番号": reference}


def calendar_of(
    course: Course, sessions: list[CourseSession], *, withdrawn: bool = False, now: datetime
) -> bytes:
    """Return the days of a course for a personal calendar, neutral in its titles (rule B16)."""
    events = [
        CalendarEvent(
            uid=session.calendar_uid,
            # A personal withdrawal has to outrank what was sent before (RFC 5545, SEQUENCE).
            sequence=session.calendar_sequence + (1 if withdrawn else 0),
            title=f"{course.program.neutral_label}（第{session.n}回）",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            place=session.venue,
            cancelled=withdrawn or not session.takes_place,
        )
        # A day that was put off leaves the calendars until it has a new date.
        for session in sessions
    ]
    return stamp_calendar(_printed(tuple(events)), now=now)
