"""Courses, applications, attendance, completions and certificates."""

from trainings.models.answer import DayAnswer
from trainings.models.application import ApplicantAttribute, Application, Submission
from trainings.models.attendance import Attendance, ReceptionDuty, ReceptionTap
from trainings.models.completion import CertificateIssue, Completion
from trainings.models.course import Course, CourseSession, CurriculumItem
from trainings.models.draw import Draw
from trainings.models.headcount import HeadcountLine, HeadcountReport
from trainings.models.instructor import (
    Engagement,
    Honorarium,
    HonorariumPayment,
    HonorariumRate,
    Instructor,
    InstructorQualification,
)
from trainings.models.lecture import LectureRequest
from trainings.models.material import MaterialVersion
from trainings.models.offer import Offer
from trainings.models.outreach import Distribution, Flyer
from trainings.models.points import PointGrant, PointList, PointScheme
from trainings.models.preparation import PlanTask, TaskTemplate, TemplateItem, YearPlan
from trainings.models.settings import ProgramSpec, TrainingSettings
from trainings.models.sheet import SubmissionSheet
from trainings.models.survey import Survey, SurveyInvitation, SurveyQuestion, SurveySheet
from trainings.models.team import (
    MunicipalityStage,
    PracticePresenter,
    Team,
    TeamMember,
    TeamSubmission,
    TeamTask,
    TeamVisit,
)

__all__ = [
    "ApplicantAttribute",
    "Application",
    "Attendance",
    "CertificateIssue",
    "Completion",
    "Course",
    "CourseSession",
    "CurriculumItem",
    "DayAnswer",
    "Distribution",
    "Draw",
    "Engagement",
    "Flyer",
    "HeadcountLine",
    "HeadcountReport",
    "Honorarium",
    "HonorariumPayment",
    "HonorariumRate",
    "Instructor",
    "InstructorQualification",
    "LectureRequest",
    "MaterialVersion",
    "MunicipalityStage",
    "Offer",
    "PlanTask",
    "PointGrant",
    "PointList",
    "PointScheme",
    "PracticePresenter",
    "ProgramSpec",
    "ReceptionDuty",
    "ReceptionTap",
    "Submission",
    "SubmissionSheet",
    "Survey",
    "SurveyInvitation",
    "SurveyQuestion",
    "SurveySheet",
    "TaskTemplate",
    "Team",
    "TeamMember",
    "TeamSubmission",
    "TeamTask",
    "TeamVisit",
    "TemplateItem",
    "TrainingSettings",
    "YearPlan",
]
