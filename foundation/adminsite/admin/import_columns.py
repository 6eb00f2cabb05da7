"""Which sheet, row of headings and columns of an uploaded table are read as what (design D16)."""

from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation.adminsite import reading
from foundation.adminsite.admin.imports import BatchPage
from foundation.adminsite.staff_pages import staff_page
from foundation.audit.models import AccessAction
from foundation.imports.actions.uploading import open_batch, start_reading
from foundation.imports.kinds import ImportKind, kind_of
from foundation.imports.layouts import Layout, propose_layout
from foundation.imports.models import ImportBatch
from foundation.refusals import Refused
from foundation.text import whole_number


@staff_page
class ImportColumns(BatchPage):
    """Which sheet, which row of headings, and what each column holds."""

    path = "imports/<int:pk>/columns/"
    name = "import_columns"
    title = "列の確認"
    template_name = "adminsite/imports/columns.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the proposal, for the sheet and row in the address where named."""
        return self._about(**kwargs)

    def _about(self, pk: int, sentence: str = "") -> dict[str, Any]:
        batch = self.batch(pk)
        kind = kind_of(batch.kind)
        sheet, row = self.request.GET.get("sheet"), self.request.GET.get("row", "")
        chosen: dict[str, Any] = {"sheet_name": batch.sheet_name} if not sheet else {}
        if sheet in batch.sheet_names:
            chosen = {"sheet_name": sheet}
        if number := whole_number(row):
            chosen["heading_row"] = number
        elif not sheet:
            chosen["heading_row"] = batch.heading_row
        layout = None
        try:
            layout = propose_layout(open_batch(batch), kind, **chosen)
        except Refused as refused:
            sentence = sentence or refused.sentence
        reading.record(self.request, AccessAction.VIEW, ImportBatch._meta.label, [batch.pk])
        return {
            "batch": batch,
            "kind": kind,
            "layout": layout,
            "columns": _columns(layout, kind) if layout else [],
            "sentence": sentence or batch.problem,
        }

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Start reading with the layout on the page."""
        batch = self.batch(pk)
        try:
            start_reading(batch, _posted_layout(request.POST, batch), **self.doer)
        except Refused as refused:
            return self.show(**self._about(pk, refused.sentence))
        return HttpResponseRedirect(reverse("admin:import_batch", args=[pk]))


def _columns(layout: Layout, kind: ImportKind) -> list[dict[str, Any]]:
    single = [(one.code, one.label) for one in kind.fields]
    columns = []
    for place, (heading, codes) in enumerate(zip(layout.headings, layout.mapping, strict=True)):
        choices = list(single)
        if len(codes) > 1:
            label = "・".join(kind.field(code).label for code in codes)
            choices.append(("+".join(codes), label))
        columns.append(
            {
                "place": place,
                "heading": heading,
                "label": heading or f"{place + 1}列目",
                "chosen": "+".join(codes),
                "choices": choices,
                "sample": [row[place] for row in layout.sample if place < len(row)],
            }
        )
    return columns


def _posted_layout(data: Any, batch: ImportBatch) -> Layout:
    """Return the layout of the form; the headings travel with it."""
    headings = data.getlist("heading")[:300]
    known = {one.code for one in kind_of(batch.kind).fields}
    mapping = []
    for place in range(len(headings)):
        codes = tuple(code for code in data.get(f"column_{place}", "").split("+") if code)
        mapping.append(codes if known.issuperset(codes) else ())
    sheet = data.get("sheet_name", "")
    return Layout(
        sheet_name=sheet if sheet in batch.sheet_names else batch.sheet_name,
        heading_row=_number(data.get("heading_row"), batch.heading_row or 1),
        heading_rows=2 if data.get("heading_rows") == "2" else 1,
        headings=tuple(heading[:200] for heading in headings),
        mapping=tuple(mapping),
    )


def _number(text: Any, otherwise: int) -> int:
    return whole_number(str(text)[:8], otherwise)
