"""The benchmark runs and reports; how fast is never asserted."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_quick_run_reports_every_goal(tmp_path: Path) -> None:
    report = tmp_path / "gate.json"
    command = [sys.executable, "-m", "benchmarks.gate", "--quick", "--json", str(report)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    findings = json.loads(report.read_text("utf-8"))["findings"]
    assert {"1", "1b", "1c", "2", "3"} <= {finding["goal"] for finding in findings}
    assert "raw frame → gated event" in run.stdout
    unanswered = [f for f in findings if f["goal"] == "3" and f["holds"] is not None]
    assert [finding["figure"] for finding in unanswered] == [0, 0, 0]
