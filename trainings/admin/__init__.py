"""Staff pages of the trainings app; importing a module registers its pages."""

from trainings.admin import (
    applications,
    completion,
    courses,
    dashboard,
    draws,
    entry,
    headcounts,
    honoraria,
    instructors,
    ledger,
    preparation,
    reception,
    sessions,
    settings,
    team_planning,
    teams,
)

__all__ = [
    "applications",
    "completion",
    "courses",
    "dashboard",
    "draws",
    "entry",
    "headcounts",
    "honoraria",
    "instructors",
    "ledger",
    "preparation",
    "reception",
    "sessions",
    "settings",
    "team_planning",
    "teams",
]
