"""The layouts Sasae proposes, after what local 実施報告書 and yearly tables usually ask for."""

from reports.enums import ReturnKind

COLUMNS: dict[str, tuple[str, ...]] = {
    ReturnKind.PLAN: (
        "title", "host", "cohosts", "times", "venues", "audience_kind", "group", "eligibility",
        "contents", "minutes", "lecturer_names", "capacity", "reporter", "materials", "remarks",
    ),
    ReturnKind.COURSE: (
        "title", "host", "cohosts", "times", "venues", "audience_kind", "group", "eligibility",
        "contents", "capacity", "audience", "headcount_people", "sexes", "ages", "attendances",
        "observers", "people_trained", "papers", "materials", "lecturer_names", "fees", "sheets",
        "impressions", "reporter", "remarks",
    ),
    ReturnKind.ANNUAL: (
        "courses_held", "people_trained", "audience", "registered", "newly_registered",
        "requests", "visits", "reports",
    ),
}  # fmt: skip
"""By kind of return: the items in their order."""
