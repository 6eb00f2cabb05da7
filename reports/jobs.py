"""Files of figures that take too long for a page."""

from datetime import date
from typing import Any

from foundation.jobs.failures import JobCancelled
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind
from foundation.organizations.models import Organization
from foundation.organizations.permissions import Permission
from foundation.organizations.tenancy import current_organization_id
from reports import progress
from reports.asking import Ask
from reports.definitions import TABLES
from reports.documents.papers import result_pdf
from reports.documents.workbooks import result_workbook
from reports.queries.linked import linked_organizations
from reports.queries.linked_book import linked_book, years_apart
from reports.reader import Reader

LINKED = "reports.linked_workbook"
TABLE = "reports.table_file"
FORMS = ("xlsx", "pdf")


def table_params(code: str, form: str, ask: Ask, reader: Reader) -> dict[str, Any]:
    """Return what the job of a table's file is told: who may see what was decided by then."""
    return {
        "table": code,
        "form": form,
        "first": ask.first_year,
        "last": ask.last_year,
        "as_of": ask.as_of.isoformat(),
        "programs": None if ask.programs is None else sorted(ask.programs),
        "today": reader.today.isoformat(),
        "threshold": reader.threshold,
        "unmasked": None if reader.unmasked is None else sorted(reader.unmasked),
        "overseen": None if reader.overseen is None else sorted(reader.overseen),
    }


def _here() -> Organization:
    return Organization.objects.get(pk=current_organization_id() or 0)


def _set_or_none(ids: list[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)


def _listener(job: JobHandle) -> progress.Told:
    """Return who writes down how far the work is, and ends it when staff asked to stop."""

    def tell(done: int, total: int, sentence: str) -> None:
        if job.cancelled():
            raise JobCancelled
        job.progress(done, total, sentence)

    return tell


@job_kind(TABLE, label="集計表の作成", fetch=Permission.SEE_REPORTS)
def table_file(job: JobHandle) -> None:
    """Compute a table and leave it as workbook or PDF. Reads only, a repetition replaces it.

    Params are those of `table_params`.
    """
    asked = job.params
    table = TABLES[asked["table"]]
    as_of = date.fromisoformat(asked["as_of"])
    ask = Ask(asked["first"], asked["last"], as_of, _set_or_none(asked["programs"]))
    reader = Reader(
        date.fromisoformat(asked["today"]),
        asked["threshold"],
        unmasked=_set_or_none(asked["unmasked"]),
        overseen=_set_or_none(asked["overseen"]),
    )
    here = _here()
    office = f"{here.name}{here.section_name}"
    with progress.heard_by(_listener(job)) as steps:
        progress.expect(1)  # the definitions at the end, so that the file is never told as done
        result = table.build(ask, reader)
        if asked["form"] == "pdf":
            content = result_pdf(result, table.charts(result), office=office, created=job.now())
        else:
            content = result_workbook(result, office=office)
    job.store_result(f"{table.code}-{as_of:%Y%m%d}.{asked['form']}", content)
    job.progress(steps.total, steps.total, "できました。")


@job_kind(LINKED, label="市町村の集計（Excel）の作成", fetch=Permission.SEE_REPORTS)
def linked_workbook(job: JobHandle) -> None:
    """Count all linked organizations year by year and leave the workbook.

    Params: first, last (fiscal years), as_of (ISO date). Reads only; a repetition replaces the
    file. Which organizations granted their figures is asked when the job runs.
    """
    here = _here()
    as_of = date.fromisoformat(job.params["as_of"])
    ask = Ask(job.params["first"], job.params["last"], as_of)

    result = linked_book(linked_organizations(here, as_of), ask, _listener(job))
    content = result_workbook(result, office=f"{here.name}{here.section_name}")
    job.store_result(f"linked-{as_of:%Y%m%d}.xlsx", content)
    parts = len(years_apart(ask)) + 1
    job.progress(parts, parts, "できました。")
