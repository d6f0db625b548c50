"""What a check finds, and what it is given."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bots.settings import Settings
from core.errors import ConfigError, PlatformError
from core.ports import Clock
from storage.credentials import SqlGrants


class State(StrEnum):
    OK = "ok"
    OFF = "off"  # not set up, which is nobody's fault
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """`fix` says what to do about a warning or what is broken."""

    part: str
    state: State
    what: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Channels that somebody asks about."""

    twitch: tuple[str, ...] = ()
    chzzk: tuple[str, ...] = ()
    discord: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What checks are given. `grants` is None when the database or the keys cannot be used,
    `folder` when there is no place for either; `trouble` says why."""

    settings: Settings
    clock: Clock
    folder: Path | None = None
    grants: SqlGrants | None = None
    trouble: ConfigError | None = None
    wanted: Wanted = field(default_factory=Wanted)


Check = Callable[[About], Awaitable[Sequence[Finding]]]


def ok(part: str, what: str) -> Finding:
    return Finding(part, State.OK, what)


def off(part: str, what: str) -> Finding:
    return Finding(part, State.OFF, what)


def warning(part: str, what: str, fix: str) -> Finding:
    return Finding(part, State.WARNING, what, fix)


def broken(part: str, what: str, fix: str) -> Finding:
    return Finding(part, State.BROKEN, what, fix)


def wrong(part: str, error: ConfigError) -> Finding:
    """A setting or file that cannot be used."""
    return broken(part, f"{error.key}: {error.why}", error.fix)


def unreached(part: str, error: PlatformError) -> Finding:
    """A platform that gave no usable answer."""
    return broken(part, str(error), NETWORK)


NETWORK = "check this machine's network; if it works, the platform is down: try again later"
