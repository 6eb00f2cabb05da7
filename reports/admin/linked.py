"""The prefecture's page: figures of linked organizations beside each other (rule A7)."""

from typing import Any

from django.core.exceptions import PermissionDenied

from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.models import OrganizationKind
from foundation.organizations.permissions import Permission
from reports.admin.questions import read_question
from reports.admin.tables import page_of
from reports.figures.dispatch import REQUESTS, VISITS
from reports.figures.supporters import NEWLY_REGISTERED
from reports.figures.trainings import ATTENDANCES, AUDIENCE, COURSES_HELD, PEOPLE_TRAINED
from reports.queries.linked import linked_blocks, linked_organizations
from reports.results import Result

FIGURES = (
    PEOPLE_TRAINED, COURSES_HELD, AUDIENCE, ATTENDANCES, NEWLY_REGISTERED, REQUESTS, VISITS,
)  # fmt: skip
NOTES = (
    "集計の提供に同意している組織の数です。人の一覧は、それぞれの組織だけが見られます。",
    "都道府県と市町村の人口は重なるため、「計」には1万人あたりの数がありません。",
)


@staff_page
class LinkedOrganizations(StaffPage):
    """Figures of the prefecture and its linked municipalities, summed over the years chosen."""

    path = "reports/linked/organizations/"
    name = "report_linked"
    title = "市町村の集計"
    permission = Permission.SEE_REPORTS
    template_name = "reports/linked.html"
    menu = ("集計", 20)

    @classmethod
    def refuse(cls, request: Any) -> None:
        """Keep the page for prefectures."""
        super().refuse(request)
        if request.organization.kind != OrganizationKind.PREFECTURE:
            raise PermissionDenied

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the blocks; the programme of the filter does not apply here."""
        question = read_question(self.request)
        ask = question.ask
        everything = type(ask)(ask.first_year, ask.last_year, ask.as_of)
        request: Any = self.request
        organizations = linked_organizations(request.organization, ask.as_of)
        blocks = linked_blocks(FIGURES, organizations, everything)
        result = Result("linked", self.title, 1, ask.as_of, blocks, NOTES)
        form = question.form
        del form.fields["program"]
        return {"result": result, "form": form, "blocks": page_of(request, result, ask)}
