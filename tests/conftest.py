"""What many tests share."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from adapters.models.embedded import EmbeddedResponder
from bots.brain import Brain, build_brain
from core.events import ChatMessage, Donation, Viewer
from core.labels import Platform

# Speed is a benchmark's matter; under load a deadline fails what is right.
settings.register_profile("lovelm", deadline=None)
settings.load_profile("lovelm")


class FakeClock:
    """Time that stands still until a test moves it."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def tick(self, seconds: float) -> float:
        self.now += seconds
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def brain() -> Brain:
    """A fresh brain: personas, models, films, no memory of other tests."""
    return build_brain("러블름", EmbeddedResponder())


_count = iter(range(1_000_000_000))


def line(text: str, viewer: str = "v1", at: float = 1_000_000.0, **fields: object) -> ChatMessage:
    """A chat message with an id of its own."""
    who = Viewer(viewer, fields.pop("name", viewer), fields.pop("roles", frozenset()))  # type: ignore[arg-type]
    about = {"platform": Platform.ROOM, "channel": "room"} | fields
    return ChatMessage(id=f"test:{next(_count)}", viewer=who, at=at, text=text, **about)  # type: ignore[arg-type]


def gift(amount: int, text: str = "", viewer: str = "donor", at: float = 1_000_000.0) -> Donation:
    """A donation in won."""
    return Donation(
        id=f"test:{next(_count)}",
        platform=Platform.ROOM,
        channel="room",
        viewer=Viewer(viewer, viewer),
        at=at,
        text=text,
        amount=amount,
        shown=f"{amount:,}원",
    )


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads a developer's settings or writes into their data folder."""
    for name in (
        "LOVELM_TWITCH_CLIENT_ID",
        "LOVELM_CHZZK_CLIENT_ID",
        "LOVELM_DISCORD_TOKEN",
        "LOVELM_PUBLIC_URL",
        "LOVELM_BIND",
        "LOVELM_DATABASE_URL",
        "LOVELM_REDIS_URL",
        "LOVELM_ROLES",
        "LOVELM_PAGE_KEY",
        "LOVELM_SECRETS_DIR",
        "LOVELM_LOG",
        "LOVELM_METRICS_TOKEN",
        "LOVELM_TMDB_KEY",
        "LOVELM_MODEL_URL",
        "LOVELM_MODEL_LOCAL",
        "LOVELM_VOICE",
        "LOVELM_VOICE_URL",
        "LOVELM_OBS_URL",
        "PORT",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOVELM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def until(condition: Callable[[], bool], within: float = 10.0) -> None:
    """Return as soon as `condition` holds. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.01)
