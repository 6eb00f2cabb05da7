"""Form, check, send: what was read is always shown once more before it is stored (rule E5).

Nothing is stored on the way: the check page carries what was typed in hidden inputs, and the last
step validates everything again. Works without scripts; 戻る and 変更 keep every value.
"""

import logging
from collections.abc import Hashable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.limits import Limiter
from foundation.organizations.client_address import network_of
from foundation.refusals import Refused
from foundation.webforms import tokens
from foundation.webforms.answers import CheckRow, carried_values, check_answers, seal
from foundation.webforms.form import TOKEN_FIELD, PublicForm
from foundation.webforms.kept_pages import hole, kept_page

_FILLED = "components/check_filled.html"
_sent = Limiter()
TOO_MANY = _(
    "いま、お使いの回線からの送信がとても多いため、受け付けられませんでした。入力した内容は"
    "残っています。10分ほどおいてから、もう一度お試しください。お急ぎのときはお電話ください。"
)
logger = logging.getLogger("sasae.security")


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

    def version(self) -> Hashable:
        """Name what the pages show besides the visitor's own words; None where they are not kept.

        Two visitors for whom it is equal see the same empty form and the same check page around
        their answers (`kept_pages`). A query in the address must not change the form then.
        """
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = self.version()
        if version is None:
            response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        else:
            purpose = self.form_class.signed_purpose()  # type: ignore[attr-defined]
            words = {TOKEN_FIELD: tokens.new_token(purpose, clock.now())}
            name = self.template_name  # type: ignore[attr-defined]
            response = kept_page(request, name, version, self._empty_form, words)
        return _kept_for_the_back_button(response)

    def _empty_form(self) -> dict[str, Any]:
        form = self.get_form()  # type: ignore[attr-defined]
        form.initial[TOKEN_FIELD] = hole(TOKEN_FIELD)
        context: dict[str, Any] = self.get_context_data(form=form)  # type: ignore[attr-defined]
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = request.POST.get("step", "check")
        response = self._answer(self.get_form(), step)  # type: ignore[attr-defined]
        return _kept_for_the_back_button(response)

    def _answer(self, form: PublicForm, step: str) -> HttpResponse:
        if step in ("back", "change") or not form.is_valid():
            return self._form_page(form)
        rows = check_answers(form)
        if step != "send" or self.request.POST.get("seen") != seal(rows):
            return self._check_page(form, rows, changed_on_the_way=step == "send")
        if not may_send(self.request, form):
            form.add_error(None, TOO_MANY)
            crowded = self._form_page(form)
            crowded.status_code = 429
            return crowded
        try:
            return self.send(form)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return self._form_page(form)

    def _check_page(
        self, form: PublicForm, rows: list[CheckRow], *, changed_on_the_way: bool
    ) -> HttpResponse:
        answers = {"rows": rows, "carried": [*carried_values(form), ("seen", seal(rows))]}

        def context(**answers: Any) -> dict[str, Any]:
            page: dict[str, Any] = self.get_context_data(  # type: ignore[attr-defined]
                send_label=self.send_label,
                changed_on_the_way=changed_on_the_way,
                **answers,
            )
            return page

        version = self.version()
        if version is None:
            return render(self.request, self.check_template_name, context(form=form, **answers))
        return kept_page(
            self.request,
            self.check_template_name,
            (version, changed_on_the_way),
            lambda: context(form=None, answers=hole("answers")),  # no answer stays in the page
            {"answers": render_to_string(_FILLED, answers, self.request)},
        )

    def _form_page(self, form: PublicForm) -> HttpResponse:
        response: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
        return response


def may_send(request: HttpRequest, form: PublicForm) -> bool:
    """Count one sending of the form from this network; False where a machine must be at work."""
    network = network_of(request)
    if network is None:
        return True
    bound = form.sends.times(getattr(settings, "SASAE_FORM_SENDS_FACTOR", 1))
    allowed = _sent.take((form.signed_purpose(), network), bound, clock.now())
    if not allowed:
        logger.warning("form %s: one network sends more than people do", form.signed_purpose())
    return allowed


def _kept_for_the_back_button(response: HttpResponse) -> HttpResponse:
    """Let the browser keep a page on the way: with no-store its back button loses what was typed.

    The pages after sending are not kept; they belong to other views.
    """
    patch_cache_control(response, private=True, no_cache=True)
    return response
