"""What an administrator sets for the whole organization: own wordings and closing days."""

from datetime import date

from demo.days import Days
from foundation.notices.models import NoticeText
from foundation.organizations.models import ClosingDay, Organization
from foundation.programs.models import Program
from trainings.notice_texts import REMINDER

THANKS = "会場の受付で、お困りのことがあればお声がけください。\n"
FOUNDED = (10, 1)
LAST_DAYS_OF_DECEMBER = (29, 30, 31)


def set_up_office(organization: Organization, programs: list[Program], days: Days) -> None:
    """Give the first programme a reminder of its own, and the year its closing days."""
    NoticeText.objects.create(
        kind=REMINDER.code, program=programs[0], body=f"{REMINDER.body}\n{THANKS}"
    )
    year = days.today.year
    ClosingDay.objects.create(day=date(year, *FOUNDED), note=f"{organization.name}の記念日")
    for day in LAST_DAYS_OF_DECEMBER:
        ClosingDay.objects.create(day=date(year, 12, day), note="年末の休み")
