"""Correct the minutes of somebody who came: the queue was long, a touch came late (F1, T15)."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.webforms.fields import LineField, WholeNumberField
from foundation.webforms.form import HouseForm
from trainings.actions.attendance import correct_attendance
from trainings.admin.reception import session_or_404
from trainings.models import Attendance, Completion, CourseSession
from trainings.rules.completion import minutes_early

AFTERWARDS = (
    "修了の判定のあとに訂正すると、「やること」に確認が入ります。発行した修了証は、そのままです。"
)


class CorrectionForm(HouseForm):
    """The minutes as they were, and why they are written anew."""

    late = WholeNumberField(label="遅刻（分）", unit="分", min_value=0, required=False)
    early = WholeNumberField(label="早退（分）", unit="分", min_value=0, required=False)
    reason = LineField(
        label="訂正の理由", limit=200, help_text="例：受付の列に並んでいた。記録に残ります。"
    )

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest

    def clean(self) -> Any:
        """Refuse more minutes than the day has; nothing typed is none."""
        data = super().clean() or {}
        for name in ("late", "early"):
            if (data.get(name) or 0) >= self.longest:
                self.add_error(
                    name, f"{self.longest}より小さい分の数を入力してください（例：10）。"
                )
        return data


@staff_page
class ReceptionCorrect(StaffPage):
    """Late and early minutes of one person on one day."""

    path = "sessions/<int:pk>/attendances/<int:attendance>/"
    name, title = "reception_correct", "遅刻・早退の訂正"
    permission = Permission.RECEPTION
    template_name = "trainings/staff/form_page.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show what stands, with what was typed."""
        session = session_or_404(self.request, kwargs["pk"])
        row = self._row(session, kwargs["attendance"])
        form = kwargs.get("form") or CorrectionForm(
            initial={
                "late": row.late_minutes,
                "early": minutes_early(row.left_at, session.ends_at),
                "reason": row.note,
            },
            longest=_length(session),
        )
        said = f"{row.application.name}さん　{session.course.title}　第{session.n}回"
        return {
            "form": form,
            "description": f"{said}\n\n{AFTERWARDS}",
            "submit_label": "訂正する",
            "back_url": _line_of(row),
        }

    def _row(self, session: CourseSession, pk: int) -> Any:
        rows = Attendance.objects.trainees().filter(session=session, pk=pk)
        row = rows.select_related("application").first()
        if row is None:
            raise Http404
        return row

    def post(self, request: Any, pk: int, attendance: int) -> HttpResponseBase:
        """Write the minutes and return to the person's line, or show what to correct."""
        session = session_or_404(request, pk)
        row = self._row(session, attendance)
        form = CorrectionForm(request.POST, longest=_length(session))
        if not form.is_valid():
            return self.show(**self.get_context(pk=pk, attendance=attendance, form=form))
        early = form.cleaned_data["early"] or 0
        try:
            correct_attendance(
                row,
                late_minutes=form.cleaned_data["late"] or 0,
                left_at=session.ends_at - timedelta(minutes=early) if early else None,
                note=form.cleaned_data["reason"],
                actor=actor_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(
                request, f"{row.application.name}さんの記録を訂正しました。{_next(row)}"
            )
        return HttpResponseRedirect(_line_of(row))


def _line_of(row: Attendance) -> str:
    """Return the address of the person's line in the reception."""
    return f"{reverse('admin:reception', args=[row.session_id])}#person-{row.application_id}"


def _length(session: CourseSession) -> int:
    return int((session.ends_at - session.starts_at).total_seconds() // 60)


def _next(row: Attendance) -> str:
    """Return what follows where somebody has decided already."""
    decided = Completion.objects.filter(application=row.application_id).first()
    if decided is None:
        return ""
    if decided.is_completed:
        return "修了の判定のあとのため、「やること」に確認を入れました。"
    return "「修了」の画面で、もう一度判定できます。"
