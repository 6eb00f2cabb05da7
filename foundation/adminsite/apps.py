"""The staff pages: Django's admin with Sasae's own site, and the app that carries them."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import module_has_submodule


class StaffAdminConfig(admin_apps.SimpleAdminConfig):
    """Django's admin app with StaffSite; without the admin pages of libraries (rule A9)."""

    default = False
    default_site = "foundation.adminsite.site.StaffSite"


class AdminsiteConfig(AppConfig):
    """Loads the `admin` module of every app of Sasae, and of no library."""

    default = True
    name = "foundation.adminsite"
    verbose_name = "職員用画面"

    def ready(self) -> None:
        """Import the admin modules; their classes register themselves."""
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415 - apps are ready now

        from foundation.adminsite import history_sentences, wording  # noqa: F401, PLC0415
        from foundation.adminsite.account_adapter import count_as_second_factor  # noqa: PLC0415

        wording.lay_over()
        authenticator_added.connect(count_as_second_factor, dispatch_uid="adminsite.mfa")
        for name in [*settings.FOUNDATION_APPS, *settings.DOMAIN_APPS]:
            if not apps.is_installed(name):
                continue
            if module_has_submodule(import_module(name), "admin"):
                import_module(f"{name}.admin")
