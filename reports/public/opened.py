"""Which tables the open organization shows to everybody."""

from datetime import date

from reports.models import PublicTable
from reports.public.tables import PUBLIC, last_public_year


def opened_tables(today: date) -> dict[str, PublicTable]:
    """Return what is open and has a year that is public, by code. One query."""
    rows = PublicTable.objects.filter(is_open=True, first_year__lte=last_public_year(today))
    by_code = {row.table: row for row in rows}
    return {code: by_code[code] for code in PUBLIC if code in by_code}
