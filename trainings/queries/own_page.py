"""Everything the applicant's own page shows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from foundation.documents.models import Medium
from trainings.enums import ApplicationState, AttendanceKind, CompletionResult
from trainings.models import (
    Application,
    Attendance,
    CertificateIssue,
    Completion,
    CourseSession,
    DayAnswer,
    Offer,
)
from trainings.queries.places import place_of
from trainings.rules.applications import why_cannot_cancel, why_cannot_rejoin
from trainings.rules.online import sees_online
from trainings.wording import moment_text, papers_in_words, session_place, session_time

_TONES = {
    ApplicationState.ACCEPTED: "success",
    ApplicationState.OFFERED: "warning",
    ApplicationState.WAITING: "info",
    ApplicationState.RECEIVED: "info",
}

_OVER = (ApplicationState.CANCELLED, ApplicationState.DECLINED, ApplicationState.COURSE_CANCELLED)
_RESULT_TONES = {CompletionResult.COMPLETED: "success", CompletionResult.NOT_COMPLETED: "muted"}


@dataclass(frozen=True)
class DayRow:
    """One day of the course as the person sees it."""

    session: CourseSession
    time: str
    place: str
    absent: bool
    can_tell: bool
    shows_online: bool
    is_asked: bool = False


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
    result: CompletionResult | None = None

    @property
    def label(self) -> str:
        """Return the state in words; once decided, how the course ended for the person."""
        return str(self.result.label if self.result else self.state.label)

    @property
    def paper_words(self) -> str:
        """Return what the papers are called."""
        return papers_in_words(paper.kind for paper in self.papers)

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will come of it: then nobody needs to be reached."""
        return self.state in _OVER

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


def _result_of(application: Application) -> CompletionResult | None:
    """Return how the course ended for the person; None while that is open or was taken back."""
    decided = Completion.objects.filter(application=application, voided_at__isnull=True).first()
    return CompletionResult(decided.result) if decided else None


def own_page(application: Application, now: datetime) -> OwnPage:
    """Read the page of one application. Seven queries, eight while it waits."""
    course = application.course
    state = ApplicationState(application.state)
    offer = Offer.objects.filter(application=application, outcome="").first()
    absent = set(
        Attendance.objects.filter(
            application=application, kind=AttendanceKind.ABSENT, annulled_at__isnull=True
        ).values_list("session_id", flat=True)
    )
    asked = set(
        DayAnswer.objects.unanswered()
        .filter(application=application)
        .values_list("session_id", flat=True)
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
            is_asked=session.pk in asked,
        )
        for session in course.sessions.order_by("n")
    ]
    result = _result_of(application)
    return OwnPage(
        application=application,
        state=state,
        tone=_TONES.get(state, "muted") if result is None else _RESULT_TONES[result],
        result=result,
        place=place_of(application),
        deadline=moment_text(offer.deadline) if offer else "",
        days=days,
        papers=list(papers_of(application)),
        can_cancel=why_cannot_cancel(application, course, by_staff=False, reason="", now=now)
        is None,
        can_rejoin=why_cannot_rejoin(application, course, by_staff=False, now=now) is None,
    )
