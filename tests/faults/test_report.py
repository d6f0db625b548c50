"""The table of docs/reliability.md."""

from pathlib import Path

import pytest

from tests.faults.report import BEGIN, END, Report


def test_a_row_holds_unless_its_test_fails(tmp_path: Path) -> None:
    report = Report()
    with report.row(2, "killed", "0 lost") as found:
        found.figure = "200 kills: 0 lost"
    with pytest.raises(AssertionError), report.row(1, "cut", "0 lost"):
        raise AssertionError
    assert [line[:9] for line in report.lines()] == [" 1 FAILS ", " 2 holds "]
    path = tmp_path / "reliability.md"
    path.write_text(f"# Reliability\n\n{BEGIN}\n{END}\n\nAfter.\n", "utf-8")
    report.write(path)
    again = Report()
    with again.row(1, "cut", "0 lost") as found:
        found.figure = "40 cuts: 0 lost"
    again.write(path)
    text = path.read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith(("| 1 |", "| 2 |"))]
    assert [row.split(" | ")[1:5] for row in rows] == [
        ["cut", "0 lost", "40 cuts: 0 lost", "yes"],
        ["killed", "0 lost", "200 kills: 0 lost", "yes"],
    ]
    assert text.endswith(f"{END}\n\nAfter.\n")
