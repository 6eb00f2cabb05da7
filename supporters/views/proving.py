"""What a supporter is asked before contact data open; dispatch asks the same (rule B12)."""

from foundation.webforms.proving import Question
from supporters.models import Supporter


def question_to(supporter: Supporter, mark: str) -> Question:
    """Return the question; the reference is that of the application for the registration."""
    person, registration = supporter.person, supporter.registration
    phones = tuple(phone for phone in (person.mobile, person.phone) if phone)
    application = registration.application if registration and not phones else None
    return Question(mark, supporter, phones, application.reference if application else "")
