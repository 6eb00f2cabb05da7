"""What a table is: its code, its words, the version of its definition and how it is built."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.asking import Ask
from reports.reader import Reader
from reports.results import Result


@dataclass(frozen=True)
class TableDefinition:
    """One table. `version` rises whenever a figure in it comes to mean something else."""

    code: str
    title: str
    about: str
    version: int
    build: Callable[[Ask, Reader], Result]
