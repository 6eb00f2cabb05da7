"""What the print queue draws for trainings: 修了証, 認定証 and sheets of 認定カード."""

from collections.abc import Sequence
from datetime import datetime

from foundation.documents.renderers import register_renderer
from foundation.documents.storage import read_pdf
from foundation.refusals import Refused
from trainings.actions.certificates import PRINT_KIND
from trainings.documents.certificate import draw_papers
from trainings.enums import CertificateKind
from trainings.models import CertificateIssue


def render_papers(ids: Sequence[int], now: datetime) -> bytes:
    """Return papers in the order given; a single certificate exactly as it was stored (G3).

    Refused for revoked and erased ones, and for cards among certificates: they need other paper.
    """
    found = CertificateIssue.objects.select_related("organization").in_bulk(list(ids))
    issues = [found[pk] for pk in ids if pk in found]
    for issue in issues:
        if issue.revoked_at is not None:
            raise Refused("revoked", f"{issue}は取り消されています。選択から外してください。")
    if not issues:
        raise Refused("gone", "印刷する証が見つかりません。画面を開き直してください。")
    if len({issue.kind == CertificateKind.CARD for issue in issues}) > 1:
        raise Refused("kinds", "修了証とカードは用紙が違います。別々に選んで印刷してください。")
    if len(issues) == 1 and issues[0].pdf:
        return read_pdf(issues[0])
    return draw_papers(issues, issues[0].organization, now)


register_renderer(PRINT_KIND, render_papers)
