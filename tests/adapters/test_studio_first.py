"""The first settings in the studio: proposed until somebody decides, and never saved by the way."""

import pytest

from adapters.studio.deeds import Deeds
from adapters.studio.first import FirstDeeds, proposal
from core.channels.guilds import Actor, Place
from core.channels.settings import Announcer, Bare, ChannelSettings, Level, Mode, Pet
from core.errors import BadInput
from core.labels import Platform
from tests.conftest import FakeClock
from tests.management import Management

HERE = Place(Platform.ROOM, "room")
MANAGER = Actor(id="invite:m", name="다람쥐", guild=None, at=HERE, may=Level.MANAGER)
FIRST = {"do": "first", "mode": "called", "announcer": "channel", "bare": "few"}


@pytest.fixture
def deeds(management: Management, clock: FakeClock) -> Deeds:
    found = Deeds(management.backstage, clock)
    found.table |= FirstDeeds(management.console).table
    return found


def settings(management: Management) -> ChannelSettings:
    return management.channels.settings(HERE.platform, HERE.channel)


@pytest.mark.parametrize(("key", "value"), [("pet", "cat"), ("aloud", "hand"), ("bare", "few")])
async def test_another_change_saves_nothing_that_was_proposed(
    deeds: Deeds, management: Management, key: str, value: str
) -> None:
    done = await deeds.do(MANAGER, HERE, {"do": "set", "key": key, "value": value})
    now = settings(management)
    assert (now.mode, now.announcer, now.decided) == (Mode.OPEN, Announcer.LOVELM, False)
    assert getattr(now, key) == value
    await deeds.do(MANAGER, HERE, done["undo"])
    assert settings(management) == ChannelSettings()


async def test_the_first_settings_are_exactly_these(deeds: Deeds, management: Management) -> None:
    await deeds.do(MANAGER, HERE, {"do": "set", "key": "pet", "value": "cat"})
    await deeds.do(MANAGER, HERE, FIRST)
    assert settings(management) == ChannelSettings(
        mode=Mode.CALLED, announcer=Announcer.CHANNEL, bare=Bare.FEW, pet=Pet.CAT, decided=True
    )
    for late in ({"do": "keep"}, FIRST | {"mode": "off"}):
        with pytest.raises(BadInput, match="이미 다른 분이"):
            await deeds.do(MANAGER, HERE, late)
    assert settings(management).mode is Mode.CALLED


async def test_to_keep_decides_and_changes_nothing(deeds: Deeds, management: Management) -> None:
    await deeds.do(MANAGER, HERE, {"do": "keep"})
    assert settings(management) == ChannelSettings(decided=True)


@pytest.mark.parametrize("missing", ["mode", "announcer", "bare"])
async def test_all_three_are_needed(deeds: Deeds, management: Management, missing: str) -> None:
    with pytest.raises(BadInput):
        await deeds.do(MANAGER, HERE, {key: FIRST[key] for key in FIRST if key != missing})
    assert settings(management) == ChannelSettings()


async def test_on_discord_nothing_is_kept_that_nobody_knows(management: Management) -> None:
    there = Place(Platform.DISCORD, "300")
    actor = Actor(id="invite:d", name="다람쥐", guild=None, at=there, may=Level.MANAGER)
    proposed = proposal(ChannelSettings(), there)
    assert proposed == {"values": {"mode": "called", "announcer": "channel"}, "may_keep": False}
    with pytest.raises(BadInput, match="디스코드"):
        await FirstDeeds(management.console).keep(actor, there, {})
    assert management.console.opened(Platform.DISCORD, "300") is None
    assert proposal(ChannelSettings(decided=True), there) is None
