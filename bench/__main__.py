"""`python -m bench [NAME…] [--quick]`: prepares databases of its own and measures."""

import argparse
import importlib
import os
import pkgutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import databases, harness
from foundation import clock
from foundation.localdb import environment, folders, lease, roles
from foundation.localdb.cluster import Cluster
from script._prepare import collect_static_if_needed


@contextmanager
def prepared(scale: harness.Scale) -> Iterator[None]:
    """Inside this block Django stands on the filled database of a cluster beside the usual one."""
    usual = folders.data_folder()
    os.environ.setdefault("SASAE_FONTS", str(usual / "fonts"))
    os.environ["SASAE_DATA"] = str(usual.with_name(f"{usual.name}-bench"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    data = environment.prepare_data()
    cluster = Cluster(folders.cluster_folder(data))
    with lease.in_use(cluster):
        os.environ["DATABASE_URL"] = cluster.url(roles.APP, "postgres")
        importlib.import_module("django").setup()
        collect_static_if_needed(data)
        fill = importlib.import_module("bench.filling").fill
        databases.use(cluster, scale, lambda owner: fill(owner, scale.rows, clock.now()))
        yield


def main() -> int:
    """Return 0 when every ratio keeps its bound."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="beginnings of figure names")
    parser.add_argument("--quick", action="store_true", help="20,000 rows, within 3 minutes")
    parser.add_argument("--out", default="bench.json", type=Path)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stops the servers as Ctrl-C does
    scale = harness.Scale(options.quick)
    with prepared(scale):
        figures = importlib.import_module("bench.figures")
        for module in pkgutil.iter_modules(figures.__path__):
            importlib.import_module(f"bench.figures.{module.name}")
        kept = harness.run(options.names, scale, options.out)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
