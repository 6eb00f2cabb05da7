"""From a request to the question it asks, and from a cell back to the address of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from foundation import clock
from foundation.adminsite.access import programs_with
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from foundation.wareki import WarekiError, format_date, parse_date
from reports.asking import Ask
from reports.figures import KNOWN
from reports.forms import FilterForm
from reports.numbers import Quotient
from reports.reader import Reader
from reports.results import Divisor, Drill

YEARS_SHOWN = 3


@dataclass(frozen=True)
class Question:
    """What was asked, the form it was asked with, and the query string that asks it again."""

    ask: Ask
    form: FilterForm

    @property
    def query(self) -> str:
        """Return the filters as they stand in the URL."""
        values = {
            "first": self.ask.first_year,
            "last": self.ask.last_year,
            "program": self.form.data.get("program", ""),
            "as_of": self.ask.as_of.isoformat(),
        }
        return urlencode({name: value for name, value in values.items() if value != ""})


def read_question(request: Any) -> Question:
    """Return the question of a request; what cannot be read is said in the form, not guessed.

    Memberships limited to programmes ask about those alone (rule A3). One query.
    """
    today = clock.today()
    current = fiscal_year(today)
    allowed = programs_with(request, Permission.SEE_REPORTS)
    programs = Program.objects.order_by("-is_active", "id")
    if allowed is not None:
        programs = programs.filter(pk__in=allowed)
    data = {
        "first": current - YEARS_SHOWN + 1,
        "last": current,
        "as_of": today.isoformat(),
        **{name: value for name, value in request.GET.items() if value != ""},
    }
    data["as_of"] = _in_the_era(str(data["as_of"]))
    form = FilterForm(data, current=current, programs=list(programs))
    form.is_valid()
    cleaned = form.cleaned_data
    one = cleaned.get("program")
    return Question(
        Ask(
            first_year=cleaned.get("first", current - YEARS_SHOWN + 1),
            last_year=cleaned.get("last", current),
            as_of=min(cleaned.get("as_of") or today, today),
            programs=frozenset({one}) if one else allowed,
        ),
        form,
    )


def reader_of(request: Any) -> Reader:
    """Return how much this membership sees of small groups: clerks see all of those of class B
    (rule B14), who oversees incidents all of theirs.
    """
    return Reader(
        today=clock.today(),
        threshold=request.organization.small_cell_threshold,
        unmasked=programs_with(request, Permission.DECIDE_APPLICATIONS),
        overseen=programs_with(request, Permission.OVERSEE_INCIDENTS),
    )


def _in_the_era(typed: str) -> str:
    """Return a date as the form shows it; what is none stays as it was typed."""
    try:
        return format_date(parse_date(typed))
    except WarekiError:
        return typed


def rows_url(drill: Drill, ask: Ask) -> str:
    """Return the address of the rows behind a cell."""
    program = drill.program or (next(iter(ask.programs)) if ask.programs else "")
    if drill.program is None and ask.programs is not None and len(ask.programs) > 1:
        program = ""
    over = drill.over
    values = {
        "first": min(drill.years, default=drill.year or ask.first_year),
        "last": max(drill.years, default=drill.year or ask.last_year),
        "program": program,
        "as_of": ask.as_of.isoformat(),
        "years": ",".join(map(str, drill.years)),
        "part": drill.part,
        "choice": drill.choice,
        "people": "1" if drill.people else "",
        "how": over.how if over else "",
        "over": (over.figure or over.fixed) if over else "",
        "over_part": over.part if over else "",
        "over_choice": over.choice if over else "",
    }
    query = urlencode({name: value for name, value in values.items() if value != ""})
    return f"{reverse('admin:report_rows', args=[drill.figure])}?{query}"


def read_drill(figure: str, values: Mapping[str, str]) -> Drill:
    """Return which rows an address asks for; ValueError for what no table leads to."""
    if figure not in KNOWN:
        raise ValueError(figure)
    over = None
    if values.get("how"):
        below = values.get("over", "")
        over = Divisor(
            Quotient(values["how"]),
            "" if below.isdecimal() else below,
            values.get("over_part", ""),
            values.get("over_choice", ""),
            int(below) if below.isdecimal() else 0,
        )
        if not over.fixed and over.figure not in KNOWN:
            raise ValueError(below)
    years = values.get("years", "")
    return Drill(
        figure,
        part=values.get("part", ""),
        choice=values.get("choice", ""),
        people=bool(values.get("people")),
        years=tuple(map(int, years.split(","))) if years else (),
        over=over,
    )


def may_see_rows(request: Any, drill: Drill) -> bool:
    """Return whether this membership may open the rows behind a cell (rules I, B14)."""
    figure = KNOWN[drill.figure]
    if drill.part and figure.part(drill.part).secret:
        return False
    programs = programs_with(request, figure.see_rows)
    if programs is None:
        return True
    if drill.program is not None:
        return drill.program in programs
    shown = programs_with(request, Permission.SEE_REPORTS)
    return bool(programs) and shown is not None and shown <= programs
