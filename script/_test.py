"""Runs linters, types, layers, migration and deployment checks, then every test."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from foundation.localdb import environment, folders, lease
from foundation.localdb.failures import LocalDatabaseError

# The one that knows no windows does the same in two thirds of the time.
CHROMIUM_PLACES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "x9" * 10 + "only for the deployment check, never for a real installation",
    "ALLOWED_HOSTS": "sasae.example.jp",
    "SITE_URL": "https://sasae.example.jp",
}


@dataclass(frozen=True)
class Step:
    """One check: what it is called, and its command."""

    name: str
    command: list[str]
    extra: dict[str, str] | None = None


def tool(name: str) -> str:
    """A program of the environment this script runs in."""
    return str(Path(sys.executable).parent / name)


def steps() -> list[Step]:
    """The checks before the tests; mypy first, beside which the others have time to run."""
    manage = [sys.executable, "-m", "foundation.localdb.manage"]
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    return [
        Step("mypy", [tool("mypy")]),
        Step("ruff check", [tool("ruff"), "check", "."]),
        Step("ruff format", [tool("ruff"), "format", "--check", "."]),
        # Lint only: its formatter breaks lines inside Japanese text, which shows as blanks.
        Step("djlint", [tool("djlint"), "--lint", "--quiet", "templates"]),
        Step("import layers", [tool("lint-imports"), "--no-logo"]),
        Step("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"]),
        Step("check --deploy", [*manage, *deploy], PRODUCTION),
    ]


def run(step: Step) -> bool:
    """Run one check; its output is shown only when it fails."""
    variables = {**os.environ, **(step.extra or {})}
    # lint-imports finds the packages in the current folder
    variables["PYTHONPATH"] = str(folders.checkout())
    done = subprocess.run(
        step.command,
        cwd=folders.checkout(),
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    said = "ok" if passed else f"FAILED (exit {done.returncode})\n{done.stdout.rstrip()}"
    print(f"▶ {step.name} … {said}\n", end="", flush=True)  # one write: two steps run at once
    return passed


def export_chromium() -> None:
    """Tell the browser tests where Chromium is, or the reader how to get it."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_PLACES)), "")
    if found:
        os.environ["CHROMIUM"] = found
        return
    print(
        "Chromium が見つからないため、ブラウザのテストは skipped と表示されます。"
        "入れるには: apt-get install chromium fonts-noto-cjk\n"
        "Chromium is missing: the browser tests will be shown as skipped."
        " To install it: apt-get install chromium fonts-noto-cjk",
        flush=True,
    )


def run_checks() -> list[str]:
    """Run every check against a local database; returns the names of those that failed."""
    environment.prepare_data()
    # The checks never look at an operator's own database.
    cluster = environment.local_cluster()
    with lease.in_use(cluster):
        environment.export_addresses(cluster)
        with ThreadPoolExecutor(max_workers=2) as lanes:
            checks = steps()
            return [
                step.name
                for step, passed in zip(checks, lanes.map(run, checks), strict=True)
                if not passed
            ]


def main(options: list[str]) -> int:
    """Returns the exit code: 0 only when every check and every test passed."""
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "BACKUP_DATABASE_URL"):
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    try:
        failed = run_checks()
    except LocalDatabaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    export_chromium()
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "BACKUP_DATABASE_URL", "SECRET_KEY"):
        os.environ.pop(name, None)
    print("▶ pytest", flush=True)
    # A file stays with one process: the fixtures of a module are made once. In their own order:
    # sorted by the number of their tests, the long journeys would come last, one process idle.
    # One process more than there are cores: races, browsers and killed workers are waited for.
    processes = (os.cpu_count() or 1) + 1
    spread = ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *spread, *options], cwd=folders.checkout(), check=False
    )
    if failed:
        print(f"\n失敗した検査 / failed checks: {', '.join(failed)}", flush=True)
    return done.returncode or bool(failed)


if __name__ == "__main__":
    sys.exit(int(main(sys.argv[1:])))
