"""The app of organizations, their staff and their walls."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class OrganizationsConfig(AppConfig):
    """Attaches the organization's stamp to every database connection."""

    name = "foundation.organizations"
    verbose_name = "組織と職員"

    def ready(self) -> None:
        """Attach the stamp and load the system checks."""
        from foundation.organizations import checks, tenancy  # noqa: F401, PLC0415 - app ready

        connection_created.connect(tenancy.attach, dispatch_uid="organizations.attach")
