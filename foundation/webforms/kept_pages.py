"""Public pages that differ between visitors in a few words only: rendered once, filled each time.

The page is rendered with marks where a visitor's own words go (the nonce, the CSRF token, a
reference). It is kept for as long as the versions of the rows it shows are the same; filling in
the words costs next to nothing. What is kept holds nobody's data. A part that is the same on many
pages (the questions of a programme on each of its courses) is kept by itself.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation.organizations.kept import Kept

# Nobody outside knows the mark, so nothing that was typed can look like one.
_MARK = f"hole{secrets.token_hex(12)}"
_HOLES = re.compile(f"{_MARK}_([a-z_]+)_")
_MESSAGES = "messages"  # the cookie of a message that waits for this visitor alone
NONCE, CSRF = "nonce", "csrf_token"

_pages: Kept[list[str]] = Kept(500)
_parts: Kept[SafeString] = Kept(200)


def hole(name: str) -> str:
    """Return the mark to put into the context where the word called `name` goes later."""
    return f"{_MARK}_{name}_"


def kept_page(
    request: HttpRequest,
    template: str,
    version: Hashable,
    context: Callable[[], dict[str, Any]],
    words: Mapping[str, Any],
) -> HttpResponse:
    """Return the page of `template`, filled with `words`.

    `version` names everything the page shows besides the words; `context` is called only when
    that is not kept, and holds `hole(name)` for each of them. Words are escaped like any variable.
    """

    def make() -> list[str]:
        return _HOLES.split(_rendered(request, template, context()))

    if _MESSAGES in request.COOKIES:
        parts = make()
    else:
        key = (get_language(), template, version)
        parts = _pages.get(key, version, make)
    return HttpResponse(_filled(request, parts, words))


def kept_part(
    request: HttpRequest, template: str, contents: Hashable, context: Callable[[], dict[str, Any]]
) -> SafeString:
    """Return what `template` prints, to be put into the context of a kept page, holes and all.

    `contents` is everything the part shows besides the holes: equal contents print the same.
    """

    def make() -> SafeString:
        return SafeString(_rendered(request, template, context()))  # a template printed it

    return _parts.get((get_language(), template, contents), None, make)


def _rendered(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    page = render_to_string(template, {**context, CSRF: hole(CSRF)}, request)
    return page.replace(str(request.csp_nonce), hole(NONCE))  # type: ignore[attr-defined]


def _filled(request: HttpRequest, parts: list[str], words: Mapping[str, Any]) -> str:
    """Put the words into the holes: every second part is the name of one."""
    texts = {name: conditional_escape(word) for name, word in words.items()}
    filled = parts.copy()
    for place in range(1, len(parts), 2):
        name = parts[place]
        if name not in texts:
            own: Any = request.csp_nonce if name == NONCE else get_token(request)  # type: ignore[attr-defined]
            texts[name] = conditional_escape(str(own))
        filled[place] = texts[name]
    return "".join(filled)
