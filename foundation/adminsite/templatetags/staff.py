"""Template parts of the staff pages: the organization beside each form key, dates in the era."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.adminsite.columns import date_text
from foundation.adminsite.organization_token import FIELD, token_of

register = template.Library()


class StaffTokenNode(CsrfTokenNode):
    """Django's csrf_token, and on staff pages the active organization (rule A8)."""

    def render(self, context: Any) -> SafeString:
        """Return the hidden fields of a form."""
        token = token_of(context.get("request"))
        hidden = super().render(context)
        if not token:
            return SafeString(hidden)
        return format_html('{}<input type="hidden" name="{}" value="{}">', hidden, FIELD, token)


@register.tag("csrf_token")
def staff_csrf_token(parser: Any, token: Any) -> StaffTokenNode:
    """Replace Django's tag everywhere, so that no staff form can forget the organization."""
    return StaffTokenNode()


_LABEL = re.compile(r'<th class="column-[^"]*">\s*([^<]*?)\s*<')
_ROW = re.compile(r'<tr class="form-row.*?</tr>', re.DOTALL)
_CELL = re.compile(r'<td (?=class="(?!original|delete))')


class NamedHeadersNode(template.Node):
    """Turns the empty header cells of Django's inline tables into plain cells.

    Each cell of a row gets its heading as `data-label`: a phone shows the cells below each other.
    """

    def __init__(self, inner: template.NodeList) -> None:
        self.inner = inner

    def render(self, context: Any) -> SafeString:
        """Return the table; a header without a word would be read out as nothing."""
        drawn = str(self.inner.render(context))
        for empty, cell in (
            ('<th class="original"></th>', '<td class="original"></td>'),
            ("<th></th>", "<td></td>"),
            ("<th>削除しますか?</th>", "<th>削除</th>"),
        ):
            drawn = drawn.replace(empty, cell)
        return SafeString(_labelled(drawn))


def _labelled(drawn: str) -> str:
    labels = _LABEL.findall(drawn)

    def label_row(row: re.Match[str]) -> str:
        rest = iter(labels)
        return _CELL.sub(lambda cell: f'<td data-label="{next(rest, "")}" ', row[0])

    deletable = '<td class="delete">'
    return _ROW.sub(label_row, drawn).replace(deletable, '<td data-label="削除" class="delete">')


@register.tag("named_headers")
def named_headers(parser: Any, token: Any) -> NamedHeadersNode:
    """{% named_headers %} an inline table {% end_named_headers %}."""
    inner = parser.parse(("end_named_headers",))
    parser.delete_first_token()
    return NamedHeadersNode(inner)


@register.filter
def era_date(value: date | datetime | None) -> str:
    """Return a date or moment in the Japanese era with its weekday."""
    return date_text(value)
