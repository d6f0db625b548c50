"""`lovelm bench models` over a local model: a tiny one with random weights. Needs torch and
transformers (`make test-torch`); skipped where they are missing."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed: make test-torch")
pytest.importorskip("transformers", reason="transformers is not installed: make test-torch")

os.environ["HF_HUB_OFFLINE"] = "1"  # read when transformers is imported

from bots import cli
from tests.adapters.test_local_transformers import base
from tests.bots.test_bench import TEXTS

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
ROOT = Path(__file__).parents[2]

__all__ = ["base"]


@pytest.mark.timeout(400)  # eleven answers of 400 tokens on a busy processor
async def test_a_tiny_model_is_compared(base: Path, tmp_path: Path) -> None:
    asked = tmp_path / "questions.jsonl"
    asked.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS), "utf-8")
    command = ["bench", "models", "--backends", f"embedded,tiny={base}", "--runs", "2"]
    files = ["--questions", str(asked), "--out", str(tmp_path / "out")]
    assert await asyncio.to_thread(cli.main, [*command, *files]) == 0
    found = json.loads((tmp_path / "out" / "models.json").read_text("utf-8"))["answers"]
    tiny = [answer for answer in found if answer["backend"] == "tiny"]
    assert len(tiny) == 10
    assert all(a["written"]["tokens_in"] for a in tiny if not a["written"]["failure"])
    # Random weights write nothing that a persona may say.
    assert all(a["unfit"] or a["written"]["failure"] for a in tiny)


def test_the_speed_of_a_local_model_is_measured(tmp_path: Path) -> None:
    report = tmp_path / "local_model.json"
    command = [sys.executable, "-m", "benchmarks.local_model", "--tiny", "--runs", "1"]
    done = subprocess.run(
        [*command, "--json", str(report)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "1 at once, batches of 8" in done.stdout
    found = json.loads(report.read_text("utf-8"))
    assert found["machine"]["cores"] == os.cpu_count()
    assert all(finding["figure"] > 0 for finding in found["findings"])
