"""The registry of job kinds: which function does the work that a job's row names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.organizations.permissions import Permission

if TYPE_CHECKING:
    from foundation.jobs.handle import JobHandle

Run = Callable[["JobHandle"], None]


@dataclass(frozen=True)
class JobKind:
    """A registered kind. `label` is what staff read in the list of jobs.

    `fetch` is the permission that whoever fetches the job's file must hold at that moment; jobs
    without it leave no file.
    """

    name: str
    label: str
    run: Run
    fetch: Permission | None = None


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str, *, label: str = "処理", fetch: Permission | None = None
) -> Callable[[Run], Run]:
    """Decorator: `function(job: JobHandle) -> None` does the work of the jobs of kind `name`.

    The function stands in the module `jobs` of its app, opens its own transactions, and must be
    idempotent: after a crash it is called again (foundation/jobs/README.md).
    """

    def decorate(function: Run) -> Run:
        known = _kinds.get(name)
        if known is not None and known.run is not function:
            raise ValueError(f"the job kind {name} is registered twice")
        _kinds[name] = JobKind(name, label, function, fetch)
        return function

    return decorate


def find_kind(name: str) -> JobKind | None:
    """Return the kind called `name`, None when this release does not know it."""
    return _kinds.get(name)


def kind_label(name: str) -> str:
    """Return what staff read for a kind, also of one that is no longer known."""
    kind = _kinds.get(name)
    return kind.label if kind else "処理"
