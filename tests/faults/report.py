"""What each row of docs/reliability.md measured, printed and written."""

import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
HEAD = (
    "| # | fault | must hold | measured | holds | took | on |",
    "|---|---|---|---|---|---|---|",
)
_LINE = re.compile(r"^\| (\d+) \| ([^|]+) \|.*\|$")


@dataclass(slots=True)
class Row:
    """One fault. `figure` is set by its test: what was measured, in words and numbers."""

    number: int
    fault: str
    must: str
    figure: str = ""
    held: bool = False
    seconds: float = 0.0
    # Whether speed counts: in the short form other tests may run beside it.
    timed: bool = True

    def within(self, holds: bool, what: str) -> None:
        """A bound on speed, memory or throughput: it must hold in the full form."""
        assert holds or not self.timed, what

    @property
    def line(self) -> str:
        """A line of the document's table."""
        took = f"{self.seconds:.0f} s" if self.seconds < 600 else f"{self.seconds / 60:.0f} min"
        cells = (
            str(self.number), self.fault, self.must, self.figure,
            "yes" if self.held else "**no**", took, f"{datetime.now(UTC):%Y-%m-%d}",
        )  # fmt: skip
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


@dataclass(slots=True)
class Report:
    """The rows of this run."""

    rows: list[Row] = field(default_factory=list)
    timed: bool = True

    @contextmanager
    def row(self, number: int, fault: str, must: str) -> Iterator[Row]:
        """Record a row of the table: it holds unless this is left by an exception."""
        row = Row(number, fault, must, timed=self.timed)
        self.rows.append(row)
        began = time.monotonic()
        try:
            yield row
            row.held = True
        except BaseException as error:
            row.figure = row.figure or type(error).__name__
            raise
        finally:
            row.seconds = time.monotonic() - began

    def lines(self) -> list[str]:
        """For a terminal."""
        return [
            f"{row.number:>2} {'holds' if row.held else 'FAILS'} {row.seconds:6.0f} s  {row.fault}: {row.figure}"
            for row in sorted(self.rows, key=lambda row: (row.number, row.fault))
        ]

    def write(self, path: Path = DOCUMENT) -> None:
        """Put these rows into the document's table; those of earlier runs stay beside them."""
        before, _, rest = path.read_text("utf-8").partition(BEGIN)
        table, _, after = rest.partition(END)
        parts = [BEGIN, "", machine(), "", *HEAD, *merged(table.splitlines(), self.rows), "", END]
        path.write_text(before + "\n".join(parts) + after, "utf-8")


def merged(lines: Iterable[str], rows: Iterable[Row]) -> list[str]:
    """The table's lines, with `rows` in the place of what was there for the same faults."""
    known = {(int(m[1]), m[2]): line for line in lines if (m := _LINE.match(line))}
    known |= {(row.number, row.fault): row.line for row in rows}
    return [known[key] for key in sorted(known)]


def machine() -> str:
    """What it was measured on, in words."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    python = platform.python_version()
    return f"{platform.system()}, {cores} cores, {memory:.0f} GiB of memory, Python {python}."


class RowOf(Protocol):
    """The fixture `row`."""

    def __call__(self, number: int, fault: str, must: str) -> AbstractContextManager[Row]: ...


# The fixture `times`: times(20, 1_000) is 20 in `make test` and 1,000 in `make faults`.
Times = Callable[[int, int], int]
