"""What the papers are called that a programme issues to those who complete."""

from trainings.models import TrainingSettings
from trainings.wording import papers_in_words


def numbered_papers(program_id: int) -> str:
    """Return the papers with a 修了番号 by their names; empty where none has one. One query."""
    settings = TrainingSettings.objects.filter(program=program_id).first()
    certificate = settings.spec.certificate if settings else None
    if certificate is None or not certificate.has_number:
        return ""
    return papers_in_words(certificate.kinds)
