"""Who learns the address of an online session: accepted people who watch, and nobody else."""

from trainings.enums import ApplicationState, SeatKind, SessionMode
from trainings.models import Application, CourseSession


def sees_online(application: Application, session: CourseSession) -> bool:
    """Return whether the person is shown the address of the session on their own page.

    Where room and online are counted apart, who has a seat in the room does not see it, unless the
    whole day is online.
    """
    if application.state != ApplicationState.ACCEPTED or not session.online_url:
        return False
    if not session.takes_place or session.mode == SessionMode.ON_SITE:
        return False
    apart = application.course.counts_online and session.mode == SessionMode.HYBRID
    return not apart or application.seat == SeatKind.ONLINE
