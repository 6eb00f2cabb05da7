"""The house rules that a machine can check: sizes, names, forbidden mechanisms (style B.8)."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "config",
    "demo",
    "foundation",
    "trainings",
    "supporters",
    "dispatch",
    "reports",
    "bench",
)

# May only shrink: what is listed here waits to be split.
LONG_MODULES: frozenset[str] = frozenset()
LONG_FUNCTIONS: frozenset[str] = frozenset()
# `within(*EVERYWHERE)` opens every organization; these files and no others may say so.
EVERYWHERE_FILES = frozenset(
    {
        "foundation/organizations/tenancy.py",
        "foundation/organizations/management/commands/migrate.py",
    }
)
THREAD_FILES = frozenset({"foundation/jobs/worker.py"})


def tracked(*suffixes: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [
        ROOT / name
        for name in listing.stdout.splitlines()
        if name.endswith(suffixes) and (ROOT / name).exists()
    ]


def modules() -> list[Path]:
    return [
        path
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES and "migrations" not in path.parts
    ]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_modules_fit_in_one_sitting():
    long = {relative(p) for p in modules() if len(p.read_text().splitlines()) > 300}

    assert long == LONG_MODULES


def test_functions_fit_on_a_page():
    long = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                if node.end_lineno - node.lineno + 1 > 50:
                    long.add(f"{relative(path)}:{node.name}")

    assert long == LONG_FUNCTIONS


def test_no_file_is_named_after_nothing():
    bad = {"utils.py", "helpers.py", "common.py", "misc.py", "services.py"}

    assert [relative(p) for p in modules() if p.name in bad] == []


def test_every_module_says_what_it_decides():
    silent = [
        relative(p)
        for p in modules()
        if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"\bdef (save|delete)\(self", {"foundation/adminsite"}),
        # a field's own method, not the signal, is the one use
        (r"\b(pre|post)_(save|delete)\b", {"foundation/organizations/storing.py"}),
        (r"\bmark_safe\b", set()),
        # combining a kana with its voiced mark is the one use
        (r"unicodedata\.normalize\(\"NFC\"", {"foundation/pdf/runs.py", "foundation/text"}),
        (r"class .*\(.*models\.ManyToManyField", set()),
        (r"ManyToManyField\(", set()),
    ],
)
def test_forbidden_mechanisms(pattern: str, allowed: set[str]):
    found = [
        relative(p)
        for p in modules()
        if re.search(pattern, p.read_text()) and not any(relative(p).startswith(a) for a in allowed)
    ]

    assert found == []


def test_threads_live_in_the_worker_alone():
    found = {relative(p) for p in modules() if re.search(r"threading\.Thread\(", p.read_text())}

    assert found <= THREAD_FILES


def test_only_listed_files_open_every_organization():
    found = {relative(p) for p in modules() if re.search(r"\bEVERYWHERE\b", p.read_text())}

    assert found <= EVERYWHERE_FILES


def test_templates_have_no_inline_script_or_style():
    bad = [
        relative(p)
        for p in tracked(".html")
        if re.search(
            r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=\"|\son[a-z]+=\"",
            p.read_text(),
            re.IGNORECASE,
        )
    ]

    assert bad == []


def test_nothing_is_fetched_from_elsewhere():
    bad = [
        relative(p)
        for p in tracked(".html", ".css", ".js")
        if re.search(r"(src|href)=\"https?://|url\(['\"]?https?:|@import", p.read_text())
    ]

    assert bad == []


def test_no_binaries_but_pictures_of_the_readme():
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    binary = [
        name
        for name in listing.stdout.splitlines()
        if (ROOT / name).is_file() and b"\0" in (ROOT / name).read_bytes()[:8000]
    ]

    assert [n for n in binary if not (n.startswith("docs/pictures/") and n.endswith(".png"))] == []
