"""Staff pages of the foundation's own tables."""

from foundation.adminsite import pending
from foundation.adminsite.admin import documents, organizations, people, programs

__all__ = ["documents", "organizations", "pending", "people", "programs"]
