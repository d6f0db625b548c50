"""Decoding, telling voices apart and writing down, on speech of the project's own voice. Needs
the studio's libraries (`make test-torch`); skipped where they are missing."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("av", reason="PyAV is not installed: make test-torch")
pytest.importorskip("faster_whisper", reason="faster-whisper is not installed: make test-torch")
pytest.importorskip("torch", reason="torch is not installed: make test-torch")

import numpy as np

from adapters.recordings import files
from adapters.recordings.recording import LONGEST, RATE, SHORTEST, Recording
from adapters.recordings.transcribing import transcribe
from adapters.recordings.voices import told_apart, voice_print
from adapters.recordings.whisper import Whisper
from core.errors import BadInput, ConfigError
from core.recordings.transcript import Segment
from tests.recorded import HIGH, LOW, as_wav, film, longer, spoken, stream, tiny_whisper

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

TEXTS = (
    "안녕하세요. 오늘은 사연을 하나 읽어 볼게요.",
    "썸남이 삼 일째 답이 없대요. 어떡하죠?",
    "그럴 때는 내일 낮까지만 기다려 봐요.",
)


@pytest.fixture(scope="module")
def talk() -> bytes:
    return asyncio.run(spoken([(TEXTS[0], LOW), (TEXTS[1], HIGH), (TEXTS[2], LOW)]))


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Whisper:
    folder = tiny_whisper(tmp_path_factory.mktemp("whisper"))
    return Whisper.load(str(folder), "cpu", "auto", "ko")


def samples(path: Path) -> np.ndarray:
    return np.concatenate([block.samples for block in Recording(path).blocks()])


def test_a_film_sounds_as_its_sound_does(talk: bytes, tmp_path: Path) -> None:
    (tmp_path / "talk.wav").write_bytes(talk)
    film(tmp_path / "talk.mp4", talk)
    plain, filmed = samples(tmp_path / "talk.wav"), samples(tmp_path / "talk.mp4")
    assert Recording(tmp_path / "talk.mp4").seconds == pytest.approx(len(plain) / RATE, abs=0.1)
    assert len(filmed) == pytest.approx(len(plain), abs=RATE // 10)
    loud, filmed_loud = (float(np.sqrt(np.square(one).mean())) for one in (plain, filmed))
    assert filmed_loud == pytest.approx(loud, rel=0.1)


def test_blocks_are_cut_where_it_is_quiet_and_are_the_same_every_time(
    talk: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(longer(talk, 290))
    blocks = list(Recording(path).blocks())
    assert [block.start for block in blocks] == [0, blocks[0].end, blocks[1].end]
    assert all(SHORTEST <= len(block.samples) / RATE <= LONGEST for block in blocks[:-1])
    for block in blocks[:-1]:
        assert float(np.abs(block.samples[-RATE // 50 :]).max()) < 0.01
    again = list(Recording(path).blocks(after=blocks[1].start))
    assert [block.start for block in again] == [blocks[1].start, blocks[2].start]
    assert np.array_equal(again[0].samples, blocks[1].samples)


@pytest.fixture
def fetched() -> Iterator[tuple[str, list[str]]]:
    """An address that must not be asked for, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/a.ts", asked
        server.shutdown()
        thread.join()


