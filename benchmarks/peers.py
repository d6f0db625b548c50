"""The peer libraries, each in a process of its own in an environment of their own."""

import hashlib
import json
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path

ENVIRONMENTS = Path(__file__).parent.parent / ".venv-bench"
WORKER = Path(__file__).parent / "peer_worker.py"
# twitchio takes orjson where it finds it, and is measured with and without.
REQUIREMENTS = ("twitchio==3.3.2", "nonebot2==2.5.0", "orjson==3.13.0")
# It brings 800 MB with it.
APART = {"AstrBot": ("astrbot", ("astrbot==4.14.6",))}
# Each with how many times LoveLM should be faster; None: for the record.
PEERS: dict[str, float | None] = {
    "twitchio Client": 2,
    "twitchio Client + orjson": 2,
    "twitchio Bot": 2,
    "twitchio Bot + orjson": 2,
    "nonebot2": 30,
    "nonebot2 + its log": None,
    "AstrBot": 100,
}


class PeerError(Exception):
    """A peer cannot be measured here; the message says why."""


def environment(name: str, also: str, *installs: Sequence[str], within: float = 900.0) -> Path:
    """The Python of an environment with what each of `installs`, pip's arguments, brings; made anew
    where they or `also` changed. Raises PeerError."""
    about = "\n".join((sys.version, also, *chain.from_iterable(installs)))
    wanted = hashlib.sha256(about.encode()).hexdigest()
    folder = ENVIRONMENTS / name
    stamp = folder / ".peers"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if stamp.exists() and stamp.read_text("ascii") == wanted:
        return python
    try:
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for arguments in installs:
            subprocess.run([*pip, *arguments], check=True, capture_output=True, timeout=within)
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerError(f"it cannot be installed ({type(error).__name__})") from error
    stamp.write_text(wanted, "ascii")
    return python


class Peer:
    """One running worker. It sleeps between rounds."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        """Waits until the worker is warm. Raises PeerError."""
        self.name = name
        self._process = process
        about = self._read()
        self.version = str(about["version"])
        self.frames = int(about["frames"])

    def round(self) -> float:
        """CPU microseconds a frame over one pass. Raises PeerError."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        answer = self._read()
        if answer["handled"] != self.frames:
            raise PeerError(f"{self.name} handled {answer['handled']} of {self.frames} frames")
        return float(answer["us"])

    def _read(self) -> dict[str, float | str]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise PeerError(f"{self.name} ended with status {self._process.wait()}")
        answer: dict[str, float | str] = json.loads(line)
        return answer


@contextmanager
def running(frames: Path) -> Iterator[list[Peer]]:
    """A worker for each peer, fed the raw frames in the file, one a line. Raises PeerError."""
    with ExitStack() as stack:
        yield [_start(stack, _python(name), name, frames) for name in PEERS]


def _python(name: str) -> Path:
    """The Python that has the peer. Raises PeerError."""
    folder, packages = APART.get(name, ("chat", REQUIREMENTS))
    return environment(folder, "", packages)


def _start(stack: ExitStack, python: Path, name: str, frames: Path) -> Peer:
    process = stack.enter_context(
        subprocess.Popen(
            [str(python), str(WORKER), name, str(frames)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
    )
    stack.callback(process.terminate)
    return Peer(name, process)
