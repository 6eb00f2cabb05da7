"""Files with neutral names (rule B16)."""

from django.http import HttpResponse


def calendar_response(content: bytes) -> HttpResponse:
    """Return a calendar file whose name says nothing about the course."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


def pdf_response(content: bytes, name: str = "document.pdf") -> HttpResponse:
    """Return a PDF shown in the browser, under a neutral name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
