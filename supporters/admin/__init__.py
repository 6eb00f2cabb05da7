"""Staff pages of supporters; importing a module registers its pages."""

from supporters.admin import (
    applications,
    consents,
    dashboard,
    issues,
    life,
    people,
    provisions,
    registrations,
    roster,
    settings,
)

__all__ = [
    "applications",
    "consents",
    "dashboard",
    "issues",
    "life",
    "people",
    "provisions",
    "registrations",
    "roster",
    "settings",
]
