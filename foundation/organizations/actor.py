"""Who acts: a staff member, a resident or supporter behind a mailed link, or the system."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The doer of an action, as it is written into the history. Holds no name."""

    kind: str
    user_id: int | None = None
    label: str = ""

    @property
    def code(self) -> str:
        """Return the text kept in the history: `staff:7`, `resident:K3F9…`, `system:run_due`."""
        return f"{self.kind}:{self.user_id if self.user_id is not None else self.label}"

    @property
    def is_staff(self) -> bool:
        """Return whether a signed-in staff member acts."""
        return self.kind == "staff"

    @property
    def is_person(self) -> bool:
        """Return whether a resident or supporter acts for themselves, behind a mailed link."""
        return self.kind in ("resident", "supporter")

    @classmethod
    def staff(cls, user: Any) -> "Actor":
        """Return the actor of a signed-in staff member."""
        return cls("staff", user_id=user.pk)

    @classmethod
    def resident(cls, reference: str) -> "Actor":
        """Return the actor of a resident, known by the public reference of the application."""
        return cls("resident", label=reference)

    @classmethod
    def supporter(cls, supporter_id: int) -> "Actor":
        """Return the actor of a supporter behind a mailed link."""
        return cls("supporter", label=str(supporter_id))

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Return the actor of scheduled or background work called `name`."""
        return cls("system", label=name)
