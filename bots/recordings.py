"""Recordings written down as somebody watches it in a terminal."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.recordings import files
from bots.settings import Settings
from core.errors import BadInput, ConfigError
from core.recordings.transcript import About, Transcript, clock_time, talkers

if TYPE_CHECKING:
    from adapters.recordings.recording import Recording
    from adapters.recordings.whisper import Whisper

BAR, TOLD_EVERY = 24, 5.0


@dataclass(frozen=True, slots=True)
class Options:
    """Which model listens, on what, and to which language ("" guesses)."""

    model: str
    device: str
    compute: str
    language: str


def options(settings: Settings, chosen: dict[str, str | None], language: str) -> Options:
    """The settings, and what the command line says instead."""
    return Options(
        chosen["model"] or settings.whisper,
        chosen["device"] or settings.whisper_device,
        chosen["compute"] or settings.whisper_compute,
        "" if language == "auto" else language,
    )


def transcribe_all(paths: list[Path], out: Path | None, how: Options, restart: bool) -> int:
    """0 done, 1 some could not be used. Raises ConfigError for what would stop them all."""
    require_whisper()
    from adapters.recordings.whisper import Whisper

    wrong, whisper = 0, None
    for path in paths:
        target = files.beside(path, out, files.TRANSCRIPT)
        try:
            if (recording := _wanted(path, target, restart)) is None:
                continue
            # Seconds, or a download: only once there is something to listen to.
            whisper = whisper or Whisper.load(how.model, how.device, how.compute, how.language)
            _transcribe(recording, target, whisper, how)
        except BadInput as error:
            print(f"lovelm: {error}", file=sys.stderr)
            wrong = 1
    return wrong


def require_whisper() -> None:
    """Raises ConfigError where the studio's libraries are not installed."""
    try:
        import av  # noqa: F401
        import faster_whisper  # noqa: F401
    except ModuleNotFoundError as error:
        raise ConfigError(
            "persona transcribe", f"{error.name} is not installed", "pip install 'lovelm[studio]'"
        ) from error


def _wanted(path: Path, target: Path, restart: bool) -> "Recording | None":
    """The recording, unless its transcript is there. Raises BadInput."""
    from adapters.recordings.recording import Recording

    recording = Recording(path)
    part = target.with_name(target.name + files.PART)
    if restart:
        target.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    if not target.exists():
        return recording
    if files.load(target).about.digest != recording.digest:
        raise BadInput(f"{target}: was made from another recording; --restart makes it anew")
    print(f"{target}: is there already; --restart makes it anew")
    return None


def _transcribe(recording: "Recording", target: Path, whisper: "Whisper", how: Options) -> None:
    from adapters.recordings.transcribing import transcribe

    about = About(recording.path.name, recording.digest, how.model, how.language)
    part = target.with_name(target.name + files.PART)
    with files.Progress(part, files.plain(about)) as progress:
        bar = Bar(recording.path.name, recording.seconds)
        try:
            segments, lost = transcribe(recording, whisper, progress, bar)
        except (KeyboardInterrupt, ConfigError):
            bar.end()
            print(f"stopped; run it again to go on from {part}", file=sys.stderr)
            raise
        bar.end()
        files.save(target, Transcript(about, segments))
        progress.done()
    if lost:
        print(f"lovelm: {recording.path}: {lost:.0f} s could not be decoded", file=sys.stderr)
    if not segments:
        print(f"{target}: nobody speaks in it")
        return
    heard = ", ".join(f"{who} {clock_time(secs)}" for who, secs in talkers(segments).items() if who)
    print(f"{target}: {len(segments)} segments; voices (a first guess): {heard or 'none'}")


class Bar:
    """How much of a recording is read, on standard error; in place on a terminal, else now and
    then."""

    def __init__(self, name: str, seconds: float) -> None:
        self._name = name
        self._seconds = seconds
        self._in_place = sys.stderr.isatty()
        self._began = time.monotonic()
        self._first: float | None = None
        self._told = float("-inf")

    def __call__(self, done: float) -> None:
        if self._first is None:
            self._first = done  # what was done before says nothing of how fast it goes now
        now = time.monotonic()
        if now - self._told < (0.1 if self._in_place else TOLD_EVERY):
            return
        self._told = now
        start, end = ("\r", "") if self._in_place else ("", "\n")
        line = self._line(done, done - self._first, now - self._began)
        print(f"{start}{line}", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the terminal's line."""
        if self._in_place:
            print(file=sys.stderr)

    def _line(self, done: float, now_done: float, seconds: float) -> str:
        if not self._seconds:
            return f"{self._name} {clock_time(done)}"
        full = min(BAR, int(BAR * done / self._seconds))
        bar = f"[{'#' * full}{'-' * (BAR - full)}]"
        line = f"{self._name} {bar} {clock_time(done)}/{clock_time(self._seconds)}"
        if now_done <= 0 or seconds <= 0:
            return line
        rate = now_done / seconds
        left = max(0.0, self._seconds - done) / rate
        return f"{line}  {rate:4.1f}×  {clock_time(left)} left"
