"""Staff pages of making a course known: flyer, partner list, effect per channel."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from foundation import clock
from foundation.adminsite.columns import date_text
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import HouseAdmin, Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.pdf.images import UnreadableImage, read
from trainings.admin.course_scope import course_or_404
from trainings.admin.uploads import LARGEST
from trainings.documents.flyer import flyer_pdf, poster_pdf
from trainings.models import Distribution, Flyer
from trainings.queries.flyers import flyer_facts, page_address
from trainings.queries.outreach import effect_of, unchecked_lecturers
from trainings.views.downloads import pdf_response

SEE, PLAN = Permission.SEE_COURSES, Permission.PLAN_COURSES
UNCHECKED = "講師確認前"


class FlyerForm(forms.ModelForm):
    """The flyer's own words and picture."""

    class Meta:
        model = Flyer
        fields = ["course", "lead_title", "lead", "note", "picture"]

    def clean_picture(self) -> Any:
        """Refuse what cannot be printed."""
        file = self.cleaned_data.get("picture")
        if file and hasattr(file, "content_type"):
            if file.size > LARGEST:
                raise forms.ValidationError("10MBまでの画像を選んでください。")
            try:
                read(file.read())
            except UnreadableImage as error:
                raise forms.ValidationError("PNGかJPEGの画像を選んでください。") from error
            file.seek(0)
        return file


def address_of(name: str) -> Any:
    """Return how a button finds the page of a flyer's course."""
    return lambda row: reverse(f"admin:{name}", args=[row.course_id])


def paper_of(name: str) -> Any:
    """Return how a button finds the paper whose QR code carries a partner's source."""
    return lambda row: f"{address_of(name)(row)}?from={row.source}"


@admin.register(Flyer)
class FlyerAdmin(HouseAdmin):
    """Flyers of courses."""

    see, work = SEE, PLAN
    program_path = "course__program"
    form = FlyerForm
    list_display = ("course", "lead_title")
    list_select_related = ("course",)
    row_actions = detail_actions = (
        Link("チラシ（PDF）", address_of("flyer_pdf"), SEE, new_tab=True),
        Link("ポスター A3（PDF）", address_of("poster_pdf"), SEE, new_tab=True),
        Link("周知の効果", address_of("outreach_effect"), SEE),
    )


@admin.register(Distribution)
class DistributionAdmin(HouseAdmin):
    """Who gets how many copies when, with the address to print or post."""

    see, work = SEE, PLAN
    program_path = "course__program"
    list_display = (
        "place",
        "course",
        "kind",
        "quantity",
        "sent",
    )
    list_display_links = ("place",)
    list_filter = ("kind", "course", done_filter("shipped_on", "発送", "まだ", "済み"))
    list_select_related = ("course__organization",)
    search_fields = ("label", "source")
    row_actions = detail_actions = (
        Link("チラシ", paper_of("flyer_pdf"), SEE, new_tab=True),
        Link("ポスター", paper_of("poster_pdf"), SEE, new_tab=True),
    )

    @admin.display(description="発送・掲載", ordering="planned_on")
    def sent(self, row: Distribution) -> str:
        """Return the day it was sent, else the day it is planned for."""
        day = row.shipped_on or row.planned_on
        if day is None:
            return ""
        return f"{date_text(day, weekday=False)} {'済み' if row.shipped_on else '予定'}"

    @admin.display(description="周知先・申込ページのアドレス", ordering="label")
    def place(self, row: Distribution) -> str:
        """Return the partner and the address with its source, which may break anywhere."""
        address = page_address(row.course, row.source)
        return format_html('{}<br><small class="address">{}</small>', row.label, address)


class CoursePdf(StaffPage):
    """A paper of one course; `?from=` puts the source into its QR code."""

    permission = SEE
    open_to_limited = True
    draw: Any = None

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the PDF; unchecked by a lecturer it is marked across."""
        course = course_or_404(request, kwargs["pk"], SEE)
        source = request.GET.get("from", "flyer")
        known = Distribution.objects.filter(course=course, source=source).exists()
        flyer = Flyer.objects.filter(course=course).first()
        facts = flyer_facts(course, flyer, source if known else "flyer")
        mark = UNCHECKED if unchecked_lecturers(course) else ""
        return pdf_response(type(self).draw(facts, clock.now(), mark=mark))


@staff_page
class FlyerPdf(CoursePdf):
    """Front and back of the flyer."""

    path, name, title = "courses/<int:pk>/flyer.pdf", "flyer_pdf", "チラシ（PDF）"
    draw = staticmethod(flyer_pdf)


@staff_page
class PosterPdf(CoursePdf):
    """The poster."""

    path, name, title = "courses/<int:pk>/poster.pdf", "poster_pdf", "ポスター（PDF）"
    draw = staticmethod(poster_pdf)


@staff_page
class EffectPage(StaffPage):
    """Which channel brought how many people."""

    path, name, title = "courses/<int:pk>/outreach/", "outreach_effect", "周知の効果"
    permission = SEE
    template_name = "trainings/outreach/effect.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the three tables."""
        course = course_or_404(self.request, kwargs["pk"], SEE)
        tables = effect_of(course)
        return {
            "course": course,
            "unchecked": unchecked_lecturers(course),
            "tables": [
                ("リンクの記号（周知先）", tables.by_source),
                ("「何で知りましたか」", tables.by_answer),
                ("申込の方法", tables.by_channel),
            ],
        }
