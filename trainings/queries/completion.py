"""What the completion rule says about everybody of a course, before anything is decided."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from foundation.people.models import Person
from trainings.enums import CompletionResult
from trainings.models import Application, Attendance, Completion, Course, CourseSession
from trainings.rules.completion import Verdict, came_to, days_ahead, days_that_count, judge
from trainings.specs import CompletionRule


@dataclass(frozen=True)
class Proposal:
    """One person with the rule's verdict and what was decided before."""

    application: Application
    verdict: Verdict
    decided: Completion | None

    @property
    def is_open(self) -> bool:
        """Return whether a decision is still to be made: nobody has completed yet."""
        return self.decided is None or self.decided.result != CompletionResult.COMPLETED

    @property
    def stands_against_rule(self) -> bool:
        """Return whether somebody decided against the rule; that stands until decided anew."""
        return self.is_open and self.decided is not None and self.decided.override

    @property
    def person(self) -> Person:
        """Return the person behind the application, who exists since the acceptance (B10)."""
        if self.application.person is None:
            raise ValueError(f"{self.application} is accepted without a person")
        return self.application.person


def rule_says(application: Application) -> Verdict:
    """Return what the frozen rule of the course says about one person now. Two queries."""
    course = application.course
    rule = course.spec.spec.completion_rule if course.spec else CompletionRule()
    days = days_that_count(CourseSession.objects.filter(course=course))
    attended = Attendance.objects.trainees().filter(application=application)
    return judge(rule, days, came_to(attended.select_related("session")))


def proposals(course: Course, now: datetime | None = None) -> list[Proposal]:
    """Return everybody with a seat in kana order, judged by the course's frozen rule.

    With `now` the reasons tell days to come from days missed; a decision comes after all of them.
    Four queries, however many people.
    """
    rule = course.spec.spec.completion_rule if course.spec else CompletionRule()
    sessions = list(CourseSession.objects.filter(course=course))
    days, ahead = days_that_count(sessions), days_ahead(sessions, now) if now else frozenset()
    people = list(
        Application.objects.filter(course=course)
        .accepted()
        .select_related("person", "submission", "course__program")
        .in_kana_order()
    )
    came: dict[int | None, list[Attendance]] = defaultdict(list)
    attended = Attendance.objects.trainees().filter(application__course=course)
    for attendance in attended.select_related("session"):
        came[attendance.application_id].append(attendance)
    decided = {one.application_id: one for one in Completion.objects.filter(application__in=people)}
    return [
        Proposal(one, judge(rule, days, came_to(came[one.pk]), ahead), decided.get(one.pk))
        for one in people
    ]