def test_what_is_no_recording_is_told_why(
    talk: bytes, tmp_path: Path, fetched: tuple[str, list[str]]
) -> None:
    film(tmp_path / "whole.mp4", talk)
    (tmp_path / "talk.wav").write_bytes(talk)
    whole, address = (tmp_path / "whole.mp4").read_bytes(), fetched[0]
    list_of = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"
    broken: dict[str, tuple[bytes, str]] = {
        "empty.mp4": (b"", "is empty"),
        "half.mp4": (whole[: len(whole) // 2], "can be decoded"),
        "noise.mp4": (np.random.default_rng(1).bytes(20_000), "can be decoded"),
        "text.mp4": ("안녕하세요".encode(), "can be decoded"),
        "far.m3u8": (list_of.format(address).encode(), "can be decoded"),
        "near.m3u8": (list_of.format(tmp_path / "talk.wav").encode(), "can be decoded"),
        "header.wav": (as_wav(b"", RATE), "cannot be decoded"),
    }
    for name, (content, why) in broken.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadInput, match=why) as refused:
            list(Recording(tmp_path / name).blocks())
        assert name in str(refused.value)
    assert fetched[1] == []
    with pytest.raises(BadInput, match="No such file"):
        Recording(tmp_path / "none.mp4")
    with pytest.raises(BadInput, match="cannot be read"):
        Recording(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((44_100, "mono"), (48_000, "mono")),
        ((48_000, "mono"), (48_000, "stereo")),
        ((RATE, "stereo"), (44_100, "mono")),
    ],
)
def test_what_changes_in_the_middle_is_heard_to_its_end(
    talk: bytes, tmp_path: Path, one: tuple[int, str], other: tuple[int, str]
) -> None:
    parts = []
    for rate, layout in (one, other):
        stream(tmp_path / "part.aac", talk, rate, layout)
        parts.append((tmp_path / "part.aac").read_bytes())
    (tmp_path / "part.aac").write_bytes(parts[0])
    once = len(samples(tmp_path / "part.aac"))
    (tmp_path / "joined.aac").write_bytes(b"".join(parts))
    assert len(samples(tmp_path / "joined.aac")) == pytest.approx(2 * once, abs=RATE // 5)


def test_damaged_parts_are_left_out(talk: bytes, tmp_path: Path) -> None:
    film(tmp_path / "talk.mp4", longer(talk, 30))
    content = bytearray((tmp_path / "talk.mp4").read_bytes())
    third = len(content) // 3
    content[third : third + 3_000] = bytes(3_000)
    (tmp_path / "talk.mp4").write_bytes(content)
    assert 15 < len(samples(tmp_path / "talk.mp4")) / RATE < 31


async def test_two_voices_are_told_apart(tmp_path: Path) -> None:
    prints, seconds = [], []
    for voice in (LOW, HIGH):
        for text in TEXTS:
            (tmp_path / "one.wav").write_bytes(await spoken([(text, voice)]))
            one = samples(tmp_path / "one.wav")
            prints.append(voice_print(one))
            seconds.append(len(one) / RATE)
    found = told_apart(prints, [*seconds[:3], *(second * 2 for second in seconds[3:])])
    assert "".join(found) == "BBBAAA"
    assert told_apart([(), *prints[:2]], [9.0, *seconds[:2]]) == ["", "A", "A"]
    assert voice_print(np.zeros(RATE, np.float32)) == ()
    assert voice_print(np.zeros(3, np.float32)) == ()


def test_a_block_is_read_the_same_every_time(whisper: Whisper, talk: bytes, tmp_path: Path) -> None:
    (tmp_path / "talk.wav").write_bytes(talk)
    one = samples(tmp_path / "talk.wav")
    found = list(whisper.read(one))
    assert found
    assert found == list(whisper.read(one))
    for segment in found:
        assert 0 <= segment.start <= segment.end <= len(one) / RATE
        assert 0 <= segment.sure <= 1
        assert segment.text.strip()


def test_where_nobody_talks_nothing_is_heard(whisper: Whisper, tmp_path: Path) -> None:
    hiss = np.random.default_rng(0).normal(0, 600, RATE * 20).astype(np.int16).tobytes()
    (tmp_path / "quiet.wav").write_bytes(as_wav(hiss, RATE))
    with files.Progress(tmp_path / "part", {"recording": "quiet.wav"}) as progress:
        told: list[float] = []
        quiet = Recording(tmp_path / "quiet.wav")
        assert transcribe(quiet, whisper, progress, told.append) == ([], 0.0)
    assert told[-1] == 20.0


class Hearing:
    """Whoever listens to a recording; it may be stopped in the middle of a block."""

    def __init__(self, whisper: Whisper, breaks_at: int = 0) -> None:
        self._whisper = whisper
        self._breaks_at = breaks_at
        self.blocks = 0

    def read(self, samples: np.ndarray) -> Iterator[Segment]:
        self.blocks += 1
        for segment in self._whisper.read(samples):
            yield segment
            if self.blocks == self._breaks_at:
                raise KeyboardInterrupt


def test_an_interrupted_transcript_becomes_the_same_one(
    whisper: Whisper, talk: bytes, tmp_path: Path
) -> None:
    (tmp_path / "long.wav").write_bytes(longer(talk, 180))
    recording = Recording(tmp_path / "long.wav")
    with files.Progress(tmp_path / "whole", {}) as progress:
        whole, lost = transcribe(recording, whisper, progress, lambda _: None)
    assert lost == 0.0
    assert {segment.speaker for segment in whole} <= {"A", "B", ""}
    assert [s.start for s in whole] == sorted(s.start for s in whole)
    with pytest.raises(KeyboardInterrupt), files.Progress(tmp_path / "part", {}) as progress:
        transcribe(recording, Hearing(whisper, breaks_at=2), progress, lambda _: None)
    hearing = Hearing(whisper)
    with files.Progress(tmp_path / "part", {}) as progress:
        assert progress.found
        again, _ = transcribe(recording, hearing, progress, lambda _: None)
    assert again == whole
    assert hearing.blocks == 1


@pytest.mark.parametrize(
    ("name", "device", "compute", "key"),
    [
        ("small", "cpu", "auto", "LOVELM_WHISPER: the weights of 'small' cannot be had"),
        ("smal", "cpu", "auto", "LOVELM_WHISPER: 'smal' cannot be loaded"),
        ("somebody/something", "cpu", "auto", "LOVELM_WHISPER: the weights of"),
        ("small", "cpu", "int9", "LOVELM_WHISPER_COMPUTE: 'int9'"),
        (".", "cpu", "auto", "LOVELM_WHISPER: '.' cannot be loaded"),
    ],
)
def test_weights_that_cannot_be_had_are_named_with_the_fix(
    name: str, device: str, compute: str, key: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="fix: ") as refused:
        Whisper.load(name, device, compute, "ko")
    assert str(refused.value).startswith(key)


def test_a_language_it_does_not_know_is_named(tmp_path: Path) -> None:
    folder = tiny_whisper(tmp_path)
    with pytest.raises(ConfigError, match="does not know the language 'xx'"):
        Whisper.load(str(folder), "cpu", "auto", "xx")
