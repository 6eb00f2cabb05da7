"""A backup is one tar: a manifest, the database in pg_dump's custom format, the media folder."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from foundation.localdb import tools
from foundation.localdb.failures import LocalDatabaseError
from foundation.localdb.folders import folder_error

FORMAT = 1
MANIFEST, DUMP, MEDIA = "manifest.json", "database.dump", "media"
# psql runs this and the dump in one transaction: a restore that fails changes nothing.
CLEAR = """
SET client_min_messages = warning;
DO $$ DECLARE command text; BEGIN
  FOR command IN
    SELECT format('DROP %s IF EXISTS %s CASCADE',
                  CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                               WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass)
      FROM pg_class WHERE relnamespace = 'public'::regnamespace
       AND relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT relispartition
     ORDER BY relkind = 'S'
  LOOP EXECUTE command; END LOOP;
  FOR command IN
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e')
  LOOP EXECUTE command; END LOOP;
  FOR command IN
    SELECT format('DROP TYPE IF EXISTS %s CASCADE', oid::regtype)
      FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
  LOOP EXECUTE command; END LOOP;
END $$;
"""
# Written by pg_restore 17 and later, unknown to servers before 17.
HEAD_LINES = 100
NEW_SETTING = b"SET transaction_timeout = 0;\n"


def write_backup(target: Path, *, address: str, media: Path, now: datetime) -> None:
    """Write the backup to `target` (mode 0600), which appears complete or not at all.

    `address` is best a role with BYPASSRLS; without it row-level security stays on and the
    policies are told to show every organization. Raises LocalDatabaseError.
    """
    database = tools.inspect(address)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sasae-backup-") as made:
            dump, draft = Path(made) / DUMP, Path(made) / "backup.tar"
            _dump(database, dump)
            # The dump first: whatever its rows name is in the folder by now.
            _pack(draft, dump, media, now)
            os.replace(draft, target)
    except OSError as error:
        raise folder_error(target.parent, error) from error


def _dump(database: tools.Target, dump: Path) -> None:
    command = [tools.program("pg_dump", database.server_major), *database.arguments()]
    command += ["--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"]
    if not database.bypasses_rls:
        command.append("--enable-row-security")
    done = subprocess.run(
        command, env=database.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise LocalDatabaseError(
            "バックアップを作れませんでした。接続する利用者の権限を確かめてください。",
            f"pg_dump failed: {done.stderr.strip()[-500:]}",
        )


def _pack(draft: Path, dump: Path, media: Path, now: datetime) -> None:
    manifest = json.dumps({"format": FORMAT, "product": "sasae", "made": now.isoformat()}).encode()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            about = tarfile.TarInfo(MANIFEST)
            about.size, about.mtime = len(manifest), int(now.timestamp())
            tar.addfile(about, io.BytesIO(manifest))
            tar.add(dump, DUMP)
            if media.is_dir():
                tar.add(media, MEDIA)
        file.flush()
        os.fsync(file.fileno())


def restore_backup(source: Path, *, address: str, media: Path, replace: bool) -> None:
    """Put the backup into the database (owner's address) and the media folder.

    Refuses a database with tables or a media folder with files unless `replace`. When the
    database refuses, nothing has changed. Raises LocalDatabaseError.
    """
    database = tools.inspect(address)
    if not replace and (database.tables or (media.is_dir() and any(media.iterdir()))):
        raise LocalDatabaseError(
            "復元先が空ではありません。"
            "今のデータを消して置き換えるときは --replace を付けてください。",
            "The database or the media folder is not empty; --replace deletes what is there.",
        )
    media.parent.mkdir(parents=True, exist_ok=True)
    with _unpacked(source, media.parent) as made:
        _load(database, made / DUMP, replace=replace)
        (made / MEDIA).mkdir(exist_ok=True)
        if media.exists():
            media.rename(made / "before")
        (made / MEDIA).rename(media)


@contextmanager
def _unpacked(source: Path, place: Path) -> Iterator[Path]:
    """The files of the tar in a temporary folder beside the media folder."""
    made = Path(tempfile.mkdtemp(dir=place, prefix=".sasae-restore-"))
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                _unpack(tar, member, made)
        about = json.loads((made / MANIFEST).read_text())
        if about.get("format") != FORMAT or not (made / DUMP).exists():
            raise _not_a_backup(source, "unknown format")
        yield made
    except FileNotFoundError as error:
        raise _not_a_backup(source, str(error)) from error
    except (tarfile.TarError, json.JSONDecodeError) as error:
        raise _not_a_backup(source, str(error)) from error
    except OSError as error:
        raise folder_error(place, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, made: Path) -> None:
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
        raise tarfile.TarError(f"unexpected entry {member.name}")
    target = made / path
    if member.isdir():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = tar.extractfile(member)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if content is not None:
            shutil.copyfileobj(content, file)


def _not_a_backup(source: Path, reason: str) -> LocalDatabaseError:
    return LocalDatabaseError(
        f"{source} はこのシステムのバックアップとして読めません。ファイルを確かめてください。",
        f"{source} cannot be read as a backup ({reason}).",
    )


def _load(database: tools.Target, dump: Path, *, replace: bool) -> None:
    reader = [tools.program("pg_restore", database.server_major), "--file=-", "--exit-on-error"]
    reader += ["--no-owner", "--no-privileges", str(dump)]
    writer = [tools.program("psql", database.server_major), *database.arguments()]
    writer += ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    writer += ["--output=/dev/null", *(["--command", CLEAR] if replace else []), "--file=-"]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile("w+b") as said,
        subprocess.Popen(reader, stdout=pipe, stderr=said) as restore,
        subprocess.Popen(writer, stdin=pipe, stderr=said, env=database.environment()) as psql,
    ):
        complete = _pump(restore, psql)
        if psql.wait() != 0 or not complete:
            said.seek(0)
            raise LocalDatabaseError(
                "復元できませんでした。データベースは元のままです。",
                "The restore failed; the database is as it was."
                f" {said.read().decode(errors='replace').strip()[-500:]}",
            )


def _pump(restore: subprocess.Popen[bytes], psql: subprocess.Popen[bytes]) -> bool:
    """Hand the script over; a script that breaks off is never committed."""
    if restore.stdout is None or psql.stdin is None:
        raise TypeError("both processes need pipes")
    try:
        for number, line in enumerate(restore.stdout):
            if number > HEAD_LINES or line != NEW_SETTING:
                psql.stdin.write(line)
        complete = restore.wait() == 0
        if not complete:
            psql.kill()  # before it sees the end and commits
        psql.stdin.close()
    except BrokenPipeError:  # psql met an error and left; it has said which
        with suppress(BrokenPipeError):  # what was not handed over yet
            psql.stdin.close()
        restore.stdout.close()
        restore.wait()
        return False
    return complete
