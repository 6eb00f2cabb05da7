"""Which files staff may keep beside a record, and how they are handed out."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.http import FileResponse

LARGEST = 10_000_000
SUFFIXES = (
    ".pdf", ".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt", ".png", ".jpg", ".jpeg", ".txt",
)  # fmt: skip


class PaperField(forms.FileField):
    """A document or picture up to ten megabytes."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse other kinds and large files with what to do instead."""
        file = super().clean(data, initial)
        if file and PurePath(file.name).suffix.lower() not in SUFFIXES:
            raise forms.ValidationError(
                "PDF、Word、Excel、PowerPoint、画像のファイルを選んでください。"
            )
        if file and file.size > LARGEST:
            raise forms.ValidationError("10MBまでのファイルを選んでください。")
        return file


def as_download(stored: Any, name: str) -> FileResponse:
    """Return a stored file, always as a download, never shown inside our pages."""
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
