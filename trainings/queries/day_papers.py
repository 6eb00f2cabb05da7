"""What goes into the pack of a day besides the lists: lecturers and the questions asked after."""

from trainings.enums_instructor import EngagementState
from trainings.models import CourseSession, Engagement, Survey
from trainings.models.survey import SurveyPhase, SurveyState


def lecturers_of(session: CourseSession) -> list[Engagement]:
    """Return who teaches on the day, with the fee where one was agreed on. One query."""
    teaching = Engagement.objects.filter(session=session).exclude(state=EngagementState.DECLINED)
    return list(teaching.select_related("instructor", "honorarium").order_by("id"))


def surveys_of_day(session: CourseSession) -> list[Survey]:
    """Return the surveys on paper of a day: before on the first, after on the last. Three queries.

    Days that were cancelled or moved are no first and no last day.
    """
    others = CourseSession.objects.filter(course=session.course_id).exclude(pk=session.pk)
    days = [one.n for one in others if one.takes_place]
    phases = []
    if all(n > session.n for n in days):
        phases.append(SurveyPhase.PRE)
    if all(n < session.n for n in days):
        phases.append(SurveyPhase.POST)
    asked = Survey.objects.filter(course=session.course_id, phase__in=phases)
    asked = asked.exclude(state=SurveyState.CLOSED).exclude(questions=None)
    return list(asked.select_related("course").prefetch_related("questions").order_by("-phase"))
