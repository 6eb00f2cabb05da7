"""Who answered whether they can come on a moved day, and how the others are reached."""

from dataclasses import dataclass

from foundation.text import format_phone
from trainings.enums import ApplicationState, ComingAnswer
from trainings.messages import recipient_of
from trainings.models import CourseSession, DayAnswer
from trainings.wording import moment_text


@dataclass(frozen=True)
class AnswerRow:
    """One person who was asked."""

    asked: DayAnswer

    @property
    def reach(self) -> str:
        """Return how the question went out: mail, letter or call."""
        return str(recipient_of(self.asked.application).channel.label)

    @property
    def phone(self) -> str:
        """Return the telephone number with hyphens."""
        return format_phone(recipient_of(self.asked.application).phone)

    @property
    def answered(self) -> str:
        """Return when the answer came, in words."""
        return moment_text(self.asked.answered_at) if self.asked.answered_at else ""


@dataclass(frozen=True)
class AnswerList:
    """Everybody with a seat who was asked, the unanswered first, and the counts."""

    rows: list[AnswerRow]

    def count(self, answer: str) -> int:
        """Return how many gave this answer; empty for those who have not answered."""
        return sum(row.asked.answer == answer for row in self.rows)

    @property
    def can(self) -> int:
        """Return how many come."""
        return self.count(ComingAnswer.CAN)

    @property
    def cannot(self) -> int:
        """Return how many do not come."""
        return self.count(ComingAnswer.CANNOT)

    @property
    def waiting(self) -> int:
        """Return how many have not answered."""
        return self.count("")


def answers_of(session: CourseSession) -> AnswerList:
    """Return the answers of a day; people without mail come first, somebody has to call. One query.

    Whoever gave the seat back since is left out.
    """
    asked = (
        DayAnswer.objects.filter(session=session, application__state=ApplicationState.ACCEPTED)
        .select_related("application__submission", "application__course")
        .order_by("application__kana_key", "application__name_key", "pk")
    )
    rows = [AnswerRow(one) for one in asked]
    rows.sort(key=lambda row: (bool(row.asked.answer), bool(row.asked.application.email)))
    return AnswerList(rows)
