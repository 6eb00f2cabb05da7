"""Presets, and the versions a published course freezes (rules B13, B15)."""

from dataclasses import replace

import pytest
from django.db import InternalError, transaction

from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import TrainingSettingsFactory
from trainings.actions.settings import apply_preset, change_settings, freeze_spec
from trainings.models import ProgramSpec
from trainings.presets import PRESETS, TSUNAGARI
from trainings.rules.settings import why_spec_cannot_be_used
from trainings.specs import AskedField, FrozenSpec

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_can_be_published_as_it_is(key, aoba, clerk):
    program = ProgramFactory()
    preset = PRESETS[key]

    settings = apply_preset(program, preset=preset, actor=clerk, now=NOW)

    assert settings.spec == preset.spec
    assert why_spec_cannot_be_used(settings.spec) is None


def test_tsunagari_runs_ninety_minutes():
    assert [row.minutes for row in TSUNAGARI.curriculum] == [10, 60, 20]


GOOD = TSUNAGARI.spec


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (GOOD, None),
        (replace(GOOD, purpose_notice=" \n"), "purpose_missing"),
        (replace(GOOD, asked_fields=(*GOOD.asked_fields, *GOOD.asked_fields)), "too_many_fields"),
        (replace(GOOD, asked_fields=(AskedField("phone"), AskedField("phone"))), "field_twice"),
        (replace(GOOD, asked_fields=(AskedField("phone"), AskedField("own_1"))), "label_missing"),
        (replace(GOOD, asked_fields=(AskedField("phone"), AskedField("shoes"))), "field_unknown"),
        (replace(GOOD, asked_fields=(AskedField("kana"),)), "no_way_to_reach"),
        (
            replace(GOOD, certificate=replace(GOOD.certificate, body="{秘密}")),
            "placeholder_unknown",
        ),
        (replace(GOOD, certificate=replace(GOOD.certificate, kinds=("medal",))), "kind_unknown"),
        (
            replace(GOOD, certificate=replace(GOOD.certificate, number_pattern="第号")),
            "pattern_counter",
        ),
    ],
)
def test_rule_b15_what_cannot_be_published(spec, code):
    refusal = why_spec_cannot_be_used(spec)

    assert (refusal.code if refusal else None) == code


def test_a_version_is_made_once_and_again_only_after_a_change(aoba, clerk):
    settings = TrainingSettingsFactory()

    first = freeze_spec(settings.program, actor=clerk, now=NOW)
    again = freeze_spec(settings.program, actor=clerk, now=NOW)
    changed: FrozenSpec = replace(settings.spec, purpose_notice="受付のために使います。")
    change_settings(settings, changed, actor=clerk, now=NOW)
    second = freeze_spec(settings.program, actor=clerk, now=NOW)

    assert again == first
    assert (first.version, second.version) == (1, 2)
    assert ProgramSpec.objects.get(pk=first.pk).spec == settings.spec
    assert second.spec == changed


def test_a_version_in_use_cannot_be_changed(aoba, clerk):
    version = freeze_spec(TrainingSettingsFactory().program, actor=clerk, now=NOW)

    with pytest.raises(InternalError), transaction.atomic():
        ProgramSpec.objects.filter(pk=version.pk).update(purpose_notice="別の目的")


def test_a_programme_without_settings_is_refused(aoba, clerk):
    with pytest.raises(Refused) as caught:
        freeze_spec(ProgramFactory(), actor=clerk, now=NOW)

    assert caught.value.code == "settings_missing"
