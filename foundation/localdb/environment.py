"""The environment Django's settings read, filled in where the operator left it open."""

import atexit
import os
import secrets
from contextlib import suppress
from pathlib import Path

from foundation.localdb import folders, lease, roles
from foundation.localdb.cluster import Cluster

DEFAULT_SETTINGS = "config.settings.local"
SERVED_AT = "served-at.txt"  # in the data folder: the address of the last local server


def prepare_data() -> Path:
    """Create the data folder, export SASAE_DATA, SECRET_KEY and the settings module."""
    data = folders.make_folder(folders.data_folder(), folders.passage())
    os.environ["SASAE_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEFAULT_SETTINGS)
    if not production():  # there a missing secret must stop the start
        os.environ.setdefault("SECRET_KEY", local_secret(data))
    return data


def local_secret(data: Path) -> str:
    """The secret key of this data folder, made on first use and readable by its owner only."""
    path = data / "secret-key"
    if not path.exists():
        draft = data / f"secret-key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was first: its key counts
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def note_address(data: Path, url: str) -> None:
    """Let commands in other terminals know where this data folder is served."""
    (data / SERVED_AT).write_text(f"{url}\n")


def _local_address(data: Path) -> str:
    """Where the last local server stood; else where one started with this PORT would."""
    note = data / SERVED_AT
    if note.exists():
        return note.read_text().strip()
    return f"http://localhost:{os.environ.get('PORT') or 8000}"


def local_cluster() -> Cluster:
    """The server that belongs to the data folder."""
    return Cluster(folders.cluster_folder(folders.data_folder()))


def production() -> bool:
    """Whether the production settings are asked for."""
    return os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith("production")


def external() -> bool:
    """Whether the operator pointed to a PostgreSQL of their own."""
    return bool(os.environ.get("DATABASE_URL"))


def export_addresses(cluster: Cluster | None) -> None:
    """Export the three database addresses; an external owner address defaults to the app's."""
    if cluster is None:
        os.environ.setdefault("OWNER_DATABASE_URL", os.environ["DATABASE_URL"])
        return
    os.environ["DATABASE_URL"] = cluster.url(roles.APP, roles.DATABASE)
    os.environ["OWNER_DATABASE_URL"] = cluster.url(roles.OWNER, roles.DATABASE)
    os.environ["BACKUP_DATABASE_URL"] = cluster.url(roles.BACKUP, roles.DATABASE)


def prepare() -> None:
    """Everything a Django command needs: data folder, secret, a running database, addresses.

    SITE_URL stands in links that commands print or mail; where nobody set it, it is the address
    at which this data folder is served, whatever the port.

    A local server started here stops with this process unless somebody else uses it. Production
    settings never get a local server. Raises LocalDatabaseError with a sentence for the operator.
    """
    data = prepare_data()
    if not production():
        os.environ.setdefault("SITE_URL", _local_address(data))
    if external():
        export_addresses(None)
    elif not production():
        cluster = local_cluster()
        mark = lease.enter(cluster)
        atexit.register(lease.leave, cluster, mark)
        export_addresses(cluster)


def owner_address() -> str:
    """The role that owns the tables: migrates and restores."""
    return os.environ.get("OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]


def backup_address() -> str:
    """The role that reads every row; the owner where no such role is named."""
    return os.environ.get("BACKUP_DATABASE_URL") or owner_address()
