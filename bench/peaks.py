"""The most memory of a program that issues a batch of certificates, each in a process of its own.

`python -m bench.peaks ours COUNT FILE` lets the worker issue them, draws the print file and leaves
the entries in FILE; `python -m bench.peaks bare FILE` does the same with bare ReportLab. Both print
their peak in MB. The bare process imports neither Django nor the application.
"""

import importlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

Peaks = tuple[float, float]


def peaks(count: int) -> Peaks:
    """Return the peak of ours and of bare ReportLab in MB, for a batch of `count`."""
    with tempfile.TemporaryDirectory() as folder:
        entries = f"{folder}/entries.json"
        return _peak("ours", str(count), entries), _peak("bare", entries)


def _peak(*arguments: str) -> float:
    command = [sys.executable, "-m", "bench.peaks", *arguments]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _ours(count: int, target: Path) -> None:
    importlib.import_module("django").setup()
    figures = importlib.import_module("bench.figures.certificates")
    target.write_text(json.dumps(figures.issue_and_draw(count)))


def _bare(source: Path) -> None:
    bare_certificates = importlib.import_module("bench.floors.bare_certificates")
    entries = [(name, number, code) for name, number, code in json.loads(source.read_text())]
    with tempfile.TemporaryDirectory() as folder:
        for n, content in enumerate(bare_certificates.each_file(entries)):
            Path(folder, f"{n}.pdf").write_bytes(content)
    bare_certificates.merged(entries)


def _own_peak() -> float:
    """Return the peak of this program; `ru_maxrss` would still know that of the one before it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if found is None:
        raise RuntimeError("this system does not say how much memory a process used")
    return int(found[1]) / 1024


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        _ours(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        _bare(Path(sys.argv[2]))
    print(_own_peak())
