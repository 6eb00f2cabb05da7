"""Staff pages of supporters; importing a module registers its pages."""

from supporters.admin import (
    applications,
    changes,
    consents,
    dashboard,
    follow_ups,
    handover,
    issues,
    letters,
    life,
    people,
    provisions,
    registrations,
    rollover,
    roster,
    settings,
    updates,
)

__all__ = [
    "applications",
    "changes",
    "consents",
    "dashboard",
    "follow_ups",
    "handover",
    "issues",
    "letters",
    "life",
    "people",
    "provisions",
    "registrations",
    "rollover",
    "roster",
    "settings",
    "updates",
]
