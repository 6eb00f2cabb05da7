"""The harness: registered figures, their floors, the printed table and bench.json."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True)
class Scale:
    """How much is measured; `--quick` uses small tables and says so."""

    quick: bool

    @property
    def rows(self) -> int:
        """Return the rows of the largest table."""
        return 20_000 if self.quick else 1_000_000


@dataclass(frozen=True)
class Measured:
    """What one figure came to, and what its floor did in the same run."""

    value: float
    floor: float


@dataclass(frozen=True)
class Figure:
    """A registered figure. `at_least`: value/floor must reach the bound; else stay below it."""

    name: str
    unit: str
    bound: float
    at_least: bool
    measure: Callable[[Scale], Measured]


@dataclass(frozen=True)
class Line:
    """One line of bench.json."""

    name: str
    value: float
    floor: float
    unit: str
    ratio: float
    bound: float
    ok: bool


class NotThere(Exception):
    """What a figure measures is not there in this run; the text says what or why."""


_figures: dict[str, Figure] = {}


def figure(
    name: str, *, unit: str, bound: float, at_least: bool
) -> Callable[[Callable[[Scale], Measured]], Callable[[Scale], Measured]]:
    """Decorator: register a function that measures the figure and its floor in one run."""

    def add(measure: Callable[[Scale], Measured]) -> Callable[[Scale], Measured]:
        _figures[name] = Figure(name, unit, bound, at_least, measure)
        return measure

    return add


def _rate_once(work: Callable[[], int]) -> float:
    begin = perf_counter()
    done = work()
    return done / (perf_counter() - begin)


def middle(pairs: Sequence[tuple[float, float]]) -> Measured:
    """Return the pair whose ratio lies in the middle: both its halves met the same machine."""
    return Measured(*sorted(pairs, key=lambda pair: pair[0] / pair[1])[(len(pairs) - 1) // 2])


def paired_rates(ours: Callable[[], int], floor: Callable[[], int], *, runs: int = 3) -> Measured:
    """Measure both in turn, so that a machine whose speed drifts slows both alike."""
    pairs = [(_rate_once(ours), _rate_once(floor)) for _ in range(runs)]
    return middle(pairs)


def paired_times(
    ours: Callable[[], object], floor: Callable[[], object], *, runs: int = 5
) -> Measured:
    """Measure the milliseconds of both in turn."""

    def once(work: Callable[[], object]) -> float:
        begin = perf_counter()
        work()
        return (perf_counter() - begin) * 1000

    once(ours), once(floor)  # warm caches and plans
    pairs = [(once(ours), once(floor)) for _ in range(runs)]
    return middle(pairs)


def run(names: list[str], scale: Scale, target: Path) -> bool:
    """Measure the figures whose name begins with one of `names` (all without names).

    Prints the table, writes `target`, and returns whether every ratio keeps its bound.
    """
    chosen = [
        entry
        for name, entry in sorted(_figures.items())
        if not names or name.startswith(tuple(names))
    ]
    print("quick run: 20,000 rows" if scale.quick else "full run: 1,000,000 rows")
    print(f"{'figure':<34}{'value':>12}{'floor':>12}  {'unit':<10}{'ratio':>7}{'bound':>8}")
    lines: list[Line] = []
    begin = perf_counter()
    for entry in chosen:
        try:
            measured = entry.measure(scale)
        except NotThere as reason:
            print(f"{entry.name:<34}  left out: {reason}", flush=True)
            continue
        lines.append(_line(entry, measured))
        _print(entry, lines[-1])
    print(f"{len(lines)} figures in {perf_counter() - begin:.0f} seconds")
    target.write_text(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
    return all(line.ok for line in lines)


def _line(entry: Figure, measured: Measured) -> Line:
    ratio = measured.value / measured.floor
    return Line(
        entry.name,
        round(measured.value, 3),
        round(measured.floor, 3),
        entry.unit,
        round(ratio, 3),
        entry.bound,
        ratio >= entry.bound if entry.at_least else ratio <= entry.bound,
    )


def _print(entry: Figure, line: Line) -> None:
    sign = "≥" if entry.at_least else "≤"
    print(
        f"{line.name:<34}{line.value:>12,.1f}{line.floor:>12,.1f}"
        f"  {line.unit:<10}{line.ratio:>7.2f}{sign:>4}{line.bound:<4}"
        f"{'' if line.ok else '  missed'}",
        flush=True,
    )
