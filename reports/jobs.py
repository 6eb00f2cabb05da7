"""Files of figures that take too long for a page."""

from datetime import date

from foundation.jobs.failures import JobCancelled
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind
from foundation.organizations.models import Organization
from foundation.organizations.permissions import Permission
from foundation.organizations.tenancy import current_organization_id
from reports.asking import Ask
from reports.documents.workbooks import result_workbook
from reports.queries.linked import linked_organizations
from reports.queries.linked_book import linked_book

LINKED = "reports.linked_workbook"


@job_kind(LINKED, label="市町村の集計（Excel）の作成", fetch=Permission.SEE_REPORTS)
def linked_workbook(job: JobHandle) -> None:
    """Count all linked organizations year by year and leave the workbook.

    Params: first, last (fiscal years), as_of (ISO date). Reads only; a repetition replaces the
    file. Which organizations granted their figures is asked when the job runs.
    """
    here = Organization.objects.get(pk=current_organization_id())
    as_of = date.fromisoformat(job.params["as_of"])
    ask = Ask(job.params["first"], job.params["last"], as_of)

    def tell(done: int, total: int, sentence: str) -> None:
        if job.cancelled():
            raise JobCancelled
        job.progress(done, total, sentence)

    result = linked_book(linked_organizations(here, as_of), ask, tell)
    content = result_workbook(result, office=f"{here.name}{here.section_name}")
    job.store_result(f"linked-{as_of:%Y%m%d}.xlsx", content)
    years = len(list(ask.year_by_year())) + 1
    job.progress(years, years, "できました。")
