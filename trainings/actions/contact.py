"""What applicants change about their own application besides the seat (rules B10, B12)."""

from datetime import datetime

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.actions.seats import lock_course
from trainings.enums import ApplicationState, AttendanceKind
from trainings.models import Application, Attendance, CourseSession


@action("trainings.application.mail_confirmed")
def confirm_email(application: Application, *, actor: Actor, now: datetime) -> None:
    """Record that the mailed link was opened, so the address belongs to the person (B12)."""
    Application.objects.filter(pk=application.pk, email_confirmed_at__isnull=True).update(
        email_confirmed_at=now
    )


@action("trainings.application.contact_changed")
def change_contact(
    application: Application, *, phone: str, email: str, actor: Actor, now: datetime
) -> Application:
    """Write new contact data; a new address is unconfirmed until its link is opened."""
    if not phone and not email:
        raise Refused("no_contact", "電話番号かメールアドレスのどちらかを入力してください。")
    fresh = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if fresh.email != email:
        fresh.email_confirmed_at = None
    fresh.phone, fresh.email = phone, email
    fresh.save(update_fields=["phone", "email", "email_confirmed_at"])
    return fresh


@action("trainings.attendance.absence_told")
def tell_absence(
    application: Application, session: CourseSession, *, actor: Actor, now: datetime
) -> Attendance:
    """Record that an accepted person will not come on one day; the seat stays theirs."""
    lock_course(application.course_id)
    if application.state != ApplicationState.ACCEPTED or session.course_id != application.course_id:
        raise Refused("not_accepted", "参加が決まっている日程だけ、欠席を連絡できます。")
    if now >= session.ends_at:
        raise Refused("over", "この日程は終わっています。")
    attendance, _ = Attendance.objects.get_or_create(
        session=session,
        application=application,
        annulled_at=None,
        defaults={"kind": AttendanceKind.ABSENT},
    )
    return attendance


@action("trainings.attendance.absence_taken_back")
def take_absence_back(
    application: Application, session: CourseSession, *, actor: Actor, now: datetime
) -> int:
    """Take a told absence back; returns whether there was one."""
    lock_course(application.course_id)
    return int(
        Attendance.objects.filter(
            session=session,
            application=application,
            kind=AttendanceKind.ABSENT,
            annulled_at__isnull=True,
        ).update(annulled_at=now, annulled_reason="本人が出席に変更")
    )
