"""What browsers and proxies may keep: nothing is shared, whatever a page forgot to say.

Public pages carry a visitor's own key of their form and nonce, and the answer that somebody has
nothing here is theirs alone, too. Static files are answered before this.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from foundation.webforms.checked import KEPT_FOR_BACK


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
        if getattr(response, KEPT_FOR_BACK, False):
            _differ_by_no_cookie(response)
        return response


def _differ_by_no_cookie(response: HttpResponse) -> None:
    """Let the back button find a page although a cookie was set after it.

    The first form of a visit sets the cookie of its key. A browser takes a page that varies with
    the cookie for another one from then on, and asks on the way back whether to send it all again.
    """
    named = [one.strip() for one in response.get("Vary", "").split(",")]
    del response["Vary"]
    if others := [one for one in named if one and one.lower() != "cookie"]:
        response["Vary"] = ", ".join(others)
