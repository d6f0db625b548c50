"""Writes the figures into the documents: `python -m benchmarks.document [--keep] [--check]`.

Between `<!-- bench NAME -->` and `<!-- end -->` in `docs/performance.md` and `docs/scaling.md` stand
tables made from `benchmarks/results/`, and from them the plots in `docs/images/`. `--keep` takes the
results of the last runs over first; `--check` only tells whether all is as it would be written.
"""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import scaling
from benchmarks.drawing import OTHERS, OURS, SHORT, Bar, bars
from benchmarks.report import Finding
from benchmarks.results import Report, keep, kept

DOCS = Path(__file__).parent.parent / "docs"
PAGES = (DOCS / "performance.md", DOCS / "scaling.md")
GOALS = ("1", "1b", "1c", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "A10")
_PLACE = re.compile(r"<!-- bench ([\w ]+) -->\n.*?<!-- end -->", re.DOTALL)
Reports = dict[str, Report]
ROOMS = {"12": "5,000 viewers, 10 lines/s", "A17": "120 viewers, 30 lines/s"}


def said(finding: Finding) -> str:
    """The figure with its unit."""
    if finding.figure is None:
        return "–"
    return f"{finding.figure:,.3g} {finding.unit}".strip() if finding.figure < 1e3 else (
        f"{finding.figure:,.0f} {finding.unit}".strip()
    )  # fmt: skip


def rows(findings: list[Finding], goal: bool) -> list[str]:
    """A Markdown table."""
    lines = ["| goal " * goal + "| | figure | bound | |", "|---" * goal + "|---|---|---|---|"]
    for one in findings:
        verdict = f"**{one.verdict}**" if one.verdict == "falls short" else one.verdict
        cells = (one.measure.replace("|", "\\|"), said(one), one.bound, verdict)
        lines.append(f"| {one.goal} " * goal + "| " + " | ".join(cells) + " |")
    return lines


def section(report: Report) -> str:
    """One benchmark's table, with how it was measured."""
    notes = dict.fromkeys(one.note for one in report.findings if one.note)
    return "\n".join(
        [f"*{report.where}.*", "", *rows(report.findings, goal=False), ""]
        + [f"- {note}" for note in notes]
    )


def bounded(reports: Reports) -> list[Finding]:
    """What has a bound, of the project's goals, in their order. A row that begins with … is told
    with the row it belongs to."""
    found: list[Finding] = []
    for report in reports.values():
        above = ""
        for one in report.findings:
            above = above if one.measure.startswith("…") else one.measure
            if one.bound and one.goal in GOALS:
                name = one.measure if one.measure == above else f"{above} {one.measure}"
                found.append(Finding(one.goal, name, one.figure, one.unit, one.bound, one.holds))
    return sorted(found, key=lambda one: GOALS.index(one.goal))


def overview(reports: Reports) -> str:
    """Every bound in one table."""
    found = bounded(reports)
    short = sum(one.holds is False for one in found)
    return "\n".join([*rows(found, goal=True), "", f"{len(found)} bounds, {short} fall short."])


def goals_plot(reports: Reports) -> str:
    """Each figure in terms of its bound; left of the line is good."""
    drawn = []
    for one in bounded(reports):
        bound = float(one.bound.split()[1])
        if not one.figure or not bound:
            continue
        share = one.figure / bound if one.bound.startswith("≤") else bound / one.figure
        label = f"{one.goal}  {one.measure}"
        label = label if len(label) <= 54 else label[:53] + "…"
        colour = OURS if one.holds else SHORT
        drawn.append(Bar(label, max(share, 0.005), said(one), colour))
    return bars("Every goal", "each figure in terms of its bound (the line); longer is worse", drawn, 1.0)  # fmt: skip


def frames_plot(reports: Reports) -> str:
    """What a frame costs in each library."""
    drawn = [
        Bar(one.measure.partition(":")[0], one.figure, said(one))
        for one in reports["gate"].findings
        if one.measure.endswith("raw frame → handler") and one.figure
    ]
    ours = {"floor: typed decode of the whole frame + await": "msgspec decode alone",
            "raw frame → gated event": "LoveLM: raw frame → gated event",
            "raw frame → gated event, with triage": "LoveLM, with triage"}  # fmt: skip
    for one in reversed(reports["gate"].findings):
        if one.measure in ours and one.figure:
            colour = OURS if "LoveLM" in ours[one.measure] else OTHERS
            drawn.insert(0, Bar(ours[one.measure], one.figure, said(one), colour))
    return bars("From a raw Twitch frame to the handler", "CPU µs a frame, logarithmic", drawn)


def load_plot(reports: Reports) -> str:
    """How long a line takes to every viewer."""
    drawn, above = [], ""
    for one in reports["load"].findings:
        if "line → every viewer, p99" in one.measure and one.figure:
            label = f"100 viewers beside {above}" if one.goal == "flood" else ROOMS[one.goal]
            drawn.append(Bar(label, one.figure, said(one), OURS if one.holds else SHORT))
        elif not one.measure.startswith("…"):
            above = one.measure.partition(":")[0]
    return bars("A line in the room → every viewer, p99", "milliseconds, logarithmic; the line is goal 12", drawn, 500.0)  # fmt: skip


def written(page: Path, reports: Reports) -> str:
    """The page with its tables anew. Raises LookupError for a place that nothing fills."""

    def fill(place: re.Match[str]) -> str:
        name = place[1]
        if name in OWN:
            text = OWN[name](reports)
        elif name in reports:
            text = section(reports[name])
        else:
            text = "Not measured yet: `make bench`, then `python -m benchmarks.document --keep`."
        return f"<!-- bench {name} -->\n{text}\n<!-- end -->"

    return _PLACE.sub(fill, page.read_text("utf-8"))


def main(chosen: argparse.Namespace) -> int:
    if chosen.keep:
        keep()
    reports = kept()
    made = {page: written(page, reports) for page in PAGES}
    made |= {DOCS / "images" / name: draw(reports) for name, draw in PLOTS.items()}
    old = {f: t for f, t in made.items() if not f.exists() or f.read_text("utf-8") != t}
    for file, text in old.items():
        print(file.relative_to(DOCS.parent))
        if not chosen.check:
            file.write_text(text, "utf-8")
    return int(bool(chosen.check and old))


OWN: dict[str, Callable[[Reports], str]] = {"goals": overview, "scaling": scaling.section}
PLOTS: dict[str, Callable[[Reports], str]] = {
    "performance-goals.svg": goals_plot,
    "performance-frames.svg": frames_plot,
    "performance-load.svg": load_plot,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.document", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="the results in build/bench first")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when it would")
    sys.exit(main(parser.parse_args()))
