"""What is kept of a viewer, on both databases: all of theirs, nothing of others."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.settings import ChannelSettings
from core.events import Viewer
from core.labels import Emotion, Platform, Situation
from core.safety.aftercare import Disclosed
from core.safety.levels import Kind, Level, Triage
from core.turns import Thanked
from core.viewers.people import People
from core.viewers.recollection import Recollection
from core.viewers.veiled import hashed
from storage.care import SqlCare
from storage.credentials import CREDENTIAL
from storage.database import Target, open_database
from storage.forgotten import SqlForgotten
from storage.held import held
from storage.identities import SqlIdentities
from storage.memories import SqlMemories
from storage.settings import SqlSettings
from storage.tables import SPENDING
from storage.viewers import SqlViewers
from tests.conftest import FakeClock
from tests.streams import EVENING, NAMES, Evening, evening, person

MINE, OTHER, LINKED = person(0), person(1), "discord:880088"


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


async def fill(engine: AsyncEngine, clock: FakeClock) -> None:
    """All that can be kept of somebody who has two accounts."""
    await evening(engine, clock)
    await SqlIdentities(engine).link("person:1", [LINKED, MINE.id], EVENING)
    people = People(SqlIdentities(engine), {LINKED: "person:1", MINE.id: "person:1"}, clock)
    await SqlViewers(engine, people, clock).decide(LINKED, "remembers", True)
    memory = Recollection(
        turn="m", viewer=LINKED, persona="onyu", situation=Situation.CRUSH, emotion=Emotion.LOVE,
        at=EVENING, partner="선배",
    )  # fmt: skip
    await SqlMemories(engine).add(memory, [LINKED], 5)
    await SqlForgotten(engine, clock).forget([LINKED])
    triage = Triage(Level.EXPLICIT, Kind.SELF_HARM)
    for one in ("person:1", OTHER.id):
        await SqlCare(engine).keep(Disclosed(one, triage, EVENING, False, EVENING))
    settings = ChannelSettings(ignored={MINE.id: MINE.name, "x": "남"})
    await SqlSettings(engine).save_channel(Platform.TWITCH, "1337", settings)
    platform, _, account = MINE.id.partition(":")
    grant = {"platform": platform, "kind": "broadcaster", "name": MINE.name, "sealed": b"planted"}
    spent = {"day": "2026-11-22", "scope": "viewer", "tokens_in": 1, "tokens_out": 2, "microwon": 3}
    async with engine.begin() as connection:
        for id in (account, "1"):
            await connection.execute(CREDENTIAL.insert().values(grant | {"account": id}))
        for key in map(hashed, ("person:1", OTHER.id)):
            await connection.execute(SPENDING.insert().values(spent | {"key": key}))


async def test_all_of_a_person_by_either_account(engine: AsyncEngine, clock: FakeClock) -> None:
    await fill(engine, clock)
    found = await held(engine, LINKED)
    assert found == await held(engine, MINE.id)
    assert found.accounts == [LINKED, MINE.id]
    assert {row["viewer"] for row in found.chat} == {MINE.id}
    assert [one.turn.at - EVENING for one in found.turns] == [0, 400, 1_200]
    assert [(row["amount"], event.viewer.id) for row, event in found.gifts] == [(5_000, MINE.id)]
    assert [row["film"] for row in found.films] == ["f1"]
    assert [row["partner"] for row in found.memories] == ["선배"]
    assert [row["what"] for row in found.choices] == ["remembers"]
    assert [(row["key"], row["microwon"]) for row in found.spending] == [(hashed("person:1"), 3)]
    assert [row["account"] for row in found.grants] == [MINE.id.partition(":")[2]]
    assert [row["name"] for row in found.ignored] == [MINE.name]
    assert len(found.forgotten) == 1
    assert [row["person"] for row in found.care] == ["person:1"]
    shown = repr(found)
    assert "planted" not in shown
    assert not [name for name in NAMES[1:] if name in shown]
    assert OTHER.id not in shown


async def test_turns_of_others_that_name_them(engine: AsyncEngine, clock: FakeClock) -> None:
    there = Evening(engine, clock)
    await there.tell(0, 1, also=(MINE,))
    await there.tell(1, 1, thanked=(Thanked(MINE.id, MINE.name, "1,000원"),))
    await there.tell(2, 1, f'"{MINE.id}" 안녕')  # only words
    await there.tell(3, 1, also=(Viewer(f"{MINE.id}9", "남"),))
    found = await held(engine, MINE.id)
    assert [one.turn.at - EVENING for one in found.turns] == [0, 1]
    assert not found.empty


async def test_of_a_stranger_there_is_nothing(engine: AsyncEngine, clock: FakeClock) -> None:
    await fill(engine, clock)
    found = await held(engine, "twitch:77000")
    assert found.empty
    assert (found.ignored, found.forgotten) == ([], [])
