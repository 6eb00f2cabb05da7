"""What a programme that dispatches begins with: settings and the wording of 資料8."""

from datetime import datetime
from typing import Any

from dispatch.cases.presets import prepare_consent_text
from dispatch.models import DispatchSettings
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program, ProgramKind

HIKIKOMORI: dict[str, Any] = {
    "answer_days": 5,
    "guidance_days": 7,
    "monthly_cap": 8,
    "supporter_title": "ひきこもりサポーター",
}


@action("dispatch.settings.prepared")
def apply_preset(program: Program, *, actor: Actor, now: datetime) -> DispatchSettings | None:
    """Give a ひきこもりサポーター programme its settings; other kinds do not dispatch.

    Nothing that exists is changed.
    """
    if program.kind != ProgramKind.HIKIKOMORI:
        return None
    settings, _ = DispatchSettings.objects.get_or_create(program=program, defaults=HIKIKOMORI)
    prepare_consent_text(program, actor=actor, now=now)
    return settings
