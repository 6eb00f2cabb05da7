"""The app of trainings: from the course to the certificate."""

from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    """Courses, applications, attendance, completions and certificates."""

    name = "trainings"
    verbose_name = "研修"
