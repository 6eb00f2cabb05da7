"""What is mounted under /accounts/: sign-in, passwords, second factor, the organization."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from foundation.adminsite.access import SIGNED_IN, marked
from foundation.adminsite.account_views import (
    GenerateRecoveryCodes,
    choose_organization,
    closed,
    sign_out,
)
from foundation.organizations.access import public


def strangers(view: Any) -> Any:
    """Return the view marked as open to people who are not signed in."""
    return public(marked(view, SIGNED_IN))


def own(view: Any) -> Any:
    """Return the view marked as open to every signed-in account, about itself."""
    return marked(view, SIGNED_IN)


RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("login/", strangers(account.login), name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("inactive/", strangers(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own(account.password_change), name="account_change_password"),
    path("password/reset/", strangers(account.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        strangers(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        RESET_KEY,
        strangers(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        strangers(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("organization/", choose_organization, name="account_organization"),
    path("2fa/", own(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", strangers(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        own(GenerateRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        own(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    # The library builds addresses of these pages; they stay closed.
    path("signup/", closed, name="account_signup"),
    path("password/set/", closed, name="account_set_password"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
]
