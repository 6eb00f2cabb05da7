"""Public addresses of the dispatch app, below an organization's slug."""

from typing import Any

urlpatterns: list[Any] = []
