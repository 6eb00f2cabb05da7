"""Key the paper sheet of a day back, in its printed order (rule F1, ux 1)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.text import fold_code, whole_number
from foundation.webforms.problems import Problem
from trainings.actions.attendance import SheetLine, key_sheet
from trainings.admin.reception import session_or_404
from trainings.models import CourseSession
from trainings.queries.staff import ReceptionRow, reception
from trainings.wording import session_time

LATE, EARLY = "late", "early"
LABELS = {LATE: "遅刻", EARLY: "早退"}


@dataclass(frozen=True)
class KeyedLine:
    """One line of the sheet with what was typed beside it."""

    row: ReceptionRow
    came: bool = False
    late: str = ""
    early: str = ""

    @property
    def pk(self) -> int:
        """Return the number of the application, by which the fields are named."""
        return int(self.row.application.pk)

    def minutes(self, name: str) -> int | None:
        """Return the typed minutes, nothing as none; None where they cannot be read."""
        plain = fold_code(getattr(self, name)).removesuffix("分")
        if not plain:
            return 0
        return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else None

    def problems(self, longest: int) -> list[Problem]:
        """Return what has to be typed otherwise; a day of `longest` minutes holds no more."""
        found = []
        for name, label in LABELS.items():
            minutes = self.minutes(name)
            what = f"{self.row.application.name}さんの{label}"
            if minutes is None or minutes >= longest:
                sentence = f"{what}を、{longest}より小さい分の数で入力してください（例：10）。"
                found.append(Problem(sentence, f"{name}-{self.pk}"))
            elif minutes and not self.came:
                sentence = f"{what}が入力されています。出席した方は、出席にもチェックしてください。"
                found.append(Problem(sentence, f"came-{self.pk}"))
        return found

    def as_sheet_line(self, session: CourseSession) -> SheetLine:
        """Return the line as it is stored; leaving early is kept as the time of leaving."""
        early = self.minutes(EARLY)
        left_at = session.ends_at - timedelta(minutes=early) if early else None
        return SheetLine(self.pk, self.came, self.minutes(LATE) or 0, left_at)


@staff_page
class ReceptionKeyed(StaffPage):
    """Everybody as printed; ticks and minutes are stored together or not at all."""

    path, name, title = "sessions/<int:pk>/keyed/", "reception_keyed", "受付簿の入力"
    permission = Permission.RECEPTION
    template_name = "trainings/staff/reception_keyed.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show everybody as printed, with what was typed before."""
        session = session_or_404(self.request, kwargs["pk"])
        lines = kwargs.get("lines") or [KeyedLine(row) for row in reception(session).rows]
        return {
            "session": session,
            "when": session_time(session),
            "lines": lines,
            "problems": kwargs.get("problems", ()),
            "filled": kwargs.get("filled", False),
        }

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Store the sheet, or show it again as typed with what to correct or with every tick."""
        session = session_or_404(request, pk)
        if request.POST.get("step") == "everybody":
            return self.show(**self.get_context(pk=pk, lines=self._everybody(session), filled=True))
        lines = [line for line in self._typed(session) if not line.row.is_here]
        longest = int((session.ends_at - session.starts_at).total_seconds() // 60)
        if problems := [one for line in lines for one in line.problems(longest)]:
            typed = self._typed(session)
            return self.show(**self.get_context(pk=pk, lines=typed, problems=problems))
        sheet = [line.as_sheet_line(session) for line in lines]
        try:
            count = key_sheet(session, sheet, actor=actor_of(request), now=clock.now())
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"{count}人の出席を記録しました。")
        return HttpResponseRedirect(reverse("admin:reception", args=[pk]))

    def _everybody(self, session: CourseSession) -> list[KeyedLine]:
        """Tick everybody who did not say that they would not come; what was typed stays."""
        return [
            line if line.row.is_absent else replace(line, came=True)
            for line in self._typed(session)
        ]

    def _typed(self, session: CourseSession) -> list[KeyedLine]:
        post = self.request.POST
        came = {whole_number(one) for one in post.getlist("came")}
        return [
            KeyedLine(
                row,
                row.application.pk in came,
                post.get(f"{LATE}_{row.application.pk}", "").strip()[:20],
                post.get(f"{EARLY}_{row.application.pk}", "").strip()[:20],
            )
            for row in reception(session).rows
        ]
