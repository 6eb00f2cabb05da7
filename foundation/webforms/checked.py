"""Form, check, send: what was read is always shown once more before it is stored (rule E5).

Nothing is stored on the way: the check page carries what was typed in hidden inputs, and the last
step validates everything again. Works without scripts; 戻る and 変更 keep every value.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Refused
from foundation.webforms.answers import carried_values, check_answers, seal
from foundation.webforms.form import PublicForm


class CheckedFormMixin:
    """For a ``FormView`` (to its left): implement ``send`` instead of ``form_valid``.

    The page of the form holds ``{% crispy form %}``; the check page is
    ``components/check_page.html`` or a template that extends it.
    """

    check_template_name = "components/check_page.html"
    send_label: Any = _("この内容で送信する")
    request: HttpRequest

    def send(self, form: PublicForm) -> HttpResponse:
        """Store the valid form (idempotency key ``form.token``) and redirect to the done page.

        A ``Refused`` is shown on the form, with everything that was typed.
        """
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        return _kept_for_the_back_button(response)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = request.POST.get("step", "check")
        response = self._answer(self.get_form(), step)  # type: ignore[attr-defined]
        return _kept_for_the_back_button(response)

    def _answer(self, form: PublicForm, step: str) -> HttpResponse:
        if step in ("back", "change") or not form.is_valid():
            return self._form_page(form)
        rows = check_answers(form)
        if step != "send" or self.request.POST.get("seen") != seal(rows):
            context = self.get_context_data(  # type: ignore[attr-defined]
                form=form,
                rows=rows,
                carried=[*carried_values(form), ("seen", seal(rows))],
                send_label=self.send_label,
                changed_on_the_way=step == "send",
            )
            return render(self.request, self.check_template_name, context)
        try:
            return self.send(form)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return self._form_page(form)

    def _form_page(self, form: PublicForm) -> HttpResponse:
        response: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
        return response


def _kept_for_the_back_button(response: HttpResponse) -> HttpResponse:
    """Let the browser keep a page on the way: with no-store its back button loses what was typed.

    The pages after sending are not kept; they belong to other views.
    """
    patch_cache_control(response, private=True, no_cache=True)
    return response
