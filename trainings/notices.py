"""What applicants are told, one function a notice; subjects stay neutral (rules B8, B16)."""

from datetime import datetime

from foundation.notices.links import LinkPurpose, register_purpose
from foundation.notices.models import Channel as NoticeChannel
from foundation.organizations.actor import Actor
from trainings import notice_texts as texts
from trainings.enums import ApplicationState, Channel
from trainings.messages import (
    APPLICATION,
    GROUP,
    Saying,
    preview_for,
    recipient_of,
    tell_applicant,
    tell_contact,
)
from trainings.models import Application, CourseSession, DayAnswer, Submission
from trainings.notices_group import tell_group
from trainings.queries.places import place_of
from trainings.wording import session_time

S = ApplicationState


def _renew_application(target_id: int, *, now: datetime) -> None:
    application = Application.objects.select_related("submission").get(pk=target_id)
    if recipient_of(application).email:
        saying = Saying(texts.NEW_LINK.code, key=now.isoformat(timespec="minutes"))
        tell_applicant(application, saying, actor=Actor.system("renew_link"), now=now)


def _renew_group(target_id: int, *, now: datetime) -> None:
    submission = Submission.objects.get(pk=target_id)
    if submission.contact_email:
        saying = Saying(texts.NEW_LINK.code, key=now.isoformat(timespec="minutes"))
        tell_contact(submission, saying, actor=Actor.system("renew_link"), now=now)


register_purpose(
    LinkPurpose(APPLICATION, "trainings.Application", "application-page", _renew_application)
)
register_purpose(LinkPurpose(GROUP, "trainings.Submission", "group-page", _renew_group))


