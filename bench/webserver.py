"""Starts a site under gunicorn with two workers on a free loopback port, and stops it again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WORKERS = 2
PATIENCE_SECONDS = 60


@contextmanager
def served(application: str, database: str) -> Iterator[int]:
    """Serve a WSGI application from another process inside this block; gives its port."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--preload", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--log-level", "warning", "--graceful-timeout", "5"]
    server = subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": database}, start_new_session=True
    )
    try:
        _wait(server, port)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server under measurement did not start")
