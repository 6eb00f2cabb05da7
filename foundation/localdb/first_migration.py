"""Makes the first migration of an empty database take seconds instead of minutes.

Django renders a model again, with every model around it, for each field, constraint, trigger and
new model in a migration; with one organization at the centre that is all of them, each time. On an
empty database nothing reads those models, so it is enough to keep the changed one up to date.
Later migrations run as Django runs them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import AppConfigStub, ModelState, ProjectState, StateApps
from pgtrigger.migrations import AddTrigger


@contextmanager
def rendering_sparingly() -> Iterator[None]:
    """Inside this block migrate an empty database only; the resulting schema is the same."""
    with (
        patch.object(ProjectState, "_append_option", _append_option),
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "reload_model", _reload_model),
        patch.object(AddTrigger, "state_forwards", _add_trigger),
        patch.object(ModelState, "clone", _clone_model),
        patch.object(StateApps, "clone", _clone_apps),
    ):
        yield


def _append_option(
    state: ProjectState, app_label: str, model_name: str, option_name: str, option: Any
) -> None:
    options = state.models[app_label, model_name].options
    options[option_name] = [*options.get(option_name, []), option]
    if "apps" in state.__dict__:
        model = state.apps.get_model(app_label, model_name)
        setattr(model._meta, option_name, options[option_name])


def _add_trigger(operation: AddTrigger, app_label: str, state: ProjectState) -> None:
    _append_option(state, app_label, operation.model_name, "triggers", operation.trigger)


def _reload_model(
    state: ProjectState,
    app_label: str,
    model_name: str,
    delay: bool = False,
) -> None:
    """Models that point here keep the former class: its table and key are the same."""
    if "apps" in state.__dict__:
        state.apps.render_multiple([state.models[app_label, model_name.lower()]])


def _add_model(state: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state.__dict__["_relations"] is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model_state])


def _clone_model(state: ModelState) -> ModelState:
    """What was checked when it was made is not checked again before each operation."""
    copy = ModelState.__new__(ModelState)
    copy.__dict__.update(
        state.__dict__,
        fields=dict(state.fields),
        options=dict(state.options),
        managers=list(state.managers),
    )
    return copy


def _clone_apps(apps: StateApps) -> StateApps:
    copy = StateApps([], {})
    for label, models in apps.all_models.items():
        copy.all_models[label].update(models)
    for label in apps.app_configs:
        config = copy.app_configs[label] = AppConfigStub(label)
        config.apps = copy
        config.import_models()
    copy.real_models = apps.real_models
    return copy
