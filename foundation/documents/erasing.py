"""What an erasure reaches here: the titles of papers in the print queue."""

from collections.abc import Iterable

from foundation.documents.models import PrintItem
from foundation.people import erasing


def papers_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the queued papers about gathered rows, letters among them."""
    return PrintItem.objects.filter(claim.targets()).values_list("pk", flat=True)


def register() -> None:
    """Let erasures of every kind of root reach the queue, after messages were gathered."""
    erasing.register("documents.PrintItem", by=papers_of, root=erasing.EVERY_ROOT, order=95)
