"""What the office has long done: mails have left, old letters are posted, old calls are made."""

from datetime import timedelta

from django.db.models import Q
from post_office.models import STATUS, Email

from demo.days import Days
from demo.staff import Team
from foundation.documents.actions.printing import mark_handed, mark_printed
from foundation.documents.models import PrintItem, PrintState
from foundation.notices.actions.tasks import close_task
from foundation.notices.delivery import settle_notices
from foundation.notices.models import Notice, NoticeState, Task
from supporters.actions.issues import record_handing, record_printing
from supporters.models import RegistrationIssue
from trainings.models import CertificateIssue

PAPERS_DAYS = 40
OPEN_DAYS = 6
"""Calls and letters of the last days stay open, so that there is something to do."""


def settle_the_past(team: Team, days: Days) -> None:
    """Settle notices, letters and tasks of the open organization that are older than a few days."""
    actor, now = team.actor(), days.now
    due = Notice.objects.filter(due_at__lt=now - timedelta(minutes=5), state=NoticeState.QUEUED)
    ids = due.exclude(outbox=None).values_list("outbox", flat=True)
    Email.objects.filter(pk__in=list(ids)).update(status=STATUS.sent)
    settle_notices(actor=actor, now=now)
    limit = days.day(-OPEN_DAYS)
    for task in Task.objects.filter(done_at__isnull=True, due_on__lt=limit):
        close_task(task, outcome="対応済み", actor=actor, now=now)
    _print_the_past(team, days)


def _print_the_past(team: Team, days: Days) -> None:
    """Let papers be printed and handed over, all but the newest ones of the queue."""
    actor, now = team.actor(), days.now
    recent = days.day(-PAPERS_DAYS)
    papers = RegistrationIssue.objects.filter(issued_on__lt=recent)
    record_printing(papers, actor=actor, now=now)
    record_handing(papers, actor=actor, now=now)
    certificates = CertificateIssue.objects.filter(issued_on__gte=recent)
    letters = Notice.objects.filter(due_at__gte=now - timedelta(days=OPEN_DAYS))
    fresh = Q(
        target_kind=CertificateIssue._meta.label, target_id__in=certificates.values("pk")
    ) | Q(target_kind=Notice._meta.label, target_id__in=letters.values("pk"))
    registered = Q(target_kind=RegistrationIssue._meta.label)
    old = PrintItem.objects.filter(state=PrintState.WAITING).exclude(fresh | registered)
    items = list(old)
    mark_printed(items, actor=actor, now=now)
    mark_handed(items, actor=actor, now=now)
