"""報告・連絡・相談 from the supporter's own page, and what the coordinator answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dispatch.actions.contact import SentNote, send_note
from dispatch.enums_records import NoteKind
from dispatch.forms.records import OwnNoteForm
from dispatch.models import Assignment, ContactNote
from dispatch.queries.sharing import Stage, shared_with_supporter
from dispatch.queries.standing import why_consent_is_missing
from dispatch.rules.records import why_cannot_send_note
from dispatch.views.guard import (
    LinkNeeded,
    closed_page,
    doer,
    opened_supporter,
    supporter_of,
    supporter_page,
)
from dispatch.views.proof import proof_page
from foundation import clock
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.refusals import Refused


@supporter_page
@require_http_methods(["GET", "POST"])
def contact_page(request: Any, slug: str, pk: int) -> HttpResponse:
    """Take a note about one dispatch and show the own ones with their answers.

    Own texts are shown as long as the facts are: without consent and after the end they are not.
    """
    assignment = (
        Assignment.objects.select_related("invitation", "request__case", "request__body")
        .filter(pk=pk)
        .first()
    )
    if assignment is None:
        raise LinkNeeded
    try:
        supporter = opened_supporter(
            request, supporter_of(assignment.supporter_id), assignment.invitation_id
        )
    except Refused as refused:
        return closed_page(request, refused)
    if (asked := proof_page(request, supporter)) is not None:
        return asked
    form = OwnNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sent = SentNote(NoteKind(data["kind"]), data["text"], form.token)
        try:
            send_note(assignment, sent, **doer(supporter))
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, "担当に送りました。返事があるときは、メールでお知らせします。"
            )
            return HttpResponseRedirect(reverse("dispatch:contact", args=[slug, pk]))
    today = clock.today()
    stage = shared_with_supporter(assignment, today).stage
    notes = list(assignment.notes.filter(supporter=supporter)[:20])
    if notes:
        record_access(
            AccessAction.VIEW, ContactNote, [note.pk for note in notes], **doer(supporter)
        )
    context = {
        "assignment": assignment,
        "supporter": supporter,
        "form": form,
        "closed": why_cannot_send_note(assignment.state),
        "notes": notes,
        "shows_text": stage in (Stage.PREPARING, Stage.SHOWN),
        "shows_answers": why_consent_is_missing(assignment.request, today) is None,
    }
    return render(request, "dispatch/contact.html", context)
