"""Whether a process number found in a pid file is still a server working in that folder."""

import os
import subprocess
from pathlib import Path

PROC = Path("/proc")


def postmaster_pid(data: Path) -> int | None:
    """The process number in postmaster.pid; None without a file, 0 when it is unreadable."""
    try:
        first = (data / "postmaster.pid").read_text().split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else 0


def works_in(pid: int, data: Path) -> bool:
    """Whether `pid` lives (no zombie) and works in the folder, as PostgreSQL's processes do."""
    if pid <= 0:
        return False
    if (PROC / "self").exists():
        try:
            return os.readlink(PROC / str(pid) / "cwd") == str(data.resolve())
        except OSError:  # gone, a zombie, or another user's
            return False
    shown = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "command="],
        capture_output=True,
        text=True,
        check=False,
    )
    return "postgres" in shown.stdout and str(data) in shown.stdout


def any_works_in(data: Path) -> bool:
    """Whether any process at all still works in the folder (Linux; elsewhere unknown: False)."""
    if not (PROC / "self").exists():
        return False
    return any(works_in(int(entry.name), data) for entry in PROC.iterdir() if entry.name.isdigit())
