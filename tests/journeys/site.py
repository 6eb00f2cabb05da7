"""What a journey runs on: the address, the clock, the worker, the outbox, the windows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.core import mail
from playwright.sync_api import Page

from foundation import clock
from foundation.clock import JST
from foundation.jobs.worker import Worker
from foundation.notices.delivery import deliver_outbox
from foundation.organizations.models import Membership, Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.organizations import PASSWORD
from tests.journeys.unseen import Unseen
from tests.journeys.window import Window
from tests.plugins.browser import DESK, PHONE

AnyWindow = TypeVar("AnyWindow", bound=Window)


@dataclass
class Site:
    """One installation; `at("2026-10-31 09:30")` moves its clock."""

    address: str
    town: Organization
    members: dict[Role, Membership]
    open_page: Callable[..., Page]
    stop_clock: Callable[[datetime], datetime]
    read: set[str] = field(default_factory=set)
    desks: dict[Role, Window] = field(default_factory=dict)
    staff_is_seen: bool = True

    def at(self, moment: str) -> None:
        """Let it be that moment in Japan; staff sign in again after it."""
        self.stop_clock(datetime.fromisoformat(moment).replace(tzinfo=JST))

    def with_unseen_staff(self) -> "Site":
        """Return the same site whose staff works without a screen."""
        return replace(self, staff_is_seen=False)

    def staff(self, role: Role = Role.CLERK) -> Window:
        """Sign in at the member's own machine, through the real page; ends a session there."""
        if not self.staff_is_seen:
            return self.unseen(role)
        if role not in self.desks:
            self.desks[role] = Window(self.open_page(DESK), self.address)
        self.desks[role].page.context.clear_cookies()
        return self._sign_in(self.desks[role], role)

    def unseen(self, role: Role = Role.CLERK) -> Unseen:
        """Sign in for steps that another journey takes in Chromium."""
        return self._sign_in(Unseen(self.address), role)

    def _sign_in(self, window: AnyWindow, role: Role) -> AnyWindow:
        window.go("/staff/")
        window.write(login=self.members[role].user.email, password=PASSWORD)
        window.press("ログインする")
        return window

    def phone(self, *, javascript: bool = True) -> Window:
        """Return a resident's or supporter's browser."""
        return Window(self.open_page(PHONE, javascript=javascript), self.address)

    def work(self) -> None:
        """Let the worker do what is queued: jobs, then mails that are due by now."""
        with within():
            Worker().work_off()
            deliver_outbox(now=clock.now())

    def mails_to(self, address: str) -> list[str]:
        """Return the texts that reached an address, oldest first."""
        return [str(one.body) for one in mail.outbox if address in one.to]

    def link_to(self, address: str) -> str:
        """Return the newest mailed link to an address that nobody has followed yet."""
        for text in reversed(self.mails_to(address)):
            for link in re.findall(rf"{re.escape(self.address)}/\S+/l/\S+", text):
                if link not in self.read:
                    self.read.add(link)
                    return str(link)
        raise AssertionError(f"no link in the mails to {address}: {self.mails_to(address)}")
