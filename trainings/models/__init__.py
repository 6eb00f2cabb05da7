"""Courses, applications, attendance, completions and certificates."""

from trainings.models.application import ApplicantAttribute, Application, Offer, Submission
from trainings.models.attendance import Attendance, ReceptionDuty, ReceptionTap
from trainings.models.completion import CertificateIssue, Completion
from trainings.models.course import Course, CourseSession, CurriculumItem
from trainings.models.draw import Draw
from trainings.models.settings import ProgramSpec, TrainingSettings

__all__ = [
    "ApplicantAttribute",
    "Application",
    "Attendance",
    "CertificateIssue",
    "Completion",
    "Course",
    "CourseSession",
    "CurriculumItem",
    "Draw",
    "Offer",
    "ProgramSpec",
    "ReceptionDuty",
    "ReceptionTap",
    "Submission",
    "TrainingSettings",
]
