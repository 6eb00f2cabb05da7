"""Staff pages of the foundation's own tables."""

from foundation.adminsite import handover_pages, own_sections, pending, timeline_pages
from foundation.adminsite.admin import (
    audit,
    documents,
    duplicates,
    erasure,
    erasure_proposal,
    import_columns,
    imports,
    jobs,
    memberships,
    notices,
    organizations,
    people,
    programs,
)

__all__ = [
    "audit",
    "documents",
    "duplicates",
    "erasure",
    "erasure_proposal",
    "handover_pages",
    "import_columns",
    "imports",
    "jobs",
    "memberships",
    "notices",
    "organizations",
    "own_sections",
    "pending",
    "people",
    "programs",
    "timeline_pages",
]
