"""Every read of a case and of what was written about one is in the access log (need-to-know)."""

import pytest
from django.urls import reverse

from foundation.audit.models import AccessLog
from tests.dispatch.phones import Phone
from tests.dispatch.test_access import STAFF_PAGES, STAFF_ROWS, all_of_it
from tests.foundation.adminsite.desk import Desk

__all__ = ["all_of_it"]
pytestmark = pytest.mark.django_db
# Who asked whom, when, until when: no word about anybody stands there.
WITHOUT_CONTENT = {"cases_consentrequest", "dispatch_pair"}
ASKS_AGAIN = {"dispatch_candidates"}


@pytest.mark.parametrize("prefix", sorted(set(STAFF_ROWS) - WITHOUT_CONTENT))
def test_a_record_that_staff_open_is_logged_with_its_row(all_of_it, coordinator, prefix):
    row = getattr(all_of_it, STAFF_ROWS[prefix])

    Desk(coordinator).get(reverse(f"admin:{prefix}_change", args=[row.pk]))

    read = AccessLog.objects.filter(user=coordinator.user, object_ids__contains=[row.pk])
    assert read.exists(), prefix


@pytest.mark.parametrize("page", sorted(set(STAFF_PAGES)))
def test_a_page_or_a_paper_of_a_case_is_logged(all_of_it, coordinator, page):
    row = getattr(all_of_it, STAFF_PAGES[page])
    before = AccessLog.objects.count()

    answer = Desk(coordinator).get(reverse(f"admin:{page}", args=[row.pk]))

    assert answer.status_code == 200
    assert AccessLog.objects.count() > before


SUPPORTERS = {"visit": "cases.Case", "report": "dispatch.ActivityReport",
              "contact": "dispatch.ContactNote"}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SUPPORTERS))
def test_what_a_supporter_reads_of_a_client_is_logged(all_of_it, name):
    things = {"visit": all_of_it.visit, "report": all_of_it.report,
              "contact": all_of_it.assignment}  # fmt: skip
    phone = Phone().through(all_of_it.supporter)

    phone.get(reverse(f"dispatch:{name}", args=["aoba", things[name].pk]))

    entry = AccessLog.objects.get(actor=f"supporter:{all_of_it.supporter.pk}")
    assert entry.object_type == SUPPORTERS[name]
