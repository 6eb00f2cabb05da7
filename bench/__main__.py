"""`python -m bench [NAME…] [--quick]`: prepares a database of its own and measures."""

import argparse
import importlib
import os
import pkgutil
import sys
from pathlib import Path

from foundation.localdb import environment, folders, lease, roles
from foundation.localdb.cluster import Cluster


def prepare() -> None:
    """Start the bench cluster beside the usual one, migrate it as owner, connect as the app."""
    usual = folders.data_folder()
    os.environ.setdefault("SASAE_FONTS", str(usual / "fonts"))
    os.environ["SASAE_DATA"] = str(usual.with_name(f"{usual.name}-bench"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    data = environment.prepare_data()
    cluster = Cluster(folders.cluster_folder(data))
    lease.enter(cluster)
    os.environ["DATABASE_URL"] = cluster.url(roles.OWNER, roles.DATABASE)
    django = importlib.import_module("django")
    django.setup()
    management = importlib.import_module("django.core.management")
    management.call_command("migrate", interactive=False, verbosity=0)
    settings = importlib.import_module("django.conf").settings
    database = importlib.import_module("django.db").connections["default"]
    database.close()
    settings.DATABASES["default"]["USER"] = roles.APP
    database.settings_dict["USER"] = roles.APP


def main() -> int:
    """Return 0 when every ratio keeps its bound."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="beginnings of figure names")
    parser.add_argument("--quick", action="store_true", help="20,000 rows, within 3 minutes")
    parser.add_argument("--out", default="bench.json", type=Path)
    options = parser.parse_args()
    prepare()
    figures = importlib.import_module("bench.figures")
    for module in pkgutil.iter_modules(figures.__path__):
        importlib.import_module(f"bench.figures.{module.name}")
    harness = importlib.import_module("bench.harness")
    kept = harness.run(options.names, harness.Scale(options.quick), options.out)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
