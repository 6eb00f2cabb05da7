"""Which function draws which kind of paper of the print queue; apps register theirs."""

from collections.abc import Callable, Sequence
from datetime import datetime

from foundation.documents.models import PrintItem
from foundation.refusals import Refused

# Takes the ids of the targets in printing order and the moment; returns one PDF for all of them.
Render = Callable[[Sequence[int], datetime], bytes]

_renderers: dict[str, Render] = {}


def register_renderer(document_kind: str, render: Render) -> None:
    """Let the print queue draw papers of `document_kind` with `render`."""
    _renderers[document_kind] = render


def render_items(items: Sequence[PrintItem], *, now: datetime) -> bytes:
    """Draw the papers of one kind as one PDF, in the order given.

    Refuses items of several kinds (they need different paper) and a kind nobody draws.
    """
    kinds = {item.document_kind for item in items}
    if len(kinds) != 1:
        raise Refused(
            "mixed_papers",
            "一度に印刷できるのは、同じ種類の文書だけです。種類をそろえて選んでください。",
        )
    render = _renderers.get(kinds.pop())
    if render is None:
        raise Refused("no_renderer", "この文書は、それぞれの画面から印刷してください。")
    return render([item.target_id for item in items], now)
