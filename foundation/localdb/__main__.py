"""`python -m foundation.localdb start|stop|status|url` for the server of this checkout."""

import argparse
import sys

from foundation.localdb import environment, lease, roles
from foundation.localdb.failures import LocalDatabaseError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (status: 3 when the server does not answer)."""
    parser = argparse.ArgumentParser(prog="python -m foundation.localdb", description=__doc__)
    parser.add_argument("command", choices=["start", "stop", "status", "url"])
    parser.add_argument("--role", default=roles.APP, choices=sorted(roles.ATTRIBUTES))
    options = parser.parse_args(arguments)
    try:
        return _run(options.command, options.role)
    except LocalDatabaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(command: str, role: str) -> int:
    environment.prepare_data()
    cluster = environment.local_cluster()
    if command == "start":
        lease.keep(cluster)
    elif command == "stop":
        lease.release(cluster)
    elif command == "url":
        sys.stdout.write(f"{cluster.url(role, roles.DATABASE)}\n")
    else:
        answers = cluster.folder.exists() and cluster.answers()
        sys.stdout.write(f"{'running' if answers else 'stopped'}  {cluster.folder}\n")
        return 0 if answers else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
