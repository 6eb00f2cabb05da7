"""How changes and limits read in the history."""

from foundation.audit.wording import pairs, register_saying
from foundation.people.models import Sex
from supporters.rules.provisions import PROVIDABLE

CHANGED = {**PROVIDABLE, "valid_from": "登録期間の初日", "valid_through": "登録期間の末日"}
SEXES = {code: str(label) for code, label in Sex.choices}


def scope(value: dict[str, object]) -> str:
    """Return what may be provided, and to which municipalities."""
    towns = value.get("recipients")
    named = list(towns.values()) if isinstance(towns, dict) else towns
    limits = {**value, "recipients": named} if "recipients" in value else value
    return pairs({"fields": "提供してよい項目", "recipients": "提供してよい市町村"}, PROVIDABLE)(
        limits
    )


register_saying("supporters.ChangeNotice.changes", pairs(CHANGED, SEXES))
register_saying("supporters.ReceivedUpdate.changes", pairs(CHANGED, SEXES))
register_saying("supporters.Consent.scope", scope)
