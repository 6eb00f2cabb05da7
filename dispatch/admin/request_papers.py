"""The 派遣の申込 printed for the file (rule C1)."""

from typing import Any

from django.http import HttpResponseBase

from dispatch.admin.papers import office_of, pdf
from dispatch.admin.scope import WORKERS
from dispatch.documents.request_sheet import RequestSheet, request_sheet
from dispatch.models import DispatchRequest
from dispatch.queries.standing import why_consent_is_missing
from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.pdf.furniture import Furniture, printed


class PrintRequest(ActionPage):
    """Print the request with its consents and its decision."""

    name, label = "print", "受付票を印刷する"
    permission = WORKERS
    password_again = True

    def description(self, objects: list[Any]) -> str:
        """Say what stands on the paper."""
        return (
            "対象はケース番号か団体名で印刷します。家族の同意の例外は、理由といっしょに載ります。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Log the print and return the PDF."""
        row: DispatchRequest = self.object
        exception = None
        if row.case is not None:
            exception = row.case.family_exceptions.filter(ended_on__isnull=True).first()
        record_access(AccessAction.PRINT, DispatchRequest, [row.pk], **self.doer)
        sheet = RequestSheet(row, why_consent_is_missing(row, clock.today()), exception)
        stamp = printed(request.user, clock.now())
        office = office_of(request, row.program_id)
        return pdf(request_sheet(office, sheet, Furniture(printed_by=stamp)), "request")
