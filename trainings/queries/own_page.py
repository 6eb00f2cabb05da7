"""Everything the applicant's own page shows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from foundation.documents.models import Medium
from trainings.enums import ApplicationState, AttendanceKind
from trainings.models import Application, Attendance, CertificateIssue, CourseSession, Offer
from trainings.queries.places import place_of
from trainings.rules.applications import why_cannot_cancel, why_cannot_rejoin
from trainings.rules.online import sees_online
from trainings.wording import moment_text, session_place, session_time

_TONES = {
    ApplicationState.ACCEPTED: "success",
    ApplicationState.OFFERED: "warning",
    ApplicationState.WAITING: "info",
    ApplicationState.RECEIVED: "info",
}


@dataclass(frozen=True)
class DayRow:
    """One day of the course as the person sees it."""

    session: CourseSession
    time: str
    place: str
    absent: bool
    can_tell: bool
    shows_online: bool


@dataclass(frozen=True)
class OwnPage:
    """State, days, open offer and papers of one application."""

    application: Application
    state: ApplicationState
    tone: str
    place: int | None
    deadline: str
    days: list[DayRow]
    papers: list[CertificateIssue]
    can_cancel: bool
    can_rejoin: bool

    @property
    def expects_reception(self) -> bool:
        """Return whether the person will still be received on some day."""
        return any(day.can_tell for day in self.days)


def papers_of(application: Application) -> QuerySet[CertificateIssue]:
    """Return the certificates the person may fetch: as data, ready and not revoked."""
    issues: QuerySet[CertificateIssue] = (
        CertificateIssue.objects.filter(
            completion__application=application, revoked_at__isnull=True
        )
        .exclude(medium=Medium.PAPER)
        .exclude(pdf="")
        .order_by("kind", "-issue_index")
    )
    return issues


def own_page(application: Application, now: datetime) -> OwnPage:
    """Read the page of one application. Five queries, six while it waits."""
    course = application.course
    state = ApplicationState(application.state)
    offer = Offer.objects.filter(application=application, outcome="").first()
    absent = set(
        Attendance.objects.filter(
            application=application, kind=AttendanceKind.ABSENT, annulled_at__isnull=True
        ).values_list("session_id", flat=True)
    )
    accepted = state == ApplicationState.ACCEPTED
    days = [
        DayRow(
            session=session,
            time=session_time(session),
            place=session_place(session),
            absent=session.pk in absent,
            can_tell=accepted and session.takes_place and now < session.ends_at,
            shows_online=sees_online(application, session),
        )
        for session in course.sessions.order_by("n")
    ]
    return OwnPage(
        application=application,
        state=state,
        tone=_TONES.get(state, "muted"),
        place=place_of(application),
        deadline=moment_text(offer.deadline) if offer else "",
        days=days,
        papers=list(papers_of(application)),
        can_cancel=why_cannot_cancel(application, course, by_staff=False, reason="", now=now)
        is None,
        can_rejoin=why_cannot_rejoin(application, course, by_staff=False, now=now) is None,
    )
