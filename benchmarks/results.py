"""The figures that are kept with the source: what documents and plots are made from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import Finding

FRESH = Path("build/bench")
KEPT = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Report:
    """What one benchmark found, and when and where."""

    name: str
    date: str
    machine: dict[str, Any]
    python: str
    findings: list[Finding]

    @property
    def where(self) -> str:
        """For people: when, on what, and how busy that was."""
        memory, load = self.machine.get("memory_gb"), self.machine.get("load")
        parts = [
            self.date[:10],
            f"{self.machine['cores']} cores",
            f"{memory:g} GB" if memory else "",
            f"Python {self.python}",
            f"load {load[0]:g}" if load else "",
        ]
        return ", ".join(filter(None, parts))

    def figure(self, goal: str, measure: str, under: str = "") -> float:
        """The figure of the measure that begins so; where many do, the one below `under`.

        Raises LookupError.
        """
        there = not under
        for one in self.findings:
            there = there or one.measure.startswith(under)
            if there and one.goal == goal and one.measure.startswith(measure):
                if one.figure is None:
                    raise LookupError(f"{self.name}: {measure} was not measured")
                return one.figure
        raise LookupError(f"{self.name}: no {measure!r} of goal {goal}")


def keep(fresh: Path = FRESH) -> None:
    """Keep what the benchmarks found the last time, without each round's samples."""
    KEPT.mkdir(exist_ok=True)
    for file in sorted(fresh.glob("*.json")):
        report = json.loads(file.read_text("utf-8"))
        about = {name: report[name] for name in ("date", "machine", "versions", "findings")}
        (KEPT / file.name).write_text(
            json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


def kept(folder: Path = KEPT) -> dict[str, Report]:
    """Every kept report by its benchmark's name."""
    return {report.name: report for report in _read(folder)}


def _read(folder: Path) -> Iterator[Report]:
    for file in sorted(folder.glob("*.json")):
        raw = json.loads(file.read_text("utf-8"))
        # Those of a GPU (`benchmarks.local_model`) have no bounds and no findings.
        findings = [
            Finding(**{key: row[key] for key in Finding.__slots__})
            for row in raw.get("findings", [])
        ]
        if not findings:
            continue
        python = raw["versions"]["python"]
        yield Report(file.stem, raw["date"], raw["machine"], python, findings)
