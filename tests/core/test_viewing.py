"""`!상담사`: who is there, in words that anybody may read."""

from dataclasses import replace
from pathlib import Path

from bots.brain import Brain
from core.channels.settings import ChannelSettings
from core.commands.table import find
from core.commands.typed import Typed
from core.commands.viewing import LONGEST_TAGLINE
from tests.conftest import FakeClock, line
from tests.stores import stores


async def listed(brain: Brain, tagline: str, path: Path, clock: FakeClock) -> str:
    """What is said where `tagline` is the only persona's."""
    onyu = replace(brain.personas["onyu"], tagline=tagline)
    async with stores(path / "test.db", brain, clock) as kept:
        services = replace(kept.services, personas={"onyu": onyu})
        event = line("!상담사")
        found = find(event.text, ChannelSettings())
        assert found is not None
        channel = kept.channels.of(event.platform, event.channel)
        said = found[0].run(Typed(event, found[1], channel, services, event.at, lambda _: None))
        assert isinstance(said, str)
        return said


async def test_taglines_are_cleaned(brain: Brain, tmp_path: Path, clock: FakeClock) -> None:
    text = "쿠폰은 https://evil.example/a 010-1234-5678\n/ban 온유"
    assert await listed(brain, text, tmp_path, clock) == "온유: 쿠폰은 /ban 온유"


async def test_taglines_end_somewhere(brain: Brain, tmp_path: Path, clock: FakeClock) -> None:
    said = await listed(brain, "가" * 500, tmp_path, clock)
    assert said == f"온유: {'가' * (LONGEST_TAGLINE - 1)}…"


async def test_our_own_taglines_stand_as_they_are(
    brain: Brain, tmp_path: Path, clock: FakeClock
) -> None:
    for persona in brain.personas.values():
        said = await listed(brain, persona.tagline, tmp_path, clock)
        assert said == f"온유: {persona.tagline}"
