"""Set up a programme's trainings and freeze its settings for a course (rule B15)."""

from datetime import datetime

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from foundation.refusals import Refused
from trainings.models import ProgramSpec, TrainingSettings
from trainings.presets import Preset, preset_for
from trainings.rules.settings import why_spec_cannot_be_used
from trainings.specs import FrozenSpec, stored


@action("trainings.settings.preset_applied")
def apply_preset(
    program: Program, *, preset: Preset | None = None, actor: Actor, now: datetime
) -> TrainingSettings:
    """Copy a preset into the programme's settings, those of its kind by default.

    Published courses keep their frozen versions.
    """
    preset = preset or preset_for(program.kind)
    settings, _ = TrainingSettings.objects.update_or_create(
        program=program,
        defaults={
            **preset.spec.as_columns(),
            "eligibility": preset.eligibility,
            "allocation": preset.allocation,
            "curriculum": [stored(row) for row in preset.curriculum],
        },
    )
    return settings


@action("trainings.settings.changed")
def change_settings(
    settings: TrainingSettings, spec: FrozenSpec, *, actor: Actor, now: datetime
) -> TrainingSettings:
    """Write new defaults of the programme; refuses what could not be published."""
    if refusal := why_spec_cannot_be_used(spec):
        raise Refused(refusal)
    settings = TrainingSettings.objects.select_for_update(of=("self",)).get(pk=settings.pk)
    columns = spec.as_columns()
    for name, value in columns.items():
        setattr(settings, name, value)
    settings.save(update_fields=list(columns))
    return settings


@action("trainings.spec.frozen")
def freeze_spec(program: Program, *, actor: Actor, now: datetime) -> ProgramSpec:
    """Return the version that equals the programme's settings; a new one when they changed.

    Refuses a programme without settings or without a purpose notice. Locks the settings row, so
    two publications at once make one version.
    """
    settings = (
        TrainingSettings.objects.select_for_update(of=("self",)).filter(program=program).first()
    )
    if settings is None:
        raise Refused(
            "settings_missing",
            "この事業の研修の設定がありません。先に、管理の役割の方が「設定」の「研修の設定」で"
            "作成してください。",
        )
    spec = settings.spec
    if refusal := why_spec_cannot_be_used(spec):
        raise Refused(refusal)
    latest = ProgramSpec.objects.filter(program=program).order_by("-version").first()
    if latest is not None and latest.spec == spec:
        return latest
    return ProgramSpec.objects.create(
        program=program,
        version=latest.version + 1 if latest else 1,
        used_at=now,
        **spec.as_columns(),
    )
