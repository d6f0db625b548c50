"""Whether a Twitch channel is live, as far as Twitch tells."""

from collections.abc import AsyncIterator

import pytest

from adapters.twitch import adapter as twitch_adapter
from tests.conftest import until
from tests.servers.twitch import Stage, staged

pytestmark = pytest.mark.usefixtures("hurried_twitch")

STREAMS = "/helix/streams"


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(twitch_adapter, "SOON", 0.01)
    monkeypatch.setattr(twitch_adapter, "LIVE_EVERY", 0.02)
    async with staged(users={"streamer": "1337", "another": "2448"}) as stage:
        yield stage


async def test_live_channels_are_known_and_others_are_not_live(stage: Stage) -> None:
    adapter, live = stage.adapter, stage.twitch.live
    await until(lambda: adapter.live("1337") is False)
    live.add("1337")
    await until(lambda: adapter.live("1337") is True)
    assert adapter.live("2448") is False
    live.clear()
    await until(lambda: adapter.live("1337") is False)


async def test_what_twitch_does_not_tell_is_not_known_and_chat_goes_on(stage: Stage) -> None:
    stage.twitch.live.add("1337")
    await until(lambda: stage.adapter.live("1337") is True)
    stage.faults.add(STREAMS, times=5, status=503)
    stage.faults.add(STREAMS, times=5, rubbish="[]")
    await until(lambda: stage.adapter.live("1337") is None)
    await stage.hears("여기요")
    await until(lambda: stage.adapter.live("1337") is True)
