"""What the studio writes: whole or not at all, and taken up where it stopped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.recordings import files
from core.errors import BadInput, ConfigError
from core.recordings.transcript import About, Segment, Transcript

HEAD = {"recording": "talk.mp4", "model": "small"}
ABOUT = About("talk.mp4", "d", "small", "ko")


def test_unfinished_work_goes_on_at_its_last_whole_step(tmp_path: Path) -> None:
    path = tmp_path / "talk.part"
    with files.Progress(path, HEAD) as progress:
        progress.add({"text": "하나"})
        progress.step(10)
        progress.add({"text": "둘"})
    with files.Progress(path, HEAD) as progress:
        assert (progress.until, progress.found) == (10, [{"text": "하나"}])
        progress.add({"text": "둘"})
        progress.step(20)
    with files.Progress(path, HEAD) as progress:
        assert (progress.until, len(progress.found)) == (20, 2)
        progress.done()
    assert not path.exists()


def test_wherever_it_was_torn_nothing_is_taken_up_twice_or_half(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with files.Progress(whole, HEAD) as progress:
        for step in range(1, 4):
            progress.add({"text": f"말 {step}"})
            progress.step(step)
    content = whole.read_bytes()
    for length in range(len(content)):
        torn = tmp_path / "torn"
        torn.write_bytes(content[:length])
        with files.Progress(torn, HEAD) as progress:
            assert [one["text"] for one in progress.found] == [
                f"말 {step}" for step in range(1, progress.until + 1)
            ]
            for step in range(progress.until + 1, 4):
                progress.add({"text": f"말 {step}"})
                progress.step(step)
        assert torn.read_bytes() == content


def test_a_spoilt_line_and_what_follows_it_count_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "talk.part"
    with files.Progress(path, HEAD) as progress:
        progress.add(1)
        progress.step(1)
        progress.add(2)
        progress.step(2)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], b"\xff\x00\n", *lines[3:]]))
    with files.Progress(path, HEAD) as progress:
        assert (progress.until, progress.found) == (1, [1])


def test_work_that_began_otherwise_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "talk.part"
    files.Progress(path, HEAD).__exit__()
    with pytest.raises(BadInput, match=r"begun with model 'small'; --restart"):
        files.Progress(path, HEAD | {"model": "large-v3"})
    path.write_bytes(b"not ours\n")
    with pytest.raises(BadInput, match="no unfinished work of ours"):
        files.Progress(path, HEAD)
    assert path.read_bytes() == b"not ours\n"


FULL = """
import resource, sys
from adapters.recordings import files
from core.errors import ConfigError
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    with files.Progress(files.Path(sys.argv[1]), {"recording": "talk.mp4", "model": "small"}) as p:
        for step in range(1, 10_000):
            p.add({"text": "말" * 20})
            p.step(step)
except ConfigError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on files there")
def test_a_full_disk_costs_the_step_under_way_alone(tmp_path: Path) -> None:
    path = tmp_path / "talk.part"
    command = [sys.executable, "-c", FULL, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "cannot be written (File too large)" in done.stdout
    assert "run it again, and it goes on" in done.stdout
    with files.Progress(path, HEAD) as progress:
        assert progress.until == len(progress.found) > 20


def test_only_their_owner_may_read_them(tmp_path: Path) -> None:
    path = tmp_path / "talk.script.jsonl"
    files.save(path, Transcript(ABOUT, [Segment(0.0, 1.5, "안녕하세요.", "A")]))
    assert files.load(path) == Transcript(ABOUT, [Segment(0.0, 1.5, "안녕하세요.", "A")])
    assert os.listdir(tmp_path) == ["talk.script.jsonl"]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none/talk"):
        files.replace(tmp_path / "none" / "talk", b"")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", ":1: "),
        (b'{"recording":"t"}\n', ":1: Object missing required field `digest`"),
        (b'{"recording":"t","digest":"","model":"","language":""}\n\n{"start":0}\n', ":3: "),
        (b"\xff\xfe\n", ":1: "),
    ],
)
def test_a_line_that_a_person_broke_is_named(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "talk.script.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=why):
        files.load(path)


def test_results_lie_beside_what_they_were_made_of(tmp_path: Path) -> None:
    for made in ("talk.mp4", "talk.transcript.jsonl", "talk.script.jsonl"):
        assert files.beside(tmp_path / made, None, files.PAIRS) == tmp_path / "talk.pairs.jsonl"
    assert (
        files.beside(Path("a/talk.live.mp4"), tmp_path, files.SCRIPT).name
        == "talk.live.script.jsonl"
    )
