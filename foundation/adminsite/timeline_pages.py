"""The timeline of a person: one thread from the first application to the last renewal."""

from typing import Any

from django.http import Http404

from foundation.adminsite import reading, timeline
from foundation.adminsite.columns import date_text
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.people.models import Person


@staff_page
class PersonTimeline(StaffPage):
    """What the apps know about a person, newest first; the read is logged."""

    path = "people/person/<int:pk>/timeline/"
    name = "person_timeline"
    title = "これまでの経過"
    permission = (Permission.SEE_APPLICANTS, Permission.SEE_SUPPORTERS)
    template_name = "adminsite/timeline.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the person and the entries this membership may read."""
        person = Person.objects.filter(pk=kwargs["pk"], purged_on__isnull=True).first()
        if person is None:
            raise Http404
        reading.record(self.request, AccessAction.VIEW, Person._meta.label, [person.pk])
        found = timeline.entries(self.request, person)
        return {
            "title": f"これまでの経過：{person}",
            "person": person,
            "entries": [(date_text(entry.at), entry) for entry in found],
        }
