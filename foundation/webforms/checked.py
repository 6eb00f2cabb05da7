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
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.limits import Limiter
from foundation.organizations.client_address import network_of
from foundation.refusals import Refused
from foundation.webforms import tokens
from foundation.webforms.answers import CheckRow, carried_values, check_answers, seal
from foundation.webforms.form import TOKEN_FIELD, PublicForm
from foundation.webforms.kept_pages import hole, kept_page, kept_part

_FILLED = "components/check_filled.html"
_PRINTED = "components/printed_form.html"
KEPT_FOR_BACK = "kept_for_back"
_sent = Limiter()
TOO_MANY = _(
    "いま、お使いの回線からの送信がとても多いため、受け付けられませんでした。入力した内容は"
    "残っています。10分ほどおいてから、もう一度お試しください。お急ぎのときはお電話ください。"
)
logger = logging.getLogger("sasae.security")


class CheckedFormMixin:
    """For a ``FormView`` (to its left): implement ``send`` instead of ``form_valid``.

    The page of the form holds ``{% crispy form %}``, or ``{{ printed_form }}`` where there is
    one; the check page is
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

    def questions(self) -> Hashable:
        """Name everything the empty form itself is made of; None where it is not kept apart.

        Many courses ask the same questions: the form is printed once for all of them.
        """
        return None

    def changing(self) -> dict[str, SafeString]:
        """Return what kept pages show that changes more often than the rows of their version.

        Each name stands in the context of both pages.
        """
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = self.version()
        if version is None:
            response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        else:
            purpose = self.form_class.signed_purpose()  # type: ignore[attr-defined]
            words = {TOKEN_FIELD: tokens.new_token(purpose, clock.now()), **self.changing()}
            name = self.template_name  # type: ignore[attr-defined]
            response = kept_page(request, name, version, self._empty_form, words)
        return kept_for_the_back_button(response)

    def _empty_form(self) -> dict[str, Any]:
        def form() -> Any:
            empty = self.get_form()  # type: ignore[attr-defined]
            empty.initial[TOKEN_FIELD] = hole(TOKEN_FIELD)
            return empty

        questions = self.questions()
        if questions is None:
            return self._with_holes(form=form())
        contents = (self.form_class, questions)  # type: ignore[attr-defined]
        printed = kept_part(self.request, _PRINTED, contents, lambda: {"form": form()})
        return self._with_holes(form=None, printed_form=printed)

    def _with_holes(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context of a page to keep, a hole for each word that changes."""
        context: dict[str, Any] = self.get_context_data(**kwargs)  # type: ignore[attr-defined]
        return context | {name: hole(name) for name in self.changing()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = request.POST.get("step", "check")
        response = self._answer(self.get_form(), step)  # type: ignore[attr-defined]
        return kept_for_the_back_button(response)

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

        around = {"send_label": self.send_label, "changed_on_the_way": changed_on_the_way}
        version = self.version()
        if version is None:
            page = self.get_context_data(form=form, **around, **answers)  # type: ignore[attr-defined]
            return render(self.request, self.check_template_name, page)
        return kept_page(
            self.request,
            self.check_template_name,
            (version, changed_on_the_way),
            # No answer stays in the page.
            lambda: self._with_holes(form=None, answers=hole("answers"), **around),
            {"answers": render_to_string(_FILLED, answers, self.request), **self.changing()},
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


def kept_for_the_back_button(response: HttpResponse) -> HttpResponse:
    """Let the browser keep a page on the way: with no-store its back button loses what was typed.

    The mark lets the outermost middleware take the cookie out of `Vary`, for the same reason. The
    pages after sending are not kept; they belong to other views.
    """
    patch_cache_control(response, private=True, no_cache=True)
    setattr(response, KEPT_FOR_BACK, True)
    return response
