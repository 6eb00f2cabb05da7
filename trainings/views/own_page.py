"""The applicant's own page behind the mailed link: state, answer, cancel, papers (rule B12)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.documents.models import Medium
from foundation.documents.storage import read_pdf
from foundation.notices.links import has_opened
from foundation.organizations.access import public
from foundation.organizations.actor import Actor
from foundation.refusals import Refused
from foundation.text import mask_name
from foundation.webforms.proving import Question
from trainings.actions.applications import cancel_application
from trainings.actions.contact import change_contact, confirm_email
from trainings.actions.day_answers import tell_absence, tell_coming
from trainings.actions.offers import accept_offer, decline_offer, rejoin_queue
from trainings.enums import ApplicationState as S
from trainings.forms import ContactForm
from trainings.messages import APPLICATION, calendar_of
from trainings.models import Application, CertificateIssue
from trainings.queries.own_page import own_page, papers_of
from trainings.reception_code import draw_code, reception_code
from trainings.rules.applications import why_cannot_cancel
from trainings.views.downloads import calendar_response, pdf_response

UNLOCKED = "unlocked_applications"


def own_application(request: Any, pk: int) -> Application:
    """Return the application that this session's link opens; 404 for everybody else.

    Once it is erased nobody opens it: nothing is written into what was emptied.
    """
    application = (
        Application.objects.filter(pk=pk).select_related("course__program", "submission").first()
    )
    if (
        application is None
        or not application.name
        or not has_opened(request.session, APPLICATION, application.pk, application.organization_id)
    ):
        raise Http404
    return application


def _is_unlocked(request: Any, application: Application) -> bool:
    return _question(application).is_answered(request)


def _question(application: Application) -> Question:
    phones = (application.phone,) if application.phone else ()
    return Question(UNLOCKED, application, phones, application.reference)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Show course, state and place; contact data only after the phone's last digits (B12)."""
    now = clock.now()
    application = own_application(request, pk)
    actor = Actor.resident(application.reference)
    if application.email_confirmed_at is None and application.email:
        confirm_email(application, actor=actor, now=now)
    question = _question(application)
    unlock = question.form(request)
    contact = None
    if _is_unlocked(request, application):
        contact = ContactForm(initial={"phone": application.phone, "email": application.email})
    if question.is_sent(request):
        if question.take(request, unlock):
            # To what was opened, which stands far below the head of the page.
            part = "papers" if papers_of(application).exists() else "contact"
            return redirect(f"{reverse('application-page', args=[slug, pk])}#{part}")
    elif request.method == "POST" and contact is not None:
        contact = ContactForm(request.POST)
        if contact.is_valid():
            change_contact(application, **contact.cleaned_data, actor=actor, now=now)
            messages.success(request, _("連絡先を変更しました。"))
            return redirect("application-page", slug=slug, pk=pk)
    own = own_page(application, now)
    text = reception_code(application.organization_id, application.reference)
    context = {
        "own": own,
        "code": draw_code(text) if own.expects_reception else None,
        "masked_name": mask_name(application.name),
        "unlock": unlock,
        "contact": contact,
        "form": contact if contact is not None and contact.is_bound else unlock,
    }
    return render(request, "trainings/application_page.html", context)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Any, slug: str, pk: int) -> HttpResponse:
    """Ask once, then cancel: two taps from the page (ux 7)."""
    now = clock.now()
    application = own_application(request, pk)
    if request.method == "POST":
        try:
            cancel_application(application, actor=Actor.resident(application.reference), now=now)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("申込を取り消しました。ご連絡ありがとうございました。"))
        return redirect("application-page", slug=slug, pk=pk)
    refusal = why_cannot_cancel(application, application.course, by_staff=False, reason="", now=now)
    context = {"application": application, "course": application.course, "refusal": refusal}
    return render(request, "trainings/cancel.html", context)


ANSWERS = {
    "accept": (accept_offer, "参加が決まりました。当日お待ちしています。"),
    "decline": (decline_offer, "辞退を受け付けました。ご連絡ありがとうございました。"),
    "rejoin": (rejoin_queue, "キャンセル待ちの列に並びました。"),
}


@public
@never_cache
@require_POST
def answer(request: Any, slug: str, pk: int) -> HttpResponse:
    """Take the answer to an offer, or go back into the queue.

    Declining is asked once more: the seat goes to the next person at once.
    """
    application = own_application(request, pk)
    is_no = request.POST.get("answer") == "decline" and application.state == S.OFFERED
    if is_no and request.POST.get("sure") != "1":
        return render(request, "trainings/decline.html", {"application": application})
    chosen = ANSWERS.get(request.POST.get("answer", ""))
    if chosen is None:
        raise Http404
    act, sentence = chosen
    try:
        act(application, actor=Actor.resident(application.reference), now=clock.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _(sentence))
    return redirect("application-page", slug=slug, pk=pk)


@public
@never_cache
@require_POST
def absence(request: Any, slug: str, pk: int, n: int) -> HttpResponse:
    """Tell that one will not come on one day, or that one comes after all."""
    application = own_application(request, pk)
    session = get_object_or_404(application.course.sessions, n=n)
    actor = Actor.resident(application.reference)
    try:
        if request.POST.get("come") == "1":
            tell_coming(application, session, actor=actor, now=clock.now())
            messages.success(request, _("出席できると、お返事を受け付けました。"))
        else:
            note = request.POST.get("note", "").replace("\x00", "").strip()[:200]
            tell_absence(application, session, note=note, actor=actor, now=clock.now())
            messages.success(
                request,
                _(
                    "欠席の連絡を受け付けました。どの日程にも出席できないときは、"
                    "下の「取り消すとき」から取り消してください。"
                ),
            )
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("application-page", slug=slug, pk=pk)


@public
@never_cache
@require_safe
def calendar(request: Any, slug: str, pk: int) -> HttpResponse:
    """Give the days of the course for a personal calendar."""
    application = own_application(request, pk)
    return calendar_response(
        calendar_of(
            application.course, list(application.course.sessions.order_by("n")), now=clock.now()
        )
    )


@public
@never_cache
@require_safe
def paper(request: Any, slug: str, pk: int, issue: int) -> HttpResponse:
    """Give the stored PDF of a certificate, exactly as it was issued (rule G3).

    It says the full name, which the link alone does not open (rule B12).
    """
    application = own_application(request, pk)
    if not _is_unlocked(request, application):
        messages.info(request, _("開く前に、「連絡先」のところで、ご本人の確認をお願いします。"))
        return redirect("application-page", slug=slug, pk=pk)
    found = get_object_or_404(
        CertificateIssue.objects.exclude(medium=Medium.PAPER).exclude(pdf=""),
        pk=issue,
        completion__application=application,
        revoked_at__isnull=True,
    )
    return pdf_response(read_pdf(found), "certificate.pdf")
