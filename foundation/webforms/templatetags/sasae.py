"""Template words of the house: dates in 和暦, status labels, telephone links, parts of forms."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms, template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation import clock, text, wareki
from foundation.webforms.problems import Problem, problems

register = template.Library()

ORGANIZATION_TONES = 8
# A number as it is written in a sentence: ten or eleven digits, with or without hyphens.
_TELEPHONE = re.compile(r"(?<![\d-])(0\d{9,10}|0\d{1,4}-\d{1,4}-\d{3,4})(?![\d-])")
# The numbers of an address with the dashes people type: 1-2-3, in either width, not endless.
_BLOCK = re.compile(r"([0-9０-９]{1,6}(?:[-‐－−][0-9０-９]{1,6}){1,4})")
_STYLES = {"ad": wareki.EraStyle.AD, "both": wareki.EraStyle.ERA_AD}


def _date_text(day: date, wishes: str) -> str:
    words = wishes.split()
    style = next((_STYLES[word] for word in words if word in _STYLES), wareki.EraStyle.ERA)
    return wareki.format_date(day, style=style, weekday="weekday" in words)


@register.filter(name="wareki")
def wareki_date(day: date | datetime | None, wishes: str = "") -> str:
    """``{{ day|wareki:"weekday" }}`` → 令和8年11月20日（金）; further words: ``ad``, ``both``.

    A moment is taken as the day it falls on in Japan; nothing gives nothing.
    """
    if not day:
        return ""
    return _date_text(clock.on_day(day) if isinstance(day, datetime) else day, wishes)


@register.filter
def clock_time(moment: datetime | time | None) -> str:
    """``{{ starts_at|clock_time }}`` → 午後1時30分, in Japan time."""
    if moment is None or moment == "":
        return ""
    return wareki.format_time(
        clock.local(moment).time() if isinstance(moment, datetime) else moment
    )


@register.filter
def wareki_datetime(moment: datetime | None, wishes: str = "weekday") -> str:
    """``{{ starts_at|wareki_datetime }}`` → 令和8年11月20日（金）午後1時30分, in Japan time."""
    if not moment:
        return ""
    return wareki_date(moment, wishes) + clock_time(moment)


@register.filter
def tel(number: str) -> str:
    """A telephone number to tap; what holds no digits is shown as it is."""
    digits = text.fold_code(number or "").replace("-", "")
    if not digits.removeprefix("+").isdigit():
        return number or ""
    shown = text.format_phone(number) if number == digits else number
    return format_html('<a class="tel" href="tel:{}">{}</a>', digits, shown)


@register.filter
def linked_tel(words: str) -> SafeString:
    """``{{ organization.consultation_text|linked_tel|linebreaks }}``: its numbers can be tapped."""
    pieces = _TELEPHONE.split(words or "")
    return format_html_join(
        "", "{}", ((tel(one) if n % 2 else one,) for n, one in enumerate(pieces))
    )


@register.filter
def unbroken(words: str) -> SafeString:
    """``{{ address|unbroken }}``: 中央1-1 is not torn apart at its hyphen on a narrow page."""
    pieces = _BLOCK.split(words or "")
    numbers = (
        format_html('<span class="unbroken">{}</span>', one) if n % 2 else one
        for n, one in enumerate(pieces)
    )
    return format_html_join("", "{}", ((one,) for one in numbers))


@register.inclusion_tag("components/status.html")
def status_label(label: object, tone: str = "neutral") -> dict[str, object]:
    """``{% status_label "受付中" tone="success" %}``.

    Tones: neutral, info, success, warning, error, muted.
    """
    return {"text": label, "tone": tone}


@register.inclusion_tag("components/steps.html")
def steps(current: int, names: Sequence[str] = ()) -> dict[str, object]:
    """``{% steps current=2 %}``: where one is on the way 入力, 確認, 完了 (or the names given)."""
    return {"current": current, "steps": names or (_("入力"), _("確認"), _("完了"))}


@register.filter
def organization_tone(organization: Any) -> int:
    """A colour number 0–7 that stays with an organization; the words beside it decide."""
    return int(organization.pk or 0) % ORGANIZATION_TONES


@register.simple_tag(takes_context=True)
def error_items(context: template.Context) -> list[Problem]:
    """What to correct in ``form``, ``formset`` and each of ``forms`` of the page."""
    several: list[object] = list(context.get("forms") or [])
    return problems([context.get("form"), *several, context.get("formset")])


def _descriptions(field: forms.BoundField) -> str:
    ids = [f"{field.auto_id}_error"] if field.errors else []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    return " ".join(ids)


@register.simple_tag
def field_control(field: forms.BoundField) -> SafeString:
    """The control of a field, described by its error first and then its support text."""
    attrs: dict[str, str | bool] = {"aria-required": "true"} if field.field.required else {}
    if descriptions := _descriptions(field):
        attrs["aria-describedby"] = descriptions
    return field.as_widget(attrs=attrs)


@register.simple_tag
def field_need(field: forms.BoundField) -> SafeString | str:
    """Whether an answer is needed, in words beside the label; a form may leave it out."""
    if getattr(field.form, "hide_needs", False):
        return ""
    if field.field.required:
        return format_html('<span class="field__need field__need--required">{}</span>', _("※必須"))
    return format_html('<span class="field__need">{}</span>', _("※任意"))


@register.simple_tag
def field_help(field: forms.BoundField) -> SafeString | str:
    """The support text of a field."""
    if not field.help_text:
        return ""
    return format_html(
        '<p class="field__support" id="{}_helptext">{}</p>', field.auto_id, field.help_text
    )


@register.simple_tag
def field_problem(field: forms.BoundField) -> SafeString | str:
    """What to correct in a field, each problem on its line."""
    if not field.errors:
        return ""
    lines = format_html_join("", "<p>＊{}</p>", ((error,) for error in field.errors))
    return format_html('<div class="field__error" id="{}_error">{}</div>', field.auto_id, lines)


@register.simple_tag
def described_by(field: forms.BoundField) -> SafeString | str:
    """The attribute that ties a group to its error and support text."""
    descriptions = _descriptions(field)
    return format_html(' aria-describedby="{}"', descriptions) if descriptions else ""