def tell_received(
    submission: Submission,
    applications: list[Application],
    *,
    last_place: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Confirm an act of applying: to the person, or for a group one mail to the contact (B8).

    `last_place` is the end of the waiting list where the caller knows that a person waits there.
    Whoever came on the day itself and has neither mail nor address has heard it at the desk.
    """
    if len(applications) > 1:
        tell_group(submission, applications, actor=actor, now=now)
        return
    (application,) = applications
    on_the_spot = submission.channel == Channel.WALK_IN
    if on_the_spot and recipient_of(application).channel == NoticeChannel.CALL:
        return
    if application.state == S.WAITING:
        tell_waiting(application, place=last_place, actor=actor, now=now)
    elif application.state == S.ACCEPTED:
        tell_accepted(application, actor=actor, now=now)
    else:
        tell_decision_later(application, actor=actor, now=now)


def tell_decision_later(application: Application, *, actor: Actor, now: datetime) -> None:
    """Say that the application arrived and will be decided."""
    tell_applicant(application, Saying(texts.RECEIVED.code), actor=actor, now=now)


def tell_accepted(application: Application, *, actor: Actor, now: datetime) -> None:
    """Say that the seat is theirs, with the calendar."""
    tell_applicant(application, Saying(texts.ACCEPTED.code, calendar=True), actor=actor, now=now)


def tell_waiting(
    application: Application, *, place: int | None = None, actor: Actor, now: datetime
) -> None:
    """Say that they wait, and at which place; asks for the place where the caller has none."""
    saying = Saying(texts.WAITING.code, {"順番": place or place_of(application)})
    tell_applicant(application, saying, actor=actor, now=now)


def tell_repeated(
    submission: Submission, earlier: list[int | None], *, actor: Actor, now: datetime
) -> None:
    """Say that the earlier applications stand, to the address of each (rule B9)."""
    stand = Application.objects.filter(pk__in=[one for one in earlier if one])
    for application in stand.select_related("submission", "course__program").order_by("id"):
        saying = Saying(texts.REPEATED.code, key=f"repeat-{submission.pk}")
        tell_applicant(application, saying, actor=actor, now=now)


def tell_declined(application: Application, *, actor: Actor, now: datetime) -> None:
    """Decline an application, with the reason."""
    saying = Saying(texts.DECLINED.code, {"理由": application.state_reason})
    tell_applicant(application, saying, actor=actor, now=now)


def tell_cancelled(application: Application, *, actor: Actor, now: datetime) -> None:
    """Confirm a cancellation and take the days out of the calendar (T39)."""
    saying = Saying(texts.CANCELLED.code, calendar=True, withdrawn=True)
    tell_applicant(application, saying, actor=actor, now=now)


def tell_course_cancelled(
    application: Application, before: str, *, actor: Actor, now: datetime
) -> None:
    """Say that the course does not take place; who had a seat gets the calendar withdrawn."""
    saying = Saying(
        texts.COURSE_CANCELLED.code,
        {"理由": application.state_reason},
        calendar=before == S.ACCEPTED,
        withdrawn=True,
    )
    tell_applicant(application, saying, actor=actor, now=now)


def tell_changed(
    application: Application, what: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say that eligibility, place or time changed (rule B15)."""
    saying = Saying(
        texts.CHANGED.code,
        {"変更点": what, "理由": reason},
        key=now.isoformat(),
        calendar=application.state == S.ACCEPTED,
    )
    tell_applicant(application, saying, actor=actor, now=now)


def tell_postponed(
    application: Application, session: CourseSession, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say that a day is put off and take it out of the calendar; the new date follows (T39)."""
    saying = Saying(
        texts.POSTPONED.code,
        {"回": f"第{session.n}回", "理由": reason},
        key=f"postponed-{session.pk}-{session.calendar_sequence}",
        calendar=application.state == S.ACCEPTED,
    )
    tell_applicant(application, saying, actor=actor, now=now)


def tell_rescheduled(
    application: Application, session: CourseSession, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Tell the new day with the calendar, and ask whether the person can come (T39)."""
    is_asked = DayAnswer.objects.unanswered().filter(session=session, application=application)
    question = _question(application) if is_asked.exists() else ""
    saying = Saying(
        texts.RESCHEDULED.code,
        {"回": f"第{session.n}回", "理由": reason, "出欠": question},
        key=f"rescheduled-{session.pk}-{session.calendar_sequence}",
        not_after=session.starts_at,
        calendar=application.state == S.ACCEPTED,
    )
    tell_applicant(application, saying, actor=actor, now=now)


def _question(application: Application) -> str:
    how = "下のページの「日程」から" if recipient_of(application).email else "お電話で"
    return f"新しい日程に出席できるかどうかを、{how}お知らせください。"


def tell_many(
    application: Application, text: str, key: str, *, actor: Actor, now: datetime
) -> None:
    """Send what staff wrote to one of many; it can be taken back for ten minutes (ux 3)."""
    tell_applicant(application, _to_many(application, text, key), actor=actor, now=now)


def preview_to_many(application: Application, text: str) -> tuple[str, str]:
    """Return subject and text of what `tell_many` would send to this person."""
    return preview_for(application, _to_many(application, text, ""))


def _to_many(application: Application, text: str, key: str) -> Saying:
    values = {"本文": text, "組織名": application.organization.name}
    return Saying(texts.BULK.code, values, key=key, bulk=True)


def tell_viewing(
    application: Application, session: CourseSession, *, actor: Actor, now: datetime
) -> None:
    """Say where the way into an online day is shown; the address is not part of the message."""
    shown = "申込の確認のページに表示しています。このメールには書いていません"
    told = "お電話でお知らせします。担当課までご連絡ください"
    way = shown if recipient_of(application).email else told
    values = {"回": f"第{session.n}回", "当日": session_time(session), "入口": way}
    saying = Saying(
        texts.VIEWING.code,
        values,
        key=f"viewing-{session.pk}",
        bulk=True,
        not_after=session.ends_at,
    )
    tell_applicant(application, saying, actor=actor, now=now)


def tell_certificate(
    application: Application, paper: str, *, is_first: bool = False, actor: Actor, now: datetime
) -> None:
    """Say that the certificate can be fetched on the applicant's page."""
    key = f"{paper}-{now.isoformat()}"
    values = {"証の名前": paper}
    saying = Saying(texts.CERTIFICATE.code, values, key=key, is_first=is_first, fetches=paper)
    tell_applicant(application, saying, actor=actor, now=now)
