"""The reception of a day: the tablet's page, the paper sheet and its keying (ux 1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from foundation import clock
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.text import whole_number
from foundation.webforms.fields import KanaField, LineField, NameField, PhoneField
from trainings.actions.attendance import (
    add_observer,
    annul_attendance,
    check_in,
    note_absence,
    record_leaving,
    take_back_leaving,
    walk_in,
)
from trainings.admin.reception_late import late_deed
from trainings.documents.reception_sheet import reception_pdf, reception_workbook
from trainings.enums import CourseState
from trainings.facts import Applicant
from trainings.models import Application, Attendance, CourseSession, ReceptionDuty
from trainings.queries.staff import ReceptionView, not_listed, reception
from trainings.reception_code import read_reception_code
from trainings.views.downloads import pdf_response
from trainings.wording import moment_text, session_place, session_time

RECEPTION = Permission.RECEPTION
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def session_or_404(request: Any, pk: int) -> CourseSession:
    """Return the day; 404 for a foreign one, 403 for helpers without duty today (rules I)."""
    rows = CourseSession.objects.select_related("course__program").exclude(
        course__state=CourseState.DRAFT
    )
    programs = programs_with(request, RECEPTION)
    if programs is not None:
        rows = rows.filter(course__program__in=programs)
    session: CourseSession | None = rows.filter(pk=pk).first()
    if session is None:
        raise Http404
    sees_everybody = request.may(Permission.SEE_APPLICANTS, session.course.program)
    on_duty = ReceptionDuty.objects.filter(membership=request.membership.pk, session=session)
    is_today = clock.on_day(session.starts_at) == clock.today()
    if not sees_everybody and not (is_today and on_duty.exists()):
        raise PermissionDenied
    return session


def is_over(session: CourseSession) -> bool:
    """Return whether the day is past: what is recorded then is no arrival (rule F1)."""
    return clock.on_day(session.ends_at) < clock.today()


class WalkInForm(forms.Form):
    """Somebody who came without applying."""

    name = NameField(label="氏名")
    kana = KanaField(label="ふりがな", required=False)
    phone = PhoneField(label="電話番号", required=False)
    reason = LineField(label="定員を超えるときの理由", limit=200, required=False)


class ObserverForm(forms.Form):
    """People who only listen."""

    name = NameField(label="氏名（分からないときは空欄）", required=False)
    count = forms.IntegerField(label="人数", min_value=1, max_value=500, initial=1)


@staff_page
class Reception(StaffPage):
    """One tap a person; works on two devices at once and without scripts."""

    path, name, title = "sessions/<int:pk>/reception/", "reception", "受付"
    permission = RECEPTION
    template_name = "trainings/staff/reception.html"
    open_to_limited = True
    offers_kept_form = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show the list, narrowed by what was typed, with the counters."""
        session = session_or_404(self.request, kwargs["pk"])
        words = self._words()
        view = reception(session, words)
        self._log(session, view)
        return {
            "session": session,
            "when": session_time(session),
            "where": session_place(session),
            "view": view,
            "words": words,
            "late": late_deed(self.request, session),
            "others": [
                (one, moment_text(one.course.starts_at) if one.course.starts_at else "")
                for one in self._others(session, words)
            ],
            "is_over": is_over(session),
            # After a scanned code the next one is typed into the empty box.
            "scanning": "q" in self.request.GET and not words,
            "walk_in": kwargs.get("walk_in") or WalkInForm(prefix="walk"),
            "observer": kwargs.get("observer") or ObserverForm(prefix="observer"),
            "is_nav_sidebar_enabled": False,  # the width of a tablet belongs to the names
            "wrong_day": clock.on_day(session.starts_at) != clock.today(),
        }

    def _words(self) -> str:
        return str(self.request.GET.get("q", "")).replace("\x00", "")[:60]

    def _others(self, session: CourseSession, words: str) -> list[Application]:
        request: Any = self.request
        by_name = request.may(Permission.SEE_APPLICANTS, session.course.program)
        found = not_listed(session, words, by_name=by_name)
        if found:
            ids, actor = [one.pk for one in found], actor_of(self.request)
            record_access(AccessAction.LIST, Application, ids, actor=actor, now=clock.now())
        return found

    def _application(self, session: CourseSession, number: int) -> Application | None:
        """Return who stands on the page: on the list of the day, or found beside it."""
        row = Application.objects.filter(pk=number).first()
        if row is None or row.course_id == session.course_id:
            return row
        if Attendance.objects.valid().filter(session=session, application=row).exists():
            return row
        others = self._others(session, self._words())
        return next((one for one in others if one.pk == row.pk), None)

    def _log(self, session: CourseSession, view: ReceptionView) -> None:
        record_access(
            AccessAction.LIST,
            Application,
            [row.application.pk for row in view.rows],
            actor=actor_of(self.request),
            now=clock.now(),
        )

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Do one thing for one person and come back to the same search."""
        session = session_or_404(request, pk)
        deed = request.POST.get("deed", "")
        try:
            if deed in ("walk_in", "observer"):
                return self._without_application(session, deed)
            if deed == "undo_observer":
                sentence = self._undo_observer(session)
            else:
                sentence = self._for_person(session, deed)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return self._back(session)
        messages.success(request, sentence)
        return self._back(session, whole_number(request.POST.get("application", "")))

    def _back(self, session: CourseSession, number: int = 0) -> HttpResponseRedirect:
        """Return to the same search, and to the line of the person, not to the top of the list."""
        words = self.request.GET.get("q", "")
        if read_reception_code(session.organization_id, words):
            words = ""
        query = f"?{urlencode({'q': words})}" if "q" in self.request.GET else ""
        line = f"#person-{number}" if number and "q" not in self.request.GET else ""
        return HttpResponseRedirect(f"{reverse('admin:reception', args=[session.pk])}{query}{line}")

    def _for_person(self, session: CourseSession, deed: str) -> str:
        doer: dict[str, Any] = {"actor": actor_of(self.request), "now": clock.now()}
        number = whole_number(self.request.POST.get("application", ""))
        application = self._application(session, number)
        if application is None:
            raise Refused("gone", "この方の申込が見つかりません。画面を読み込み直してください。")
        name = application.name
        if deed == "arrive":
            device = self.request.META.get("HTTP_USER_AGENT", "")[:40]
            attendance = check_in(session, application, device=device, **doer)
            if is_over(session):
                return f"{name}さんの出席を、時間どおりとして記録しました。"
            late = f"（{attendance.late_minutes}分の遅刻）" if attendance.late_minutes else ""
            return f"{name}さんの来場を記録しました{late}。"
        if deed == "absent":
            note_absence(session, application, **doer)
            return f"{name}さんの欠席連絡を記録しました。"
        if deed == "absence_note":
            note = self.request.POST.get("note", "").replace("\x00", "").strip()[:200]
            note_absence(session, application, note=note, **doer)
            return f"{name}さんの欠席の理由を記録しました。"
        known = Attendance.objects.valid().filter(session=session, application=application).first()
        if known is None:
            raise Refused("not_here", f"{name}さんの記録は、すでに取り消されています。")
        if deed == "leave":
            record_leaving(known, **doer)
            return f"{name}さんの退出を記録しました。"
        if deed == "undo" and known.left_at is not None:
            take_back_leaving(known, **doer)
            return f"{name}さんの早退を取り消しました。来場の記録は、そのままです。"
        if deed == "undo":
            reason = self.request.POST.get("reason", "").strip() or "受付の画面での取消"
            annul_attendance(known, reason=reason, **doer)
            return f"{name}さんの記録を取り消しました（履歴に残ります）。"
        raise Refused("unknown", "この操作はできません。画面を読み込み直してください。")

    def _undo_observer(self, session: CourseSession) -> str:
        number = whole_number(self.request.POST.get("attendance", ""))
        row = Attendance.objects.valid().filter(session=session, application=None, pk=number)
        observer = row.first()
        if observer is None:
            raise Refused("gone", "この聴講の記録は、すでに取り消されています。")
        doer: dict[str, Any] = {"actor": actor_of(self.request), "now": clock.now()}
        annul_attendance(observer, reason="受付の画面での取消", **doer)
        return "聴講の記録を取り消しました（履歴に残ります）。"

    def _without_application(self, session: CourseSession, deed: str) -> HttpResponseBase:
        doer: dict[str, Any] = {"actor": actor_of(self.request), "now": clock.now()}
        if deed == "observer":
            form = ObserverForm(self.request.POST, prefix="observer")
            if not form.is_valid():
                return self.show(**self.get_context(pk=session.pk, observer=form))
            made = add_observer(session, **form.cleaned_data, **doer)
            messages.success(self.request, f"聴講{made.count}人を記録しました。")
            return self._back(session)
        walking = WalkInForm(self.request.POST, prefix="walk")
        if not walking.is_valid():
            return self.show(**self.get_context(pk=session.pk, walk_in=walking))
        data = walking.cleaned_data
        applicant = Applicant(
            data["name"], data["kana"], phone=data["phone"], over_capacity_reason=data["reason"]
        )
        walk_in(session, applicant, **doer)
        messages.success(self.request, f"{data['name']}さんを当日参加として受け付けました。")
        return self._back(session)


@staff_page
class ReceptionSheet(StaffPage):
    """The printed list of a day."""

    path, name, title = "sessions/<int:pk>/sheet/", "reception_sheet", "受付簿"
    permission = Permission.PRINT_PAPERS
    open_to_limited = True
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the PDF, or the workbook with `?format=xlsx`; logged as a print."""
        session = session_or_404(request, kwargs["pk"])
        view = reception(session)
        now, actor = clock.now(), actor_of(request)
        ids = [row.application.pk for row in view.rows]
        record_access(AccessAction.PRINT, Application, ids, actor=actor, now=now)
        office = f"{request.organization.name} {request.organization.section_name}"
        if request.GET.get("format") == "xlsx":
            content = reception_workbook(session, view.rows, office, now)
            response = HttpResponse(content, content_type=XLSX)
            response["Content-Disposition"] = 'attachment; filename="list.xlsx"'
            return response
        return pdf_response(reception_pdf(session, view.rows, office, now), "list.pdf")
