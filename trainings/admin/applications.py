"""The list of applications and one application; names are shown, categories never (rule B14)."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from foundation import clock
from foundation.adminsite.columns import date_text
from foundation.adminsite.house import HouseAdmin
from foundation.organizations.permissions import Permission
from foundation.text import format_phone
from trainings.admin import application_actions as deeds
from trainings.admin.application_texts import Correct, WriteToMany
from trainings.admin.course_filter import CourseFilter
from trainings.admin.online import ChangeSeat
from trainings.admin.open_question_filter import OpenQuestionFilter
from trainings.admin.sheets import AttachSheet, OpenSheet
from trainings.enums import ApplicationState
from trainings.models import Application
from trainings.queries.open_questions import open_questions
from trainings.queries.places import place_of, with_places
from trainings.queries.staff import seat_reason, with_open_offers
from trainings.wording import answer_lines

UNCONFIRMED_AFTER = timedelta(hours=24)
LONGEST_REASON = 40  # in the list; the record shows all of it


class UnconfirmedFilter(admin.SimpleListFilter):
    """メール未確認 (rule B12)."""

    title, parameter_name = "メール", "mail"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the two cases worth a look."""
        return [("unconfirmed", "未確認"), ("none", "なし")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Narrow the list."""
        if self.value() == "unconfirmed":
            return queryset.unconfirmed(clock.now() - UNCONFIRMED_AFTER)
        return queryset.filter(email="") if self.value() == "none" else queryset


@admin.register(Application)
class ApplicationAdmin(HouseAdmin):
    """Who applied, where they stand and why."""

    see = Permission.SEE_APPLICANTS
    work = None
    program_path = "course__program"
    empty_hint = (
        "ウェブの申込みは、届くとここに並びます。電話・FAX・窓口の申込みは、研修の画面の"
        "「電話・FAXの申込を入力」から入力します。"
    )
    name_search = ""
    search_fields = ("name_key", "kana_key", "reference")
    list_display = ("received_seq", "who", "course", "state_words", "received", "phone_number")
    list_display_links = ("who",)
    list_filter = (
        *("state", UnconfirmedFilter, "submission__channel", "is_repeat"),
        *(OpenQuestionFilter, CourseFilter),
    )
    list_select_related = ("course", "submission")
    fields = (
        *("course", "reference", "received_seq", "state", "seat", "place_in_queue", "why"),
        *("name", "kana", "birth_date", "place_kind", "place", "affiliation"),
        *("phone", "email", "mail_confirmed", "other_answers", "still_to_ask", "person"),
        "contact",
    )
    readonly_fields = (
        *("place_in_queue", "why", "mail_confirmed"),
        *("other_answers", "still_to_ask", "contact"),
    )
    detail_actions = (
        deeds.Accept,
        deeds.PutInQueue,
        deeds.Decline,
        deeds.AcceptByPhone,
        deeds.DeclineByPhone,
        deeds.MakeOffer,
        deeds.Promote,
        deeds.Rejoin,
        Correct,
        deeds.Move,
        ChangeSeat,
        OpenSheet,
        AttachSheet,
        deeds.CancelByStaff,
    )
    row_actions = (deeds.Accept, deeds.AcceptByPhone, deeds.Promote, deeds.CancelByStaff)
    bulk_actions = (deeds.Accept, deeds.PutInQueue, deeds.Decline, WriteToMany)

    def get_list_display(self, request: Any) -> Any:
        """Leave the course out where the list is narrowed to one: its name stands above."""
        columns = super().get_list_display(request)
        narrowed = bool(request.GET.get(CourseFilter.parameter_name))
        return [one for one in columns if not (narrowed and one == "course")]

    def get_queryset(self, request: Any) -> Any:
        """Newest first inside the course's own order; of one course with places in its queue."""
        found: Any = with_open_offers(super().get_queryset(request)).order_by("-id")
        narrowed = CourseFilter.parameter_name in request.GET
        return with_places(found) if narrowed else found

    @admin.display(description="状態", ordering="state")
    def state_words(self, row: Application) -> str:
        """Return the state with its reason, and the mail that nobody opened (rule B12)."""
        words = [Truncator(seat_reason(row)).chars(LONGEST_REASON)]
        place = getattr(row, "waiting_place", None)
        if place and row.state == ApplicationState.WAITING:
            words.insert(0, f"列の{place}番目")
        old = row.submission.received_at < clock.now() - UNCONFIRMED_AFTER
        if row.is_open and row.email and row.email_confirmed_at is None and old:
            words.append("メール未確認")
        notes = format_html_join("", "<br><small>{}</small>", ((one,) for one in words if one))
        return format_html("{}{}", row.get_state_display(), notes)

    @admin.display(description="氏名", ordering="kana_key")
    def who(self, row: Application) -> str:
        """Return the name below its kana; the list is sorted by kana."""
        if not row.kana:
            return row.name
        return format_html("<small>{}</small><br>{}", row.kana, row.name)

    @admin.display(description="受付", ordering="submission__received_at")
    def received(self, row: Application) -> str:
        """Return the moment and the channel."""
        moment = date_text(row.submission.received_at, weekday=False)
        return format_html("{}<br>{}", moment, row.submission.get_channel_display())

    @admin.display(description="電話番号")
    def phone_number(self, row: Application) -> str:
        """Return the number with hyphens."""
        return format_phone(row.phone)

    @admin.display(description="列の順番")
    def place_in_queue(self, row: Application) -> str:
        """Return the place in the waiting list."""
        place = place_of(row)
        return f"{place}番目" if place else "－"

    @admin.display(description="席の理由")
    def why(self, row: Application) -> str:
        """Return why the application stands where it stands."""
        return seat_reason(row) or "－"

    @admin.display(description="メールの確認")
    def mail_confirmed(self, row: Application) -> str:
        """Return whether the mailed link was opened."""
        if not row.email:
            return "メールなし"
        return "確認済み" if row.email_confirmed_at else "未確認"

    @admin.display(description="まだ伺っていないこと")
    def still_to_ask(self, row: Application) -> str:
        """Return what has to be asked and was not, by the button that takes the answers."""
        return "、".join(open_questions([row]).get(row.pk, [])) or "－"

    @admin.display(description="そのほかの回答")
    def other_answers(self, row: Application) -> str:
        """Return the answers in the words of the questions."""
        asked = row.course.spec.spec.asked_fields if row.course.spec else ()
        return "\n".join(answer_lines(row.answers, asked)) or "－"

    @admin.display(description="申込をした人")
    def contact(self, row: Application) -> str:
        """Return the contact of the act of applying."""
        one = row.submission
        words = [one.contact_name, format_phone(one.contact_phone), one.contact_email, one.note]
        return "　".join(word for word in words if word)
