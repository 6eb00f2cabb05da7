"""What browsers and proxies may keep: nothing is shared, whatever a page forgot to say.

Public pages carry a visitor's own key of their form and nonce, and the answer that somebody has
nothing here is theirs alone, too. Static files are answered before this.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivateAnswers:
    """Say `private` where a page says nothing about caches, `no-store` of what was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what a page says about caches itself stands."""
        response = self.get_response(request)
        refused = response.status_code >= 400
        response.headers.setdefault("Cache-Control", "no-store" if refused else "private, no-cache")
        return response
