"""Key applications from the telephone, FAX sheets, counter and post, line by line (ux 2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.notices.actions.notices import individual_delay
from foundation.organizations.permissions import Permission
from foundation.references import random_token, token_hash
from foundation.refusals import Refused
from foundation.text import format_phone
from trainings.actions.applications import submit_application
from trainings.actions.entry import take_back_entry
from trainings.actions.sheets import SHEET_CHANNELS, keep_sheet
from trainings.admin.course_scope import course_or_404
from trainings.admin.entry_forms import KEYED, LineForm, Lines, SheetForm
from trainings.admin.entry_live import seat_lines
from trainings.enums import OPEN_STATES, Channel, PlaceKind, SeatKind
from trainings.facts import Applicant, ApplyingAct
from trainings.models import ApplicantAttribute, Application, Course, Submission
from trainings.queries.open_questions import open_questions
from trainings.specs import OWN_PREFIX
from trainings.wording import timetable

ONE_ACT = SHEET_CHANNELS
"""Channels of which one sheet is one act with several people; a call is one act each (B1)."""


@staff_page
class CourseEntry(StaffPage):
    """The grid of one course; the course stays, the lines come and go."""

    path, name, title = "courses/<int:pk>/entry/", "course_entry", "申込の入力（電話・FAX・窓口）"
    permission = Permission.DECIDE_APPLICATIONS
    template_name = "trainings/staff/entry.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show the seats, what was keyed last and empty lines, ready for the next caller."""
        course = course_or_404(self.request, kwargs["pk"], self.permission)
        channel = self.request.GET.get("channel", Channel.PHONE)
        sheet = SheetForm(course=course, initial={"channel": channel, "token": random_token()})
        lines = Lines(prefix="line", form_kwargs={"course": course})
        lines[0].fields["name"].widget.attrs["autofocus"] = True
        return self._context(course, sheet, lines)

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Store the lines; a refused line stays with its reason."""
        course = course_or_404(request, pk, self.permission)
        if request.POST.get("deed") == "take_back":
            return self._take_back(course)
        sheet = SheetForm(request.POST, request.FILES, course=course)
        lines = Lines(request.POST, prefix="line", form_kwargs={"course": course})
        if not (sheet.is_valid() and lines.is_valid()):
            return self.show(**self._context(course, sheet, lines))
        filled = [line for line in lines if not line.is_blank]
        if not filled:
            sheet.add_error(None, "氏名を1人以上入力してください。")
            return self.show(**self._context(course, sheet, lines))
        try:
            stored = self._store(course, sheet.cleaned_data, filled)
        except Refused as refused:
            sheet.add_error(None, refused.sentence)
            return self.show(**self._context(course, sheet, lines))
        self._keep_picture(stored, sheet.cleaned_data["picture"])
        for submission in stored:
            messages.success(request, _read_back(submission))
        self._ask_for_the_rest(course, stored)
        channel = sheet.cleaned_data["channel"]
        address = reverse("admin:course_entry", args=[pk])
        return HttpResponseRedirect(f"{address}?channel={channel}")

    def _store(
        self, course: Course, sheet: dict[str, Any], lines: list[LineForm]
    ) -> list[Submission]:
        acts = [lines] if sheet["channel"] in ONE_ACT else [[one] for one in lines]
        return [
            self._submit(course, sheet, [line.applicant() for line in act], act[0].heard_from)
            for act in acts
        ]

    def _submit(
        self, course: Course, sheet: dict[str, Any], people: list[Applicant], heard_from: str
    ) -> Submission:
        act = ApplyingAct(
            channel=sheet["channel"],
            received_at=sheet["received_at"],
            may_split=sheet["may_split"],
            seat=sheet.get("seat") or SeatKind.ROOM,
            heard_from=heard_from,
            # The same line sent twice is one act, also after other lines were removed.
            token=token_hash("\x1f".join([sheet["token"], *map(repr, people)])),
        )
        return submit_application(
            course, people, act, actor=actor_of(self.request), now=clock.now()
        )

    def _ask_for_the_rest(self, course: Course, stored: list[Submission]) -> None:
        """Say what the caller was not asked yet, with the way to key it, while the call lasts."""
        rows = list(Application.objects.filter(submission__in=stored).order_by("id"))
        for row in rows:
            row.course = course
        waiting = open_questions(rows)
        for row in rows:
            if row.pk in waiting:
                messages.warning(
                    self.request,
                    format_html(
                        "{}様に、まだ伺っていないことがあります：{}。"
                        '<a href="{}">伺った内容を入力する</a>',
                        row.name,
                        "、".join(waiting[row.pk]),
                        reverse("admin:trainings_application_correct", args=[row.pk]),
                    ),
                )

    def _keep_picture(self, stored: list[Submission], picture: Any) -> None:
        if not picture:
            return
        try:
            keep_sheet(stored[0], picture, actor=actor_of(self.request), now=clock.now())
        except Refused as refused:  # the same sheet sent twice has its picture already
            messages.info(self.request, refused.sentence)

    def _take_back(self, course: Course) -> HttpResponseBase:
        """Take the last act back and put its people into the grid again."""
        keyed = self._last_entry(course)
        sheet = SheetForm(course=course, initial={"token": random_token()})
        people: list[Application] = []
        try:
            if keyed is None:
                raise Refused("nothing_to_take_back", "取り消せる入力がありません。")
            if self.request.POST.get("entry") != str(keyed.pk):
                raise Refused("another", "ほかの入力が先に登録されました。画面をご確認ください。")
            people = take_back_entry(keyed, actor=actor_of(self.request), now=clock.now())
        except Refused as refused:
            messages.error(self.request, refused.sentence)
        else:
            sheet.initial["channel"] = keyed.channel
            names = "、".join(f"{one.name}様" for one in people)
            messages.success(
                self.request, f"{names}の入力を取り消しました。申込者への連絡は出ません。"
            )
            if ApplicantAttribute.objects.filter(application__in=people).exclude(attribute=""):
                messages.info(self.request, "申込区分は画面に戻りません。もう一度選んでください。")
        lines = Lines(
            prefix="line", initial=[_typed(one) for one in people], form_kwargs={"course": course}
        )
        return self.show(**self._context(course, sheet, lines))

    def _last_entry(self, course: Course) -> Submission | None:
        """Return what this person keyed last into this course, for the two minutes of ux 3."""
        keyed = Submission.objects.filter(
            course=course,
            received_by=actor_of(self.request).user_id,
            channel__in=[code for code, _ in KEYED],
            applications__state__in=OPEN_STATES,
            created_at__gt=clock.now() - individual_delay(),
        )
        return keyed.order_by("-id").first()

    def _context(self, course: Course, sheet: SheetForm, lines: Any) -> dict[str, Any]:
        recent = list(
            Application.objects.filter(course=course)
            .select_related("submission", "course__spec")
            .order_by("-id")[:10]
        )
        waiting = open_questions(recent)
        return {
            "course": course,
            "sheet": sheet,
            "lines": lines,
            "forms": [sheet],
            "formset": lines,
            "seats": seat_lines(course),
            "last": self._last_entry(course),
            "recent": [(one, waiting.get(one.pk, [])) for one in recent],
            "is_nav_sidebar_enabled": False,  # the width belongs to the grid
        }


def _typed(one: Application) -> dict[str, Any]:
    """Return what was keyed for a person, as the first values of a line.

    申込区分 is shown to nobody again, also not to whoever keyed it (rule B14).
    """
    attribute = ApplicantAttribute.objects.filter(application=one).first()
    return {
        **{name: getattr(one, name) for name in ("name", "kana", "place", "email", "affiliation")},
        "birth_date": one.birth_date,
        "heard_from": one.submission.heard_from,
        **{key: answer for key, answer in one.answers.items() if key.startswith(OWN_PREFIX)},
        "phone": format_phone(one.phone),
        "place_kind": one.place_kind or PlaceKind.ADDRESS,
        "age_band": attribute.age_band if attribute else "",
        "note": one.answers.get("care", ""),
    }


def _read_back(submission: Submission) -> str:
    """Return the sentence to read to the caller (ux 2)."""
    course = submission.course
    people = list(submission.applications.order_by("id"))
    if not people:
        return format_html(
            "{}様は、先の申込が有効です（新しい席は取っていません）。今回伺ったことは、先の申込に"
            '入力してください。<a href="{}">先の申込に入力する</a>',
            submission.contact_name,
            reverse("admin:trainings_application_correct", args=[submission.repeats_id]),
        )
    days = timetable(course.sessions.order_by("n")).replace("\n", "、")
    said = "、".join(
        f"{one.name}様 {one.get_state_display()} 受付番号 {one.reference}" for one in people
    )
    phone = f"（電話 {format_phone(submission.contact_phone)}）" if submission.contact_phone else ""
    return f"復唱：{course.title}、{days}。{said}{phone}"
