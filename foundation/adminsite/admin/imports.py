"""Imports of tables: upload, columns, preview, taking over and taking back (design D16)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite import reading
from foundation.adminsite.access import actor_of, holds
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin, Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.models import AccessAction
from foundation.imports.actions.applying import start_applying, undo_batch
from foundation.imports.actions.uploading import (
    discard_batch,
    leave_row_out,
    receive_upload,
    release_batch,
)
from foundation.imports.documents.error_sheet import error_sheet
from foundation.imports.enums import BatchState, RowAction
from foundation.imports.kinds import ImportKind, all_kinds, kind_of
from foundation.imports.models import ImportBatch, ImportRow
from foundation.imports.preview import preview
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from foundation.refusals import Refused
from foundation.text import whole_number

# One is enough to open the pages; each kind then asks for its own.
NEED = (Permission.IMPORT_PEOPLE, Permission.PROGRAM_SETTINGS)
SHOWN = 50
# The next step is done while somebody waits; the page then offers what is left.
AT_ONCE = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUSY = (BatchState.READING, BatchState.APPLYING)


def page_of(batch: ImportBatch) -> str:
    """Return the address of the page that fits the batch's state."""
    waiting = batch.state == BatchState.UPLOADED
    return reverse("admin:import_columns" if waiting else "admin:import_batch", args=[batch.pk])


@admin.register(ImportBatch)
class ImportBatchAdmin(HouseAdmin):
    """What was imported when, by whom."""

    see = NEED
    program_path = None
    menu_label = "取込みの一覧"
    access_object_type = ""
    list_display = (
        "file_name", "label", "state", "creates", "updates", "errors",
        "uploaded_by", date_column("created_at", "アップロード"),
    )  # fmt: skip
    list_display_links = ("file_name",)
    list_select_related = ("uploaded_by",)
    list_filter = ("state",)
    fields = ("label", "file_name", "state", "problem", "total", "creates", "updates", "errors")
    readonly_fields = fields
    row_actions = (Link("内容を見る", page_of, NEED),)
    detail_actions = (Link("内容を見る", page_of, NEED),)

    def get_queryset(self, request: Any) -> Any:
        """Return the batches of the kinds this membership may import."""
        codes = [kind.code for kind in _kinds(request)]
        return super().get_queryset(request).filter(kind__in=codes)

    @admin.display(description="種類")
    def label(self, row: ImportBatch) -> str:
        """Return what staff call the kind."""
        return next((kind.label for kind in all_kinds() if kind.code == row.kind), row.kind)


def _kinds(request: Any) -> list[ImportKind]:
    return [kind for kind in all_kinds() if holds(request, kind.permission)]


