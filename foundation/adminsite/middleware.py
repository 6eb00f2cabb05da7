"""The session of staff: idle limit, second factor, active organization, nothing cached."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from foundation import clock
from foundation.adminsite import organization_token, pending, second_factor
from foundation.adminsite.session_keys import BEGAN, PENDING, SEEN
from foundation.organizations.middleware import SESSION_KEY
from foundation.organizations.models import Membership

WRITE_EVERY = 60  # seconds: a session row is not written for each click
BACKGROUND = "X-Sasae-Background"  # polling does not keep a session alive


class StaffSessionMiddleware:
    """Stands behind OrganizationMiddleware: request.organization and membership are set."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Let the request through, or answer it here."""
        first = request.path.split("/", 2)[1]
        if first not in {"staff", "accounts"}:
            return self.get_response(request)
        response = self._answer(request, first == "staff") or self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: Any, is_staff_page: bool) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return None
        if self._too_long(request):
            return self._end_session(request)
        self._note_activity(request)
        if not is_staff_page or request.membership is None:
            return None
        if step := second_factor.next_step(request):
            return HttpResponseRedirect(step)
        refused = self._wrong_organization(request)
        if refused is None:
            self._forget_sent_form(request)
        return refused

    # ── idle ────────────────────────────────────────────────────────────────────────────
    def _too_long(self, request: Any) -> bool:
        now, session = clock.now().timestamp(), request.session
        idle = now - session.get(SEEN, now) > settings.STAFF_IDLE_MINUTES * 60
        return bool(idle or now - session.get(BEGAN, now) > settings.SESSION_COOKIE_AGE)

    def _note_activity(self, request: Any) -> None:
        now, session = clock.now().timestamp(), request.session
        session.setdefault(BEGAN, now)
        if BACKGROUND not in request.headers and now - session.get(SEEN, 0) > WRITE_EVERY:
            session[SEEN] = now
        membership, today = request.membership, clock.today()
        if membership is not None and membership.last_used_on != today:
            Membership.objects.filter(pk=membership.pk).update(last_used_on=today)

    def _end_session(self, request: Any) -> HttpResponseBase:
        is_form = request.method == "POST" and request.path.startswith("/staff/")
        kept = pending.capture(request) if is_form else None
        membership = request.session.get(SESSION_KEY)
        target = pending.address_after_sign_in(kept) if kept else request.get_full_path()
        if not kept and request.method != "GET":
            target = reverse("admin:index")
        logout(request)
        if kept is not None:
            pending.store(request, kept)
        if membership is not None:
            request.session[SESSION_KEY] = membership
        saved = "入力の内容は残してあります。" if kept else ""
        messages.warning(
            request,
            f"{settings.STAFF_IDLE_MINUTES}分間操作がなかったため、ログアウトしました。"
            f"{saved}もう一度ログインしてください。",
        )
        url = f"{reverse('account_login')}?{urlencode({'next': target})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)

    def _forget_sent_form(self, request: Any) -> None:
        if request.method == "POST" and request.POST.get(pending.SENT):
            request.session.pop(PENDING, None)

    # ── active organization (rule A8) ───────────────────────────────────────────────────
    def _wrong_organization(self, request: Any) -> HttpResponseBase | None:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return None
        given = organization_token.token_given(request)
        if given and organization_token.is_for(given, request.organization):
            return None
        opened = organization_token.membership_of(given, request.memberships)
        words = {
            **admin.site.each_context(request),
            "title": "保存していません：組織を確かめてください",
            "opened": opened,
            "page": request.path,
            "chooser": f"{reverse('account_organization')}?{urlencode({'next': request.path})}",
            "typed": pending.typed(request),
        }
        return render(request, "adminsite/other_organization.html", words, status=409)
