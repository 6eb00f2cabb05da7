"""New courses to apply for, like the ones an organization has."""

from datetime import timedelta

from foundation import clock
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from foundation.references import random_reference
from trainings.models import Course, CourseSession


def new_course(slug: str, capacity: int | None) -> Course:
    """Make an open course like the ones of the organization, without applications."""
    with within(Organization.objects.get(slug=slug)):
        course = Course.objects.listed(clock.now()).order_by("id").first()
        sessions = list(CourseSession.objects.filter(course=course))
        course.pk, course.public_code = None, random_reference()
        course.capacity = capacity
        course.opens_at = clock.now() - timedelta(days=1)
        course._state.adding = True
        course.save()
        for session in sessions:
            session.pk, session.course, session._state.adding = None, course, True
            session.save()
    return course
