"""Change between room and online, and tell those who watch where the way in is shown."""

from datetime import datetime

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings import notices
from trainings.actions.seats import count_seats, lock_course, release_seats
from trainings.enums import OPEN_STATES, TAKEN_STATES, ApplicationState, SeatKind
from trainings.models import Application, CourseSession
from trainings.rules.online import sees_online


@action("trainings.application.seat_changed")
def change_seat(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Move an open application from the room online or back; what it leaves goes to the next.

    Who has a seat needs a free one with nobody waiting for it; who waits keeps the time of
    queueing. Refused ``full`` otherwise.
    """
    course = lock_course(application.course_id)
    application = Application.objects.select_related("submission").get(pk=application.pk)
    if not course.counts_online or application.state not in OPEN_STATES:
        raise Refused("one_kind", "この申込の席は変えられません。")
    to = SeatKind.ROOM if application.seat == SeatKind.ONLINE else SeatKind.ONLINE
    seats = count_seats(course, to)
    taken = application.state in TAKEN_STATES
    if taken and not (seats.queue_is_empty and seats.has_free(1)):
        raise Refused("full", f"{to.label}の席が空いていないか、待っている方がいます。")
    application.seat = to
    application.save(update_fields=["seat"])
    if application.state == ApplicationState.ACCEPTED:
        notices.tell_changed(
            application, "参加の方法", f"{to.label}に変わりました。", actor=actor, now=now
        )
    release_seats(course, actor=actor, now=now)
    return application


@action("trainings.session.viewing_told")
def tell_viewing(session: CourseSession, *, actor: Actor, now: datetime) -> int:
    """Tell accepted people who watch that their own page shows the way in; returns how many.

    The address itself stands in no message: mails are kept, forwarded and logged. Called again it
    tells those who were accepted meanwhile. Refused ``no_address`` before the address is known.
    """
    if not session.online_url:
        raise Refused("no_address", "オンラインのアドレスが、まだ入力されていません。")
    people = (
        Application.objects.filter(course=session.course_id)
        .accepted()
        .select_related("submission", "course__program")
        .order_by("id")
    )
    watching = [one for one in people if sees_online(one, session)]
    for application in watching:
        notices.tell_viewing(application, session, actor=actor, now=now)
    return len(watching)
