"""When a 派遣の申込 may be approved: a supporter helps, and it is wished (R-68, R-69)."""

from dispatch.facts import PurposeCheck
from foundation.refusals import Refusal


def why_cannot_approve(check: PurposeCheck) -> Refusal | None:
    """Return which condition was not confirmed; a dispatch needs both."""
    if not check.effective:
        return Refusal(
            "not_effective",
            "サポーターによる支援が有効と見込まれることを確かめて、しるしを付けてください。"
            "見込まれないときは、見送ってください。",
        )
    if not check.wished:
        return Refusal(
            "not_wished",
            "本人・家族・団体が望んでいることを確かめて、しるしを付けてください。"
            "望んでいないときは、見送ってください。",
        )
    return None
