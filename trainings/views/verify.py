"""The page behind the QR of a certificate (rule E4)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.organizations.access import public
from foundation.references import clean_reference
from trainings.forms import CodeForm
from trainings.queries.verification import find_verification


@public
@require_safe
def verify_form(request: Any, slug: str) -> HttpResponse:
    """Ask for the code that is printed on the paper."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        code = clean_reference(form.cleaned_data["code"])
        if code.isascii() and code:
            return redirect("verify", slug=slug, code=code)
        form.add_error("code", _("確認コードは、英数字で入力してください。"))
    return render(request, "trainings/verify_form.html", {"form": form})


@public
@require_safe
def verify(request: Any, slug: str, code: str) -> HttpResponse:
    """Tell whether the certificate stands: first character of the name, course, year, state."""
    found = find_verification(code)
    context = {"found": found, "form": CodeForm()}
    response = render(request, "trainings/verify.html", context, status=200 if found else 404)
    response["Referrer-Policy"] = "no-referrer"
    return response