class UploadForm(forms.Form):
    """Which table of which kind."""

    kind = forms.ChoiceField(label="種類")
    program = forms.ModelChoiceField(Program.objects.none(), label="事業", required=False)
    file = forms.FileField(
        label="ファイル", help_text="Excelブック（.xlsx）かCSV（.csv）。20MBまで。"
    )

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Offer what this membership may import."""
        super().__init__(*args, **kwargs)
        kinds = _kinds(request)
        self.fields["kind"].choices = [(k.code, k.label) for k in kinds]  # type: ignore[attr-defined]
        self.fields["program"].queryset = Program.objects.all()  # type: ignore[attr-defined]
        if not any(kind.needs_program for kind in kinds):
            del self.fields["program"]

    def clean(self) -> dict[str, Any]:
        """Ask for the programme where the kind needs one."""
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("kind")
        if code and kind_of(code).needs_program and not cleaned.get("program"):
            self.add_error("program", "この種類では、事業を選んでください。")
        return cleaned


@staff_page
class ImportUpload(StaffPage):
    """Choose a file; a broken one is refused with one sentence and leaves nothing behind."""

    path = "imports/upload/"
    name = "import_upload"
    title = "表の取込み"
    permission = NEED
    template_name = "adminsite/imports/upload.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        return self._about(**kwargs)

    def _about(self, form: Any = None, sentence: str = "") -> dict[str, Any]:
        named = {"kind": self.request.GET.get("kind", "")}
        return {"form": form or UploadForm(self.request, initial=named), "sentence": sentence}

    def post(self, request: Any) -> HttpResponseBase:
        """Receive the file."""
        form = UploadForm(request, request.POST, request.FILES)
        if not form.is_valid():
            return self.show(**self._about(form))
        file, program = form.cleaned_data["file"], form.cleaned_data.get("program")
        options = {"program_id": program.pk} if program else {}
        kind = kind_of(form.cleaned_data["kind"])
        doer: dict[str, Any] = {"actor": actor_of(request), "now": clock.now()}
        try:
            batch = receive_upload(kind, file.file, file.name, options=options, **doer)
        except Refused as refused:
            return self.show(**self._about(form, refused.sentence))
        return HttpResponseRedirect(page_of(batch))


class BatchPage(StaffPage):
    """A page about one batch of the organization that this membership may import."""

    permission = NEED

    def batch(self, pk: int) -> ImportBatch:
        """Return the batch; 404 for a foreign one, 403 for a kind this membership may not."""
        found = ImportBatch.objects.select_related("job").filter(pk=pk).first()
        if found is None:
            raise Http404
        if not holds(self.request, kind_of(found.kind).permission):
            raise PermissionDenied
        return found

    @property
    def doer(self) -> dict[str, Any]:
        """Return actor and now."""
        return {"actor": actor_of(self.request), "now": clock.now()}


@staff_page
class ImportPage(BatchPage):
    """What a table would do, or did, and the next step."""

    path = "imports/<int:pk>/"
    name = "import_batch"
    title = "取込みの確認"
    template_name = "adminsite/imports/batch.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return counts, the first rows and the first errors."""
        return self._about(**kwargs)

    def _about(self, pk: int, sentence: str = "") -> dict[str, Any]:
        batch = self.batch(pk)
        reading.record(self.request, AccessAction.VIEW, ImportBatch._meta.label, [batch.pk])
        rows = ImportRow.objects.filter(batch=batch).data()
        kind = kind_of(batch.kind)
        return {
            "batch": batch,
            "kind": kind,
            "read": preview(batch, kind, rows.exclude(action=RowAction.ERROR)[:SHOWN]),
            "notes": ImportRow.objects.filter(batch=batch).notes()[:SHOWN],
            "wrong": rows.filter(action=RowAction.ERROR)[:SHOWN],
            "next": self._next(batch, kind),
            "is_busy": batch.state in BUSY and batch.job is not None and not batch.job.is_finished,
            "is_stuck": batch.state in BUSY and (batch.job is None or batch.job.is_finished),
            "sentence": sentence or batch.problem,
        }

    def _next(self, batch: ImportBatch, kind: ImportKind) -> dict[str, Any] | None:
        """Return the button for what was taken over and waits for the next step, if any."""
        step = kind.next_step
        if (
            step is None
            or batch.state != BatchState.APPLIED
            or not holds(self.request, step.permission)
        ):
            return None
        made = ImportRow.objects.filter(batch=batch, action=RowAction.CREATE)
        waiting = step.waiting(list(made.values_list("target_id", flat=True)))
        model = kind.target.lower().replace(".", "_")
        return (
            {
                "sentence": step.sentence.format(count=f"{len(waiting):,}"),
                "label": step.label,
                "at_once": AT_ONCE if len(waiting) > AT_ONCE else 0,
                "ids": waiting[:AT_ONCE],
                "url": reverse(f"admin:{model}_changelist"),
                "button": step.button,
            }
            if waiting
            else None
        )

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Take over, take back, throw away, or give a stopped one back."""
        batch, deed = self.batch(pk), request.POST.get("deed")
        try:
            if deed == "apply":
                leave = bool(request.POST.get("leave_errors"))
                start_applying(batch, leave_errors=leave, **self.doer)
            elif deed == "undo":
                undo_batch(batch, **self.doer)
                messages.success(request, "取込みを取り消しました。")
            elif deed == "leave_out":
                number = whole_number(request.POST.get("row", ""))
                leave_row_out(batch, number, **self.doer)
            elif deed == "discard":
                discard_batch(batch, **self.doer)
                messages.success(request, "破棄しました。")
            elif deed == "release":
                release_batch(batch, **self.doer)
        except Refused as refused:
            return self.show(**self._about(pk, refused.sentence))
        return HttpResponseRedirect(request.get_full_path())


@staff_page
class ImportErrors(BatchPage):
    """The rows with errors as a workbook in the layout they came in."""

    path = "imports/<int:pk>/errors/"
    name = "import_errors"
    title = "エラーの行"
    template_name = "adminsite/imports/batch.html"
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the file; logged as an export."""
        batch = self.batch(kwargs["pk"])
        try:
            content = error_sheet(batch)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return HttpResponseRedirect(reverse("admin:import_batch", args=[batch.pk]))
        reading.record(request, AccessAction.EXPORT, ImportBatch._meta.label, [batch.pk])
        disposition = f'attachment; filename="import-{batch.pk}-errors.xlsx"'
        return HttpResponse(
            content, content_type=XLSX, headers={"Content-Disposition": disposition}
        )
