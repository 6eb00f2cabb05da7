"""A page that says what will happen, asks for what is needed, and then does it once."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import DataError, IntegrityError
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from foundation import clock
from foundation.adminsite.access import (
    Need,
    actor_of,
    ask_password,
    permissions_of,
    recently_authenticated,
)
from foundation.refusals import Refusal, Refused
from foundation.text import whole_number
from foundation.webforms import sentences

ONCE = "_once"
IDS = "_ids"
BACK = "_back"
BULK_LIMIT = 2_000
SHOWN = 20  # names on the page; the others are counted
COLLISION = (
    "ほかの方の操作と同時になったため、まだ保存していません。入力した内容は、この画面に残っています。"
    "内容を確かめて、もう一度お願いします。"
)
TOO_LARGE = (
    "入力した数や日付が大きすぎるか、文字が長すぎるため、保存していません。値をご確認ください。"
)
SENT_TWICE = (
    "同じ操作がすでに送信されています。"
    "二重に行わないよう、2回目は止めました。結果をご確認ください。"
)


class ActionPage:
    """One action on one or several rows. GET and the list only ask; POST does it.

    A subclass names the button and the permission and writes `perform`. A `Refused` from there
    is shown on the page; what was typed stays. Sending the same page twice acts once.
    """

    name = ""  # last part of the address: lower case with underscores
    label = ""  # on the button
    bulk_label = ""  # in the list's menu; `label` when empty
    title = ""  # heading of the page; `label` when empty
    submit_label = ""  # on the button that does it; `label` when empty
    permission: Need = None
    form_class: type[forms.Form] | None = None
    template_name = "adminsite/action.html"
    danger = False
    password_again = False  # for export and print: password within 15 minutes (rules I)

    def __init__(self, model_admin: Any, request: Any, objects: Sequence[Any]) -> None:
        """Keep what the page is about."""
        self.model_admin = model_admin
        self.request = request
        self.objects = list(objects)
        self.is_bulk = False

    # ── what a subclass may say ─────────────────────────────────────────────────────────
    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the button stands on this row; cheap, called for each row of a list."""
        return True

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Return why it may not happen now; the page then shows it instead of form and button."""
        return None

    def way_on(self) -> tuple[str, str] | None:
        """Return label and address of the page where a refusal can be dealt with."""
        return None

    def description(self, objects: list[Any]) -> str:
        """Return one or more sentences on what will happen."""
        return ""

    def facts(self, objects: list[Any]) -> Iterable[tuple[str, Any]]:
        """Return label and value pairs to check before pressing."""
        return ()

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return the first values of the form."""
        return {}

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form, or None for a page that only confirms."""
        if self.form_class is None:
            return None
        return self.form_class(data, files, initial=self.initial(self.objects))

    def preview(self, form: Any) -> HttpResponseBase | None:
        """Return a page that says what the typed values would do, or None to go ahead."""
        return None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str | HttpResponseBase:
        """Do it through actions; return the message of success, or a response (a file)."""
        raise NotImplementedError

    def success_url(self) -> str:
        """Return where to go afterwards: the record, or the list for several."""
        if not self.is_bulk and self.model_admin.has_view_permission(self.request):
            return reverse(f"admin:{self._base}_change", args=[self.objects[0].pk])
        return self._back() or reverse(f"admin:{self._base}_changelist")

    def get_context(self) -> dict[str, Any]:
        """Return more for the template of a subclass."""
        return {}

    # ── what a subclass may use ─────────────────────────────────────────────────────────
    @property
    def object(self) -> Any:
        """Return the one row of the page."""
        return self.objects[0]

    @property
    def doer(self) -> dict[str, Any]:
        """Return `actor` and `now` as keywords for an action."""
        return {"actor": actor_of(self.request), "now": clock.now()}

    def each(self, objects: Iterable[Any], do: Callable[[Any], Any], done: str) -> str:
        """Do it row by row; return how many were `done` and why others were not.

        Raises Refused when none could be done.
        """
        count = 0
        refused: list[str] = []
        for row in objects:
            try:
                do(row)
            except Refused as error:
                refused.append(f"{self.model_admin.row_name(row)}：{error.sentence}")
            else:
                count += 1
        if refused and not count:
            raise Refused("none_done", " ".join(refused[:5]))
        if refused:
            messages.warning(
                self.request, f"{len(refused)}件はできませんでした。" + " ".join(refused[:5])
            )
        return f"{count}件{done}"

    # ── the machine ─────────────────────────────────────────────────────────────────────
    @classmethod
    def require_declarations(cls) -> None:
        """Refuse a page without name, label or permission."""
        if not (cls.name and cls.label and permissions_of(cls.permission)):
            raise ImproperlyConfigured(f"{cls.__name__}: name, label and permission are needed.")

    @classmethod
    def url_for(cls, model_admin: Any, row: Any) -> str:
        """Return the page's address for one row."""
        opts = model_admin.opts
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{cls.name}", args=[row.pk])

    @classmethod
    def ask_about(cls, model_admin: Any, request: Any, rows: Any) -> HttpResponseBase:
        """Show the page for the rows ticked in the list."""
        objects = list(rows[: BULK_LIMIT + 1])
        if len(objects) > BULK_LIMIT:
            messages.error(
                request, f"一度に扱えるのは{BULK_LIMIT:,}件までです。絞り込んでから選んでください。"
            )
            return HttpResponseRedirect(request.get_full_path())
        page = cls(model_admin, request, objects)
        page.is_bulk = True
        return page.show(page.make_form())

    @property
    def _base(self) -> str:
        opts = self.model_admin.opts
        return f"{opts.app_label}_{opts.model_name}"

    def _back(self) -> str:
        back: str = self.request.POST.get(BACK, "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={self.request.get_host()})
        return back if safe else ""

    def run(self) -> HttpResponseBase:
        """Answer GET and POST."""
        request = self.request
        for row in self.objects:
            if not self.model_admin.allows(request, self.permission, row):
                raise PermissionDenied
        if self.password_again and not recently_authenticated(request):
            return ask_password(request)
        if not self.is_bulk and not self.applies(request, self.object):
            messages.warning(request, f"「{self.label}」は、今の状態ではできません。")
            return HttpResponseRedirect(self.success_url())
        if request.method != "POST":
            return self.show(self.make_form())
        form = self.make_form(request.POST, request.FILES)
        if isinstance(form, forms.BaseForm):
            sentences.speak(form)
        if form is not None and not form.is_valid():
            return self.show(form)
        return self.preview(form) or self._do_once(form)

    def _do_once(self, form: Any) -> HttpResponseBase:
        once = self.request.POST.get(ONCE) or secrets.token_urlsafe(12)
        key = f"once:{self.request.user.pk}:{once}"
        if not cache.add(key, 1, 24 * 3600):
            messages.info(self.request, SENT_TWICE)
            return HttpResponseRedirect(self.success_url())
        try:
            result = self.perform(self.request, self.objects, form)
        except Refused as refused:
            cache.delete(key)
            return self.show(form, refused.sentence)
        except (DataError, OverflowError, IntegrityError) as error:
            cache.delete(key)
            return self.show(form, COLLISION if isinstance(error, IntegrityError) else TOO_LARGE)
        except BaseException:
            cache.delete(key)
            raise
        if isinstance(result, HttpResponseBase):
            return result
        messages.success(self.request, result)
        return HttpResponseRedirect(self.success_url())

    def show(self, form: Any, sentence: str = "") -> TemplateResponse:
        """Draw the page; `sentence` is a refusal that just came back."""
        request, opts = self.request, self.model_admin.opts
        refusal = None if sentence else self.refusal(self.objects)
        bulk_url = f"admin:{self._base}_bulk_{self.name}"
        context = {
            **self.model_admin.admin_site.each_context(request),
            "title": self.title or self.label,
            "opts": opts,
            "page": self,
            "form": form,
            "objects": self.objects,
            "names": [self.model_admin.row_name(row) for row in self.objects[:SHOWN]],
            "unnamed": max(0, len(self.objects) - SHOWN),
            "description": self.description(self.objects),
            "facts": list(self.facts(self.objects)),
            "sentence": sentence or (refusal.sentence if refusal else ""),
            "may_submit": refusal is None,
            "way_on": self.way_on() if refusal else None,
            "submit_label": self.submit_label or self.label,
            "action_url": reverse(bulk_url) if self.is_bulk else request.path,
            "back_url": self._cancel_url(),
            "once": secrets.token_urlsafe(12),
            "ids": ",".join(str(row.pk) for row in self.objects) if self.is_bulk else "",
            "media": self.model_admin.media + (form.media if form is not None else forms.Media()),
            **self.get_context(),
        }
        request.current_app = self.model_admin.admin_site.name
        return TemplateResponse(request, self.template_name, context)

    def _cancel_url(self) -> str:
        if not self.is_bulk:
            return self.success_url()
        changelist = reverse(f"admin:{self._base}_changelist")
        here = self.request.get_full_path()
        return self._back() or (here if here.startswith(changelist) else changelist)


def run_single(
    model_admin: Any, page: type[ActionPage], request: Any, object_id: int
) -> HttpResponseBase:
    """Answer `<id>/<name>/`: 404 for a row this membership cannot find."""
    if not model_admin.allows(request, page.permission):
        raise PermissionDenied
    row = model_admin.get_queryset(request).filter(pk=object_id).first()
    if row is None:
        raise Http404
    return page(model_admin, request, [row]).run()


def run_bulk(model_admin: Any, page: type[ActionPage], request: Any) -> HttpResponseBase:
    """Answer `bulk/<name>/`: the rows come from the page shown before."""
    if not model_admin.allows(request, page.permission):
        raise PermissionDenied
    if request.method != "POST":
        opts = model_admin.opts
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
    ids = [whole_number(part) for part in request.POST.get(IDS, "").split(",")]
    found = model_admin.get_queryset(request).in_bulk(ids[:BULK_LIMIT])
    objects = [found[pk] for pk in ids if pk in found]
    if not objects:
        raise Http404
    bulk = page(model_admin, request, objects)
    bulk.is_bulk = True
    return bulk.run()
