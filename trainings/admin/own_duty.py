"""What a student helper or volunteer sees: own days, own tasks, own poster drafts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import actor_of
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.clock import on_day
from foundation.documents.scans import ScanField
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.text import whole_number
from trainings.actions.preparation import finish_task
from trainings.admin.materials import keep_version, send_file
from trainings.models import Course, MaterialVersion, PlanTask, ReceptionDuty
from trainings.models.material import MaterialKind
from trainings.wording import session_place

HOME = "admin:helper_page"


def duty_courses(request: Any) -> Any:
    """Return the courses on one of whose days the membership receives people."""
    duties = ReceptionDuty.objects.filter(membership=request.membership.pk)
    return Course.objects.filter(sessions__in=duties.values("session")).distinct()


class PosterForm(forms.Form):
    """A draft of a poster for one of the own courses."""

    course: Any = forms.ModelChoiceField(label="研修", queryset=None)
    title = forms.CharField(
        label="資料名",
        max_length=80,
        initial="ポスター",
        help_text="同じ名前で出すと、次の版になります。",
    )
    file = ScanField(label="ファイル")
    change = forms.CharField(label="前の版から変えたところ", max_length=200, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, courses: Any) -> None:
        super().__init__(data, files, label_suffix="")
        field: Any = self.fields["course"]
        field.queryset = courses


@dashboard.register(13)
def own_duties(request: Any) -> DashboardSection | None:
    """The days and tasks of a helper, who sees no list of days. Two queries."""
    if request.membership is None or not request.may(Permission.RECEPTION):
        return None
    if request.may(Permission.SEE_COURSES):
        return None  # whose first page names the days of the week anyway
    today, home = clock.today(), reverse(HOME)
    items = [
        DashboardItem(
            f"受付の当番：{duty.session.course.title} 第{duty.session.n}回",
            reverse("admin:reception", args=[duty.session_id])
            if on_day(duty.session.starts_at) == today
            else home,
            on=on_day(duty.session.starts_at),
            note=session_place(duty.session),
        )
        for duty in _own_duties(request)
    ]
    items += [
        DashboardItem(str(task), home, due_on=task.due_on)
        for task in _own_tasks(request).order_by("due_on")
    ]
    return DashboardSection("わたしの当番と作業", items, home)


@staff_page
class HelperPage(StaffPage):
    """Days, tasks and drafts of whoever is signed in; nobody else's."""

    path, name, title = "helper/", "helper_page", "わたしの当番と作業"
    permission = Permission.RECEPTION
    template_name = "trainings/staff/helper.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show everything that is one's own."""
        return self._about(PosterForm(courses=duty_courses(self.request)))

    def _about(self, form: PosterForm) -> dict[str, Any]:
        request: Any = self.request
        today = clock.today()
        return {
            "form": form,
            "duties": list(_own_duties(request)),
            "today": today,
            "tasks": _own_tasks(request).order_by("due_on"),
            "drafts": MaterialVersion.objects.filter(made_by=request.user.pk)
            .select_related("course")
            .order_by("-pk")[:20],
        }

    def post(self, request: Any) -> HttpResponseBase:
        """Finish a task, or hand in a draft."""
        if "task" in request.POST:
            number = request.POST["task"]
            task = _own_tasks(request).filter(pk=whole_number(number)).first()
            if task is None:
                raise Http404
            finish_task(task, done_on=clock.today(), actor=actor_of(request), now=clock.now())
            messages.success(request, f"「{task}」を完了にしました。")
            return HttpResponseRedirect(reverse(HOME))
        form = PosterForm(request.POST, request.FILES, courses=duty_courses(request))
        if not form.is_valid():
            return self.show(**self._about(form))
        data = {**form.cleaned_data, "kind": MaterialKind.POSTER}
        try:
            made = keep_version(data["course"], data, actor_of(request))
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return self.show(**self._about(form))
        messages.success(request, f"{made}を出しました。担当者の確認をお待ちください。")
        return HttpResponseRedirect(reverse(HOME))


def _own_duties(request: Any) -> Any:
    duties = ReceptionDuty.objects.filter(
        membership=request.membership.pk, session__ends_at__gte=clock.now()
    )
    return duties.select_related("session__course").order_by("session__starts_at")


def _own_tasks(request: Any) -> Any:
    return PlanTask.objects.filter(
        owner=request.user.pk, done_on__isnull=True, not_needed=False
    ).select_related("course", "session")


@staff_page
class HelperFile(StaffPage):
    """The file of an own draft."""

    path, name, title = "helper/<int:pk>/file/", "helper_file", "出した資料"
    permission = Permission.RECEPTION
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it back to who made it."""
        row = MaterialVersion.objects.filter(pk=kwargs["pk"], made_by=request.user.pk).first()
        if row is None or not row.file:
            raise Http404
        return send_file(row)
