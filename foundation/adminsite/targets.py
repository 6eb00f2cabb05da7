"""From a row that names another row by kind and id to the staff page of that row."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse


def page_of(kind: str, pk: int) -> str:
    """Return the staff page of the row `pk` of the model `kind` (`app.Model`), or ""."""
    model = _model(kind)
    if model is None or not admin.site.is_registered(model):
        return ""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def may_open(request: Any, kind: str) -> bool:
    """Return whether this person may look at rows of the model `kind`; its page asks again."""
    model = _model(kind)
    if model is None or not admin.site.is_registered(model):
        return False
    return bool(admin.site.get_model_admin(model).has_view_permission(request))


def _model(kind: str) -> Any:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None
