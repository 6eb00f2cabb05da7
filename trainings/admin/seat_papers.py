"""Print badges, place cards and slips of admission for a day."""

from typing import Any

from django import forms
from django.http import HttpResponseBase

from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.pdf.sheets import SheetOptions
from foundation.refusals import Refused
from trainings.documents.badges import BADGE_STOCK, badge_sheets
from trainings.documents.seat_papers import admission_slips, place_cards
from trainings.enums import CourseState
from trainings.models import Application, CourseSession
from trainings.queries.seat_papers import day_badges, expected_people, office_of, slips_of
from trainings.views.downloads import pdf_response

KINDS = {
    "badges": "名札（8面）",
    "cards": "席札（A4を2つに切り、折って立てる）",
    "slips": "受講票（A4に2人分）",
}


class PapersForm(forms.Form):
    """Which papers, and what they say."""

    kind = forms.ChoiceField(label="印刷するもの", choices=list(KINDS.items()))
    with_affiliation = forms.BooleanField(
        label="名札・席札に所属を入れる", required=False, help_text="住所は印刷しません。"
    )
    without_mail = forms.BooleanField(label="受講票は、メールのない方だけ", required=False)
    start = forms.IntegerField(
        label="名札を始める面",
        min_value=1,
        max_value=BADGE_STOCK.cells,
        initial=1,
        help_text="使いかけの用紙では、左上から横に数えて最初の空いている面。",
    )


class SeatPapers(ActionPage):
    """One PDF for everybody who is expected."""

    name, label, permission = "seat_papers", "名札・席札・受講票", Permission.PRINT_PAPERS
    form_class = PapersForm
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: CourseSession) -> bool:
        """Stand on announced days whose course keeps names."""
        return row.takes_place and row.course.state != CourseState.DRAFT and row.course.keeps_names

    def description(self, objects: list[Any]) -> str:
        """Say for whom."""
        return "参加が決まっている方の分を、五十音順に印刷します。名札と席札には講師も入ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Draw and log."""
        session, data = self.object, form.cleaned_data
        people = expected_people(session, in_room=data["kind"] != "slips")
        if data["kind"] == "slips" and data["without_mail"]:
            people = [one for one in people if not one.email and not one.submission.contact_email]
        if not people:
            raise Refused("nobody", "印刷する方がいません。")
        ids = [one.pk for one in people]
        record_access(AccessAction.PRINT, Application, ids, **self.doer)
        return pdf_response(self._draw(session, people, data), f"{data['kind']}.pdf")

    def _draw(self, session: CourseSession, people: list[Application], data: Any) -> bytes:
        now = clock.now()
        if data["kind"] == "slips":
            return admission_slips(slips_of(session, people), office_of(session), now)
        badges = day_badges(session, with_affiliation=data["with_affiliation"])
        office = session.course.organization.name
        if data["kind"] == "cards":
            return place_cards(badges, office, now)
        options = SheetOptions(start=data["start"] - 1, cut_marks=True)
        return badge_sheets(badges, office, now, options)
