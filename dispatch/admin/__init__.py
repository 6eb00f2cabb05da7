"""Staff pages of cases and dispatch: they call actions, they decide nothing."""

from dispatch.admin import (  # noqa: F401
    assignments,
    calendar,
    cases,
    consents,
    curtain,
    exceptions,
    handover,
    invitations,
    pairs,
    papers,
    records,
    reports,
    requests,
    settings,
    teams,
    today,
    vetoes,
    visits,
)
