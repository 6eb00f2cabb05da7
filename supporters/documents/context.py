"""Who prints: the facts of the office that every paper of supporters needs, already loaded."""

from dataclasses import dataclass
from datetime import date, datetime

from foundation.organizations.models import Organization
from foundation.organizations.queries import issuers_on
from foundation.wareki import EraStyle, format_date
from supporters.models import SupporterSettings


@dataclass(frozen=True)
class Office:
    """Organization, head and settings of one programme on the day of printing."""

    organization: Organization
    settings: SupporterSettings
    head_title: str
    now: datetime

    @property
    def era_style(self) -> EraStyle:
        """Return how the organization prints years."""
        return EraStyle(self.organization.era_style)

    @property
    def addressee(self) -> str:
        """Return to whom applications are addressed: the setting, else the head's title."""
        return self.settings.addressee or self.head_title or self.organization.name

    @property
    def section(self) -> str:
        """Return organization and section as one line."""
        return f"{self.organization.name}{self.organization.section_name}"

    def day(self, day: date | None) -> str:
        """Return a date in the organization's style; empty for None."""
        return format_date(day, self.era_style) if day else ""


def office_for(settings: SupporterSettings, *, on: date, now: datetime) -> Office:
    """Load the office of a programme. Two queries."""
    issuers = issuers_on(on)
    return Office(settings.organization, settings, issuers[0].title if issuers else "", now)
