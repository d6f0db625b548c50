"""A run's findings: the table people read and the JSON that is kept."""

import json
import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bots.machine import processor

PACKAGES = ("msgspec", "aiohttp", "pyahocorasick", "numpy", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table; `holds` is None where there is no bound or no figure."""

    goal: str
    measure: str
    figure: float | None
    unit: str
    bound: str = ""
    holds: bool | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.figure is None:
            return "not measured"
        if self.holds is None:
            return ""
        return "holds" if self.holds else "falls short"


def at_most(
    goal: str, measure: str, figure: float, unit: str, most: float, note: str = ""
) -> Finding:
    return Finding(goal, measure, figure, unit, f"≤ {most:g}", figure <= most, note)


def at_least(
    goal: str, measure: str, figure: float, unit: str, least: float, note: str = ""
) -> Finding:
    return Finding(goal, measure, figure, unit, f"≥ {least:g}", figure >= least, note)


def table(findings: Sequence[Finding]) -> str:
    """The findings in columns, their notes numbered below."""
    notes = list(dict.fromkeys(finding.note for finding in findings if finding.note))
    rows = [("goal", "measure", "figure", "bound", "")]
    for finding in findings:
        figure = "–" if finding.figure is None else f"{finding.figure:,.4g} {finding.unit}".strip()
        mark = f" [{notes.index(finding.note) + 1}]" if finding.note else ""
        rows.append((finding.goal, finding.measure + mark, figure, finding.bound, finding.verdict))
    widths = [max(_width(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, "", *(f"[{n}] {note}" for n, note in enumerate(notes, 1))])


def write(
    path: Path,
    findings: Sequence[Finding],
    samples: dict[str, list[float]],
    about: dict[str, object],
) -> None:
    """Every figure, each round's samples, and on what they were taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": {"python": platform.python_version()} | {p: version(p) for p in PACKAGES},
        **about,
        "findings": [asdict(finding) | {"verdict": finding.verdict} for finding in findings],
        "samples": samples,
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


def machine() -> dict[str, object]:
    """The processor and system, as far as they tell, and how busy it was a minute ago till now."""
    memory = None
    if hasattr(os, "sysconf"):
        memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    load = [round(x, 1) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None
    return {
        "cpu": processor(),
        "cores": os.cpu_count(),
        "memory_gb": memory,
        "system": platform.system(),
        "load": load,
    }


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
