"""Starts the database, web server and worker, and stops with Ctrl-C or SIGTERM what it started."""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from foundation.localdb import environment, folders, lease, processes
from foundation.localdb.cluster import Cluster
from foundation.localdb.failures import LocalDatabaseError
from script import FIRST_START, _children
from script._children import Child

DEMO_ACCOUNTS = "demo.txt"  # what the demo command said, shown again at each start
START_SECONDS = 300  # a program that ends is noticed at once; a busy machine is slow


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        name = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://{name}:{self.port}"

    @property
    def reachable_host(self) -> str:
        """Where this machine reaches the server that listens on all its addresses."""
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104


def read_address() -> Address:
    """HOST and PORT; raises LocalDatabaseError when they cannot be used."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise LocalDatabaseError(
            f"PORT={port} は使えません。1 から 65535 の数字を指定してください。",
            f"PORT={port} is not a port number between 1 and 65535.",
        )
    address = Address(host, int(port))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, address.port))
        except OSError as error:
            raise LocalDatabaseError(
                f"ポート {port} は使えません（ほかのプログラムが使用中か、権限がありません）。"
                "PORT=8001 script/server のように、別の番号を指定してください。",
                f"Port {port} is taken or not allowed; choose another, e.g."
                " PORT=8001 script/server.",
            ) from error
    return address


def prepare_database(data: Path, *, demo: bool) -> None:
    """Migrate, collect static files, load the demo data on the first start."""
    owner = {**os.environ, "DATABASE_URL": environment.owner_address()}
    _run([sys.executable, "-m", "script._prepare"], owner)
    first = data / FIRST_START
    if first.exists():
        if demo and not environment.production():
            print("試用データを作っています…", flush=True)
            command = [sys.executable, "-m", "foundation.localdb.manage", "demo"]
            accounts = data / DEMO_ACCOUNTS
            accounts.touch(mode=0o600)
            with accounts.open("wb") as said:
                _run(command, dict(os.environ), said.fileno())
        first.unlink()


def _run(command: list[str], variables: dict[str, str], output: int | None = None) -> None:
    """Run a step that has said itself what is wrong when it fails."""
    done = subprocess.run(
        command, cwd=folders.checkout(), env=variables, stdout=output, check=False
    )
    if done.returncode != 0:
        sys.exit(1)


def programs(address: Address) -> list[Child]:
    """The two programs of an installation: web and worker."""
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--preload", "--no-control-socket"]
    web += ["--bind", f"{address.host}:{address.port}", "--log-level", "warning"]
    web += ["--workers", os.environ.get("WEB_CONCURRENCY") or "2", "--graceful-timeout", "10"]
    worker = [sys.executable, "-m", "foundation.localdb.manage", "work"]
    return [Child("Web サーバー", web), Child("ワーカー", worker)]


def wait_until_ready(address: Address, web: Child) -> None:
    """Return when the web server answers a request; raises when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    # The name people use: production refuses requests to any other.
    name = urlsplit(os.environ["SITE_URL"]).hostname or "localhost"
    while time.monotonic() < deadline and web.running():
        connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": name})
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise LocalDatabaseError(
        "Web サーバーが起動しませんでした。上の記録を確かめてください。",
        "The web server did not start; see the messages above.",
    )


def announce(address: Address, data: Path, seconds: float) -> None:
    """Tell the person at the terminal where to go."""
    accounts = data / DEMO_ACCOUNTS
    if accounts.exists():
        print(f"\n{accounts.read_text().strip()}")
    print(
        f"\n準備ができました（{seconds:.1f} 秒）。終了するには Ctrl-C を押してください。\n"
        f"  画面        {address.url}/\n"
        f"  職員の画面  {address.url}/staff/\n"
        f"  データ      {data}",
        flush=True,
    )


def watch(children: list[Child], cluster: Cluster | None) -> None:
    """Until a signal comes: bring back whatever has died."""
    while True:
        time.sleep(0.5)
        if cluster is not None:
            pid = processes.postmaster_pid(cluster.data)
            if pid is None or not processes.works_in(pid, cluster.data):
                cluster.start()
        for child in children:
            child.revive()


def serve(*, demo: bool) -> None:
    """Everything from the first check to the last process stopped."""
    started = time.monotonic()
    data = environment.prepare_data()
    folders.require_free_space(data)
    address = read_address()
    os.environ.setdefault("SITE_URL", address.url)
    if not environment.production():
        environment.note_address(data, os.environ["SITE_URL"])
    cluster = None
    if not environment.external() and not environment.production():
        cluster = environment.local_cluster()
    with lease.in_use(cluster) if cluster else contextlib.nullcontext():
        if cluster or environment.external():
            environment.export_addresses(cluster)
            prepare_database(data, demo=demo)
        children = programs(address)
        try:
            for child in children:
                child.start()
            wait_until_ready(address, children[0])
            announce(address, data, time.monotonic() - started)
            watch(children, cluster)
        finally:
            _ignore_signals()
            _children.stop(children)


def _ignore_signals() -> None:
    """A second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def main() -> int:
    """Returns the exit code: 0 after Ctrl-C or SIGTERM, 1 after a sentence."""
    parser = argparse.ArgumentParser(prog="script/server")
    parser.add_argument("--no-demo", action="store_true", help="試用データを入れずに始めます")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        serve(demo=not options.no_demo)
    except LocalDatabaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        if not folders.is_disk_full(error):
            raise
        sys.stderr.write(f"{folders.disk_full(folders.data_folder())}\n")
        return 1
    except KeyboardInterrupt:
        print("\n終了しました。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
