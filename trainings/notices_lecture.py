"""What the contact of a visiting lecture is told: received, decided, declined."""

from datetime import datetime
from typing import Any

from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.texts import NoticeKind, register_kind
from foundation.organizations.actor import Actor
from foundation.wareki import format_date
from trainings.models import CourseSession, LectureRequest
from trainings.wording import session_place, session_time

RECEIVED = register_kind(
    "trainings.lecture_received",
    "出前講座の申込を受け付けた",
    """
出前講座のお申込みを受け付けました。ありがとうございます。

受付番号：{受付番号}
ご希望の日：{希望日}
受講する方：{受講者}（{人数}人）

担当者が日程と講師を調整し、1週間ほどでご連絡します。
この時点では、まだ決まっていません。
""",
)
ACCEPTED = register_kind(
    "trainings.lecture_accepted",
    "出前講座の実施が決まった",
    """
お申込みいただいた出前講座の実施が決まりました。

講座名：{講座名}
日時：{日時}
会場：{会場}
受付番号：{受付番号}

当日の準備については、担当者からご連絡します。
受講する方のお名前をお送りいただく必要はありません。人数が変わったときはお知らせください。
""",
)
DECLINED = register_kind(
    "trainings.lecture_declined",
    "出前講座をお受けできない",
    """
お申込みいただいた出前講座（受付番号 {受付番号}）について、
申し訳ありませんが、今回はお受けできませんでした。

理由：{理由}

日程を変えてのお申込みなど、お気軽にご相談ください。
""",
)


def tell_received(request: LectureRequest, *, actor: Actor, now: datetime) -> None:
    """Confirm that the request arrived."""
    values = {
        "希望日": format_date(request.first_day, weekday=True),
        "受講者": request.listeners,
        "人数": request.people,
    }
    _tell(RECEIVED, request, values, actor=actor, now=now)


def tell_accepted(
    request: LectureRequest, session: CourseSession, *, actor: Actor, now: datetime
) -> None:
    """Say when and where it takes place."""
    values = {
        "講座名": session.course.title,
        "日時": session_time(session),
        "会場": session_place(session),
    }
    _tell(ACCEPTED, request, values, not_after=session.ends_at, actor=actor, now=now)


def tell_declined(request: LectureRequest, *, actor: Actor, now: datetime) -> None:
    """Say no, and why."""
    _tell(DECLINED, request, {"理由": request.state_reason}, actor=actor, now=now)


def _tell(
    kind: NoticeKind,
    request: LectureRequest,
    values: dict[str, Any],
    *,
    not_after: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    queue_notice(
        Message(
            kind.code,
            {**values, "受付番号": request.reference},
            program=request.program,
            not_after=not_after,
        ),
        target=request,
        recipient=Recipient(
            request.contact_name, email=request.contact_email, phone=request.contact_phone
        ),
        dedupe_key=kind.code,
        actor=actor,
        now=now,
    )
