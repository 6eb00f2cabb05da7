"""What goes into the pack of a day besides the lists: lecturers and the questions asked after."""

from trainings.enums_instructor import EngagementState
from trainings.models import CourseSession, Engagement, SurveyQuestion
from trainings.models.survey import SurveyPhase, SurveyState


def lecturers_of(session: CourseSession) -> list[Engagement]:
    """Return who teaches on the day, with the fee where one was agreed on. One query."""
    teaching = Engagement.objects.filter(session=session).exclude(state=EngagementState.DECLINED)
    return list(teaching.select_related("instructor", "honorarium").order_by("id"))


def last_day_questions(session: CourseSession) -> list[SurveyQuestion]:
    """Return the questions of the survey after the course, on its last day. Two queries."""
    later = CourseSession.objects.filter(course=session.course_id, n__gt=session.n)
    if any(one.takes_place for one in later):
        return []
    asked = SurveyQuestion.objects.filter(
        survey__course=session.course_id, survey__phase=SurveyPhase.POST
    ).exclude(survey__state=SurveyState.CLOSED)
    return list(asked.order_by("order", "id"))
