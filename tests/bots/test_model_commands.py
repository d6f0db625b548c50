"""The commands that measure what understands and what triages."""

import io
import json
from pathlib import Path

import pytest

from bots import cli


def test_emotion_eval_prints_figures_and_draws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "confusion.svg"
    assert cli.main(["emotion", "eval", "--plot", str(plot)]) == 0
    shown = capsys.readouterr().out
    assert "fresh.jsonl: 202 lines" in shown
    for row in ("intent accuracy", "emotion top-1, top-2", "lonely"):
        assert row in shown
    assert plot.read_text("utf-8").startswith("<svg")


def test_safety_eval_judges_every_goal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["safety", "eval"]) == 0
    rows = [row for row in capsys.readouterr().out.splitlines() if "%" in row]
    assert len(rows) == 6 * 9
    for row in rows:
        figure, bound = (float(part.split()[-1]) for part in row.split("%")[:2])
        holds = figure <= bound if "≤" in row else figure >= bound
        assert row.endswith("holds" if holds else "falls short")


@pytest.mark.parametrize(
    "arguments",
    [
        ("emotion", "eval", "--test", "/nowhere.jsonl"),
        ("safety", "eval", "--test", "/nowhere.jsonl"),
        ("emotion", "eval", "--classifier", "/nowhere"),
        ("emotion", "train", "--base", "/nowhere"),
    ],
)
def test_what_is_missing_is_named(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(list(arguments)) == 2
    assert "fix:" in capsys.readouterr().err


def test_inspect_can_judge_danger_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"id": 1, "text": "죽고 싶어요"}, {"id": 2, "text": "안녕하세요"}]
    lines = "\n".join(map(json.dumps, rows)).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    monkeypatch.setattr("sys.stdout", out := io.TextIOWrapper(io.BytesIO(), write_through=True))
    assert cli.main(["inspect", "--only", "triage"]) == 0
    out.seek(0)
    assert [json.loads(row) for row in out] == [
        {"id": 1, "triage": {"level": "explicit", "kind": "self_harm"}},
        {"id": 2, "triage": {"level": "none", "kind": None}},
    ]
