"""What is asked of every file, tests included, and no linter looks for."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = (
    "adapters", "benchmarks", "bots", "core", "deploy", "docs", "personas", "requirements",
    "scheduler", "storage", "tests",
)  # fmt: skip
CODE = {".py", ".js", ".css", ".html"}
LONGEST = 300


def test_no_file_is_longer_than_one_can_keep_in_mind() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines())
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*")
        if file.suffix in CODE
    }
    assert len(lengths) > 1_000, "all were looked at"
    assert {file: lines for file, lines in lengths.items() if lines > LONGEST} == {}
