"""Pages beside the sign-in library's: choosing the organization, signing out."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from foundation import clock
from foundation.adminsite.access import SIGNED_IN, marked
from foundation.organizations.access import public
from foundation.organizations.middleware import SESSION_KEY
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Role


class GenerateRecoveryCodes(GenerateRecoveryCodesView):
    """The library's page, which tells of earlier codes only where there were some."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Note for the message whether codes are replaced, then make the new ones."""
        self.request.replaces_codes = Authenticator.objects.filter(
            user=self.request.user, type=Authenticator.Type.RECOVERY_CODES
        ).exists()
        response: HttpResponseBase = super().form_valid(form)
        return response


@login_required
def _choose_organization(request: Any) -> HttpResponseBase:
    found = (
        Membership.objects.valid_on(clock.today())
        .filter(user=request.user)
        .select_related("organization")
    )
    memberships = list(found.order_by("organization__slug", "-valid_from"))
    if not memberships:
        return render(request, "account/no_membership.html", status=403)
    target = _safe_target(request)
    if request.method == "POST":
        chosen = {str(one.pk): one for one in memberships}.get(request.POST.get("membership", ""))
        if chosen is None:
            raise Http404
        request.session[SESSION_KEY] = chosen.pk
        messages.success(request, f"「{chosen.organization.name}」で作業します。")
        return HttpResponseRedirect(target)
    context = {
        "choices": [
            (one, "・".join(Role(role).label for role in one.roles)) for one in memberships
        ],
        "next": target,
        "chosen_id": request.session.get(SESSION_KEY),
    }
    return render(request, "account/organization.html", context)


def _safe_target(request: Any) -> str:
    target: str = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if safe and target.startswith("/staff/") else reverse("admin:index")


choose_organization = marked(_choose_organization, SIGNED_IN)


@require_POST
def _sign_out(request: Any) -> HttpResponseBase:
    logout(request)
    messages.success(request, "ログアウトしました。")
    response = HttpResponseRedirect(reverse(settings.ACCOUNT_LOGOUT_REDIRECT_URL))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


sign_out = marked(_sign_out, SIGNED_IN)


def _closed(request: Any, **kwargs: Any) -> HttpResponseBase:
    """Answer the library's pages that Sasae does not offer."""
    raise Http404


closed = public(marked(_closed, SIGNED_IN))
