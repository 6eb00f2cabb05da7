"""The picture of a FAX sheet: attach it later, hand it out."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.http import HttpResponseBase

from foundation.adminsite.house import ActionPage
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.documents.scans import ScanField
from foundation.organizations.permissions import Permission
from trainings.actions.sheets import SHEET_CHANNELS, keep_sheet
from trainings.admin.uploads import as_download
from trainings.models import Application, SubmissionSheet


class SheetFileForm(forms.Form):
    """The scan."""

    sheet = ScanField(label="申込書の写し")


class AttachSheet(ActionPage):
    """Add the picture of the sheet."""

    name, label, permission = "sheet", "申込書の写しを付ける", Permission.DECIDE_APPLICATIONS
    form_class = SheetFileForm

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on what came on paper and has none yet."""
        return row.submission.channel in SHEET_CHANNELS and not hasattr(row.submission, "sheet")

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Store it."""
        keep_sheet(self.object.submission, form.cleaned_data["sheet"], **self.doer)
        return "申込書の写しを付けました。同じ用紙の方みなさんの画面から開けます。"


class OpenSheet(ActionPage):
    """Hand the picture out, as a download, and log it."""

    name, label, permission = "open_sheet", "申込書の写しを開く", Permission.SEE_APPLICANTS
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand where there is one."""
        sheet = getattr(row.submission, "sheet", None)
        return sheet is not None and bool(sheet.file)

    def description(self, objects: list[Any]) -> str:
        """Say what is on it."""
        return "同じ用紙で申し込んだ方全員の情報が載っています。開いたことは記録に残ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Send the file."""
        sheet = SubmissionSheet.objects.get(submission=self.object.submission_id)
        people = sheet.submission.applications.values_list("pk", flat=True)
        record_access(AccessAction.EXPORT, Application, list(people), **self.doer)
        suffix = PurePath(sheet.file.name).suffix
        return as_download(sheet.file, f"sheet-{sheet.submission.reference}{suffix}")
