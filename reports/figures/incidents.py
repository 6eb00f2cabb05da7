"""Figures of incidents and near-misses: counts, never what happened to whom (R-72)."""

from django.db.models import QuerySet

from dispatch.enums_records import Harm, IncidentCategory, IncidentKind
from dispatch.models import Incident
from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, end_of, moment_q, program_q, year_of_moment
from reports.figures.figure import Figure, Listed, Part


def incidents(ask: Ask) -> QuerySet[Incident]:
    """Return what happened in the years asked for and was known by the day asked for."""
    rows: QuerySet[Incident] = Incident.objects.filter(
        program_q(ask), moment_q(ask, "occurred_at"), known_at__lt=end_of(ask.as_of)
    )
    return rows


KIND = Part("kind", "区分", "kind", tuple(IncidentKind.choices), no_answer="")
CATEGORY = Part("category", "分類", "category", tuple(IncidentCategory.choices), no_answer="")
HARM = Part("harm", "けが・被害", "harm", tuple(Harm.choices), no_answer="")

INCIDENTS = Figure(
    code="incidents",
    label="事故・ヒヤリハット",
    unit="件",
    definition=(
        "起きた日が年度内にある事故とヒヤリハットの数。報告が何回あっても、1つのできごとを1件と"
        "数えます。"
    ),
    rows=incidents,
    see_rows=Permission.OVERSEE_INCIDENTS,
    year=year_of_moment("occurred_at"),
    guarded=True,
    order=("occurred_at",),
    parts=(KIND, CATEGORY, HARM),
    listed=(
        Listed("番号", lambda row: row.reference),
        Listed("区分", lambda row: row.get_kind_display()),
        Listed("分類", lambda row: row.get_category_display()),
        Listed("けが・被害", lambda row: row.get_harm_display()),
        Listed("起きた日", lambda row: date_text(row.occurred_at)),
    ),
    page="admin:dispatch_incident_change",
)

FIGURES = (INCIDENTS,)
