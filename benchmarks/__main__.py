"""Every benchmark in turn: `python -m benchmarks [--data DIR] [--only NAME,NAME]`.

Each runs in a process of its own and prints its table as it comes; at the end all bounds are
listed with whether they hold. The status is 1 when one does not or a benchmark failed; what
cannot be measured for want of data is listed, and that is all.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks.report import Finding, table

REPORTS = Path("build/bench")
VERDICTS = ("holds", "falls short", "not measured")
NAMES = (
    "start", "gate", "turns", "redis_topics", "storage_rows", "chat_size", "voice", "overlay", "fanout", "load",
    "donations", "selection", "movies", "movies_speed", "langgraph_vs_langchain",
)  # fmt: skip


def run(name: str, options: list[str]) -> list[Finding]:
    """What one benchmark found; its failure is a finding too."""
    report = REPORTS / f"{name}.json"
    report.unlink(missing_ok=True)
    print(f"\n== {name}", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", "--json", str(report), *options]
    status = subprocess.run(command, check=False).returncode
    if status or not report.exists():
        return [Finding(name, "did not run to its end", None, "", "status 0", False)]
    rows = json.loads(report.read_text("utf-8"))["findings"]
    return [Finding(**{key: row[key] for key in Finding.__slots__}) for row in rows]


def main(chosen: argparse.Namespace) -> int:
    found = []
    for name in chosen.only.split(","):
        found += run(name, ["--data", str(chosen.data)] if name == "movies" else [])
    # What has no figure says why in its note, as where its data are published.
    gates = [one for one in found if one.holds is not None or one.figure is None]
    print("\n== all bounds")
    print(table(gates))
    count = Counter(finding.verdict or "not measured" for finding in gates)
    print(", ".join(f"{count[verdict]} {verdict}" for verdict in VERDICTS if count[verdict]))
    return 1 if any(finding.holds is False for finding in gates) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR", default=Path("../shared/data"))
    parser.add_argument("--only", default=",".join(NAMES), metavar="NAME,NAME")
    sys.exit(main(parser.parse_args()))
