"""Scans of signed papers: which files are taken, and how one is stored beside its record."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any, TypeVar

from django import forms
from django.core.files.storage import default_storage

from foundation.references import random_reference

LARGEST = 10_000_000
# What a file of each kind begins with; the name alone proves nothing.
MAGIC = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
}
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
Stored = TypeVar("Stored")


class ScanField(forms.FileField):
    """A scanned paper: PDF or picture up to ten megabytes, by its name and by its content."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "PDF、JPEG、PNG、TIFFのどれか。10MBまで。")
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(MAGIC)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse other kinds, a name that says something else, and what is too large."""
        file = super().clean(data, initial)
        if not file:
            return None
        beginnings = MAGIC.get(PurePath(file.name).suffix.lower())
        if beginnings is None:
            raise forms.ValidationError("PDF、JPEG、PNG、TIFFのファイルを選んでください。")
        if file.size > LARGEST:
            raise forms.ValidationError("10MBまでのファイルを選んでください。")
        head = file.read(16)
        file.seek(0)
        if not head.startswith(beginnings):
            raise forms.ValidationError(
                "ファイルの中身が、名前の種類と違います。スキャンし直したファイルを選んでください。"
            )
        return file


def with_scan(file: Any, record: Callable[[str], Stored], *, folder: str = "consents") -> Stored:
    """Store the scan in `folder`, then `record(path)`; where that fails the file is removed again.

    The name is random and says nothing about the person. Call outside a transaction: a crash
    leaves a file without a row, never a row without a file. Without a file the path is empty.
    """
    if not file:
        return record("")
    suffix = PurePath(file.name).suffix.lower()
    path = default_storage.save(f"{folder}/{random_reference(16)}{suffix}", file)
    try:
        return record(path)
    except BaseException:
        default_storage.delete(path)
        raise
