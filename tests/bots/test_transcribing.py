"""`lovelm persona transcribe`, run as it is run. Needs the studio's libraries (`make
test-torch`); skipped where they are missing."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("av", reason="PyAV is not installed: make test-torch")
pytest.importorskip("faster_whisper", reason="faster-whisper is not installed: make test-torch")
pytest.importorskip("torch", reason="torch is not installed: make test-torch")

from adapters.recordings import files
from bots import cli
from tests.recorded import HIGH, LOW, as_wav, film, longer, spoken, tiny_whisper

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LIMITED = """
import resource, sys
from bots import cli
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(cli.main(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_whisper(tmp_path_factory.mktemp("whisper")))


@pytest.fixture(scope="module")
def talk() -> bytes:
    return asyncio.run(spoken([("오늘은 사연을 하나 읽어 볼게요.", LOW), ("어떡하죠?", HIGH)]))


@pytest.fixture(autouse=True)
def model(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOVELM_WHISPER", tiny)
    monkeypatch.setenv("LOVELM_WHISPER_DEVICE", "cpu")


def verb(*arguments: object) -> list[str]:
    return ["persona", "transcribe", *map(str, arguments), "--i-have-rights"]


def test_a_film_is_written_down_and_its_script_cleaned(
    talk: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film(tmp_path / "talk.mp4", talk)
    (tmp_path / "bad.mp4").write_bytes(b"")
    assert cli.main(verb(tmp_path / "bad.mp4", tmp_path / "talk.mp4")) == 1
    shown = capsys.readouterr()
    assert "bad.mp4: is empty" in shown.err
    assert "0:00:0" in shown.err, "how far it is"
    assert "voices (a first guess): A" in shown.out
    written = files.load(tmp_path / "talk.transcript.jsonl")
    assert written.about.recording == "talk.mp4"
    assert written.segments
    assert "voice" not in (tmp_path / "talk.transcript.jsonl").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.glob("talk*")) == [
        "talk.mp4",
        "talk.transcript.jsonl",
    ]
    clean = ["persona", "clean", str(tmp_path / "talk.transcript.jsonl"), "--i-have-rights"]
    assert cli.main(clean) == 0
    assert cli.main(verb(tmp_path / "talk.mp4")) == 0
    assert "is there already" in capsys.readouterr().out


def test_another_recording_under_the_same_name_is_not_mistaken_for_it(
    talk: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "talk.wav").write_bytes(talk)
    assert cli.main(verb(tmp_path / "talk.wav")) == 0
    (tmp_path / "talk.wav").write_bytes(longer(talk, 9))
    assert cli.main(verb(tmp_path / "talk.wav")) == 1
    assert "was made from another recording; --restart" in capsys.readouterr().err
    assert cli.main(verb(tmp_path / "talk.wav", "--restart")) == 0


def test_a_recording_in_which_nobody_speaks_has_an_empty_transcript(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "quiet.wav").write_bytes(as_wav(bytes(32_000 * 5), 16_000))
    assert cli.main(verb(tmp_path / "quiet.wav")) == 0
    assert "nobody speaks in it" in capsys.readouterr().out
    assert files.load(tmp_path / "quiet.transcript.jsonl").segments == []


def test_weights_that_cannot_be_had_are_named(
    talk: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "talk.wav").write_bytes(talk)
    assert cli.main(verb(tmp_path / "talk.wav", "--model", "large-v3")) == 2
    assert "'large-v3' cannot be had" in (told := capsys.readouterr().err)
    assert "name its folder" in told


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on files there")
def test_a_disk_that_is_full_in_the_middle_costs_nothing_that_was_done(
    talk: bytes, tmp_path: Path
) -> None:
    (tmp_path / "talk.wav").write_bytes(longer(talk, 130))
    whole = tmp_path / "whole"
    assert cli.main(verb(tmp_path / "talk.wav", "--out", whole)) == 0
    part = tmp_path / "talk.transcript.jsonl.part"
    size = (whole / "talk.transcript.jsonl").stat().st_size
    command = [sys.executable, "-c", LIMITED, str(size * 2 // 3), *verb(tmp_path / "talk.wav")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110)
    assert done.returncode == 2
    assert "cannot be written (File too large)" in done.stderr
    assert "run it again" in done.stderr
    assert part.exists()
    assert not (tmp_path / "talk.transcript.jsonl").exists()
    assert cli.main(verb(tmp_path / "talk.wav")) == 0
    made = (tmp_path / "talk.transcript.jsonl").read_bytes()
    assert made == (whole / "talk.transcript.jsonl").read_bytes()
    assert not part.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child there")
def test_ctrl_c_leaves_what_was_done_and_the_next_run_goes_on(talk: bytes, tmp_path: Path) -> None:
    (tmp_path / "talk.wav").write_bytes(longer(talk, 500))
    part = tmp_path / "talk.transcript.jsonl.part"
    command = [sys.executable, "-m", "bots.cli", *verb(tmp_path / "talk.wav")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ.copy()) as run:
        ends = time.monotonic() + 100
        while not (part.exists() and b'"until"' in part.read_bytes()):
            assert run.poll() is None
            assert time.monotonic() < ends
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "run it again to go on" in told
    assert "Traceback" not in told
    steps = part.read_bytes().count(b'"until"')
    assert 1 <= steps < 5
    kept = [json.loads(line) for line in part.read_bytes().splitlines() if b'"found"' in line]
    assert cli.main(verb(tmp_path / "talk.wav")) == 0
    made = files.load(tmp_path / "talk.transcript.jsonl").segments
    assert made[0].text == kept[0]["value"]["text"]
    assert made[-1].start > 400
    assert not part.exists()
