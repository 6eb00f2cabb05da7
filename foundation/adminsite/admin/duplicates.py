"""Records that look like the same person: the list, "not the same", and the merge with preview."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite import reading
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.people.actions.merging import FACTS, mark_not_same, merge_people, preview_merge
from foundation.people.models import Person
from foundation.people.queries.duplicates import suggest_duplicates
from foundation.refusals import Refused
from foundation.text import whole_number

SHOWN = 100


def _person(number: Any) -> Person:
    people = Person.objects.filter(merged_into__isnull=True, purged_on__isnull=True)
    found = people.filter(pk=whole_number(str(number))).first()
    if found is None:
        raise Http404
    return found


@staff_page
class Duplicates(StaffPage):
    """The pairs nobody has judged yet, the surest first; reading them is logged."""

    path = "people/duplicates/"
    name = "people_duplicates"
    title = "重複の候補"
    permission = Permission.IMPORT_PEOPLE
    template_name = "adminsite/people/duplicates.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the pairs, of one person where the address names one."""
        number = self.request.GET.get("person")
        person = _person(number) if number else None
        pairs = suggest_duplicates(person=person, limit=SHOWN)
        seen = {one.pk for pair in pairs for one in (pair.first, pair.second)}
        reading.record(self.request, AccessAction.LIST, Person._meta.label, sorted(seen))
        return {"pairs": pairs, "person": person, "is_cut": len(pairs) == SHOWN}

    def post(self, request: Any) -> HttpResponseBase:
        """Remember that two records are two people."""
        first, second = _person(request.POST.get("first")), _person(request.POST.get("second"))
        mark_not_same(first, second, actor=actor_of(request), now=clock.now())
        messages.success(request, "別の人として記録しました。今後は候補に出ません。")
        return HttpResponseRedirect(request.get_full_path())


@staff_page
class Merge(StaffPage):
    """Two records side by side, every consequence of merging them, and the button."""

    path = "people/merge/<int:kept>/<int:lost>/"
    name = "people_merge"
    title = "同じ人の記録を統合"
    permission = Permission.IMPORT_PEOPLE
    template_name = "adminsite/people/merge.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the preview."""
        return self._about(**kwargs)

    def _about(self, kept: int, lost: int, sentence: str = "") -> dict[str, Any]:
        people = _person(kept), _person(lost)
        if kept == lost:
            raise Http404
        preview = preview_merge(*people)
        ids = sorted([kept, lost])
        reading.record(self.request, AccessAction.VIEW, Person._meta.label, ids)
        refusal = preview.refusal
        return {
            "kept": people[0],
            "lost": people[1],
            "preview": preview,
            "taken": self.request.POST.getlist("take"),
            "sentence": sentence or (refusal.sentence if refusal else ""),
            "may_submit": refusal is None,
            "other_way": reverse("admin:people_merge", args=[lost, kept]),
        }

    def post(self, request: Any, kept: int, lost: int) -> HttpResponseBase:
        """Merge; a refusal is shown on the same page."""
        take = [name for name in request.POST.getlist("take") if name in FACTS]
        try:
            person = merge_people(
                _person(kept), _person(lost), take=take, actor=actor_of(request), now=clock.now()
            )
        except Refused as refused:
            return self.show(**self._about(kept, lost, refused.sentence))
        messages.success(request, "2つの記録を統合しました。")
        return HttpResponseRedirect(reverse("admin:people_person_change", args=[person.pk]))
