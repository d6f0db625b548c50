"""What was said unasked, on real databases."""

from msgspec.structs import replace

from bots.brain import Brain
from core.channels.channel import Channel
from core.corners.runner import unasked
from core.gate.gate import GateSettings
from core.labels import Platform
from core.replies import Part
from storage.database import Target, open_database
from storage.idle import SqlAired
from storage.turns import SqlTurns
from tests.conftest import FakeClock
from tests.storage.test_turns import turn

HELLO = (Part("onyu", "온유", "다들 저녁 드셨어요?"), Part("raon", "라온", "나는 아직이야!"))
QUESTION = (Part("raon", "라온", "붕어빵은 팥이야?"),)


async def test_what_was_said_unasked_is_found_again(target: Target, brain: Brain) -> None:
    clock = FakeClock()
    here = Channel(Platform.TWITCH, "13_7", brain.gate(GateSettings()))
    elsewhere = Channel(Platform.TWITCH, "1347", brain.gate(GateSettings()))
    async with open_database(target) as engine:
        turns, aired = SqlTurns(engine, clock), SqlAired(engine)
        told = [unasked(here, HELLO, clock()), unasked(here, QUESTION, clock.tick(60))]
        asked = replace(turn("t", at=clock()), platform=Platform.TWITCH, channel="13_7")
        await turns.accept([*reversed(told), unasked(elsewhere, QUESTION, clock()), asked])
        assert await aired.since(Platform.TWITCH, "13_7", 0.0) == [HELLO, QUESTION]
        assert await aired.since(Platform.TWITCH, "13_7", clock()) == [QUESTION]
        assert await turns.accept([unasked(here, HELLO, clock() + 10)]) == [], "once a minute"
