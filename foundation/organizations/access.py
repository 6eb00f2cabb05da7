"""How a page says that anybody may open it; staff pages name a permission (`adminsite.access`)."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(view: View) -> View:
    """Declare that anybody may open the page; the walk over all URLs reads the mark."""
    view.public = True  # type: ignore[attr-defined]
    return view
