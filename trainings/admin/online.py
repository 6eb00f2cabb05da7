"""Buttons of hybrid and online days: change between room and online, tell who watches."""

from typing import Any

from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from trainings.actions.online import change_seat, tell_viewing
from trainings.enums import SeatKind, SessionMode
from trainings.models import Application, CourseSession


class ChangeSeat(ActionPage):
    """From the room to online or back."""

    name, label, permission = "seat", "会場／オンラインを変える", Permission.DECIDE_APPLICATIONS

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on what is open where seats are counted apart."""
        return row.is_open and row.course.counts_online

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        to = SeatKind.ROOM if self.object.seat == SeatKind.ONLINE else SeatKind.ONLINE
        return f"{to.label}での参加に変えます。空いた席は、待っている方に順番に案内します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Change."""
        changed = change_seat(self.object, **self.doer)
        return f"{changed.get_seat_display()}での参加に変えました。"


class TellViewing(ActionPage):
    """Tell who watches where the way in is shown."""

    name, label, permission = "viewing", "視聴の案内を送る", Permission.PLAN_COURSES

    @classmethod
    def applies(cls, request: Any, row: CourseSession) -> bool:
        """Stand on days with an address."""
        return row.takes_place and row.mode != SessionMode.ON_SITE and bool(row.online_url)

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "参加が決まっている方（席を分けた研修では、オンラインの方）に送ります。"
            "アドレスはメールに書かず、本人の確認のページだけに表示します。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Tell."""
        return f"{tell_viewing(self.object, **self.doer)}人に送信予定です。"
