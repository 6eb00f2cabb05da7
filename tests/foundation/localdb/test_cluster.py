"""The embedded server: first start, sharing, crash recovery. Each test has a cluster of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from foundation.localdb import folders, lease, processes, roles
from foundation.localdb.cluster import Cluster

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    # Not tmp_path: pytest's folders are closed to the system user the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="sasae-", dir="/tmp"))
    cluster = Cluster(folder, durable=False)
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


def ask(cluster: Cluster, sql: str, role: str = roles.APP) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(cluster.url(role, roles.DATABASE))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def pid_of(cluster: Cluster) -> int:
    pid = processes.postmaster_pid(cluster.data)
    assert pid is not None
    return pid


def test_start_is_idempotent_and_gives_the_app_only_its_rights(cluster: Cluster):
    lease.keep(cluster)
    before = pid_of(cluster)
    lease.keep(cluster)

    assert pid_of(cluster) == before
    ask(cluster, "CREATE TABLE person (id bigint PRIMARY KEY)", roles.OWNER)
    ask(cluster, "INSERT INTO person VALUES (1)")
    assert ask(cluster, "SELECT id FROM person", roles.BACKUP) == [(1,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(cluster, "CREATE TABLE other ()")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(cluster, "TRUNCATE person")
    facts = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'sasae%'"
    assert sorted(ask(cluster, facts)) == [
        (roles.APP, False, False),
        (roles.BACKUP, False, True),
        (roles.OWNER, False, False),
    ]


def test_killed_server_comes_back_with_its_data(cluster: Cluster):
    cluster = replace(cluster, durable=True)
    lease.keep(cluster)
    ask(cluster, "CREATE TABLE note AS SELECT 'kept' AS word", roles.OWNER)
    os.kill(pid_of(cluster), signal.SIGKILL)

    assert cluster.start() is True

    assert ask(cluster, "SELECT word FROM note", roles.OWNER) == [("kept",)]


def test_stale_pid_file_with_a_recycled_number_is_cleared(cluster: Cluster):
    lease.keep(cluster)
    old = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    stale = cluster.data / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *old[1:]]) + "\n")
    owner = cluster.data.stat()
    os.chown(stale, owner.st_uid, owner.st_gid)

    assert cluster.stop() is False  # it must not signal the innocent process
    assert cluster.start() is True
    assert cluster.answers()


def test_broken_pid_file_is_cleared(cluster: Cluster):
    lease.keep(cluster)
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text("")

    assert cluster.start() is True


def test_half_made_cluster_is_made_again(cluster: Cluster):
    (cluster.folder / "data.new").mkdir()
    (cluster.folder / "data.new" / "PG_VERSION").write_text("18")

    assert cluster.start() is True


def test_last_user_stops_the_server(cluster: Cluster):
    first = lease.enter(cluster)
    second = lease.enter(cluster)

    lease.leave(cluster, first)
    assert cluster.answers()
    lease.leave(cluster, second)
    assert not cluster.answers()


def test_kept_server_outlives_its_users(cluster: Cluster):
    lease.keep(cluster)
    lease.leave(cluster, lease.enter(cluster))

    assert cluster.answers()
    assert lease.release(cluster) is True
    assert not cluster.answers()


def test_killed_user_does_not_keep_the_server(cluster: Cluster):
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from foundation.localdb import lease; from foundation.localdb.cluster import Cluster\n"
        "mark = lease.enter(Cluster(Path(sys.argv[1])))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", script, str(cluster.folder)]
    done = subprocess.run(command, cwd=folders.checkout(), check=False)

    assert done.returncode == -signal.SIGKILL
    assert cluster.answers()
    lease.leave(cluster, lease.enter(cluster))
    assert not cluster.answers()


def test_simultaneous_first_starts_make_one_server(cluster: Cluster):
    script = (
        "import sys; from pathlib import Path\n"
        "from foundation.localdb import lease; from foundation.localdb.cluster import Cluster\n"
        "lease.keep(Cluster(Path(sys.argv[1])))\n"
    )
    command = [sys.executable, "-c", script, str(cluster.folder)]
    started = [subprocess.Popen(command, cwd=folders.checkout()) for _ in range(3)]

    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert ask(cluster, "SELECT 1") == [(1,)]


def test_long_path_moves_the_socket(cluster: Cluster):
    deep = Cluster(cluster.folder / ("x" * 60) / ("y" * 40))
    cluster.folder.chmod(0o711)
    (cluster.folder / ("x" * 60)).mkdir(mode=0o711)
    try:
        lease.keep(deep)

        assert len(str(deep.sockets / folders.SOCKET_NAME)) <= folders.LONGEST_SOCKET_PATH
        assert ask(deep, "SELECT 1") == [(1,)]
    finally:
        deep.stop()
        shutil.rmtree(deep.sockets)
