"""What managers do by typing is noted like what they do in the studio."""

from collections.abc import Awaitable
from pathlib import Path

from bots.brain import Brain
from core.channels.guilds import Actor, Place
from core.channels.settings import ChannelSettings
from core.commands.table import find
from core.commands.typed import Typed
from core.labels import Platform, Role
from tests.conftest import FakeClock, line
from tests.stores import stores

HERE = Place(Platform.TWITCH, "77")


async def test_what_is_typed_is_noted_and_what_changed_nothing_is_not(
    brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    noted: list[tuple[str, str, str]] = []

    def note(actor: Actor, place: Place, *about: str) -> None:
        assert (actor.id, actor.name, place) == ("m1", "다람쥐", HERE)
        noted.append(about)  # type: ignore[arg-type]

    async with stores(tmp_path / "test.db", brain, clock) as kept:
        channel = kept.channels.of(HERE.platform, HERE.channel)
        about = line("고민 있어요", "v1", name="두부", at=clock())
        channel.gate.ask(about, about.text, None, clock())
        channel.gate.hear(line("안녕하세요", "v2", name="귤", at=clock()), clock())
        for text in (
            "!봇무시 귤", "!봇무시 귤", "!봇무시 없는사람", "!다음", "!일시정지", "!조용", "!재개",
            "!다음", "!코너 열기 영화", "!코너 열기 영화", "!코너 닫기", "!코너 닫기",
        ):  # fmt: skip
            event = line(
                text, "m1", name="다람쥐", roles=frozenset({Role.MANAGER}),
                platform=HERE.platform, channel=HERE.channel,
            )  # fmt: skip
            found = find(text, ChannelSettings())
            assert found is not None
            command, words = found
            told: list[object] = []
            said = command.run(
                Typed(event, words, channel, kept.services, clock(), told.append, noted=note)
            )
            if isinstance(said, Awaitable):
                await said
    assert noted == [
        ("ignore", "귤", "v2"), ("heed", "귤", "v2"), ("skip", "두부", "v1"), ("pause", "", ""),
        ("quiet", "", ""), ("resume", "", ""), ("open", "films", ""), ("close", "", ""),
    ]  # fmt: skip
