"""What viewers decided about themselves, and what personas remember of them."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from bots.viewer_data import ViewerData, viewer_data
from core.labels import Emotion, Situation
from core.viewers.choice import ViewerChoice
from core.viewers.memories import KEPT_FOR, MOST
from core.viewers.recollection import Recollection
from storage.database import Target, open_database
from storage.memories import SqlMemories
from storage.retention import Retention
from tests.conftest import FakeClock

TOLD = Recollection(
    turn="t0", viewer="twitch:1", persona="onyu", situation=Situation.READ_IGNORED,
    emotion=Emotion.ANXIETY, at=1_000_000.0, partner="남친", duration="3일",
)  # fmt: skip


@pytest.fixture
async def known(target: Target, clock: FakeClock) -> AsyncIterator[ViewerData]:
    async with open_database(target) as engine:
        yield await viewer_data(engine, clock)


async def test_a_stranger_decided_nothing(known: ViewerData) -> None:
    assert await known.viewers.choice("twitch:1") == ViewerChoice()


async def test_linked_accounts_decide_as_one_and_the_newest_counts(
    known: ViewerData, clock: FakeClock
) -> None:
    await known.viewers.decide("twitch:1", "polite", True)
    clock.tick(1)
    await known.viewers.decide("discord:1", "remembers", True)
    assert await known.viewers.choice("discord:1") == ViewerChoice(remembers=True)
    await known.people.link("twitch:1", "discord:1")
    both = ViewerChoice(polite=True, remembers=True)
    assert [await known.viewers.choice(id) for id in ("twitch:1", "discord:1")] == [both, both]
    clock.tick(1)
    await known.viewers.decide("discord:1", "polite", False)
    assert (await known.viewers.choice("twitch:1")).polite is False
    await known.people.unlink("twitch:1")
    assert await known.viewers.choice("twitch:1") == ViewerChoice(polite=True)
    assert await known.viewers.choice("discord:1") == ViewerChoice(polite=False, remembers=True)


async def test_choices_outlive_the_process(target: Target, clock: FakeClock) -> None:
    async with open_database(target) as engine:
        await (await viewer_data(engine, clock)).viewers.decide("twitch:1", "polite", True)
    async with open_database(target) as engine:
        assert (await (await viewer_data(engine, clock)).viewers.choice("twitch:1")).polite


async def test_no_choice_is_forgotten_for_lack_of_room(
    known: ViewerData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.viewers.CACHED", 2)
    for number in range(4):
        await known.viewers.decide(f"twitch:{number}", "polite", number % 2 == 0)
    for _ in range(2):
        said = [(await known.viewers.choice(f"twitch:{number}")).polite for number in range(4)]
        assert said == [True, False, True, False]
    assert len(known.viewers._cached) == 2


async def test_the_oldest_memory_gives_way(known: ViewerData) -> None:
    store = SqlMemories(known.database)
    mine = ["twitch:1", "discord:1"]
    for account in ("discord:1", "twitch:2"):
        await known.viewers.decide(account, "remembers", True)
    for number in range(MOST + 2):
        account = mine[number % 2]
        told = replace(TOLD, turn=f"t{number}", viewer=account, at=TOLD.at + number)
        await store.add(told, mine, MOST)
    await store.add(replace(TOLD, turn="other", persona="raon"), mine, MOST)
    await store.add(replace(TOLD, turn="theirs", viewer="twitch:2"), ["twitch:2"], MOST)
    kept = [one.turn for one in await store.of(mine, 0.0) if one.persona == "onyu"]
    assert kept == [f"t{number}" for number in range(MOST + 1, 1, -1)]
    assert [one.turn for one in await store.of(["twitch:2"], 0.0)] == ["theirs"]


async def test_a_turn_is_remembered_once(known: ViewerData) -> None:
    store = SqlMemories(known.database)
    await known.viewers.decide("twitch:1", "remembers", True)
    for _ in range(2):
        await store.add(TOLD, ["twitch:1"], MOST)
    assert await store.of(["twitch:1"], 0.0) == [TOLD]


async def test_nothing_is_stored_after_a_consent_ended_elsewhere(known: ViewerData) -> None:
    store = SqlMemories(known.database)
    await store.add(TOLD, ["twitch:1"], MOST)
    assert await store.of(["twitch:1"], 0.0) == []
    await known.viewers.decide("twitch:1", "remembers", True)
    await known.viewers.decide("twitch:1", "remembers", False)
    await store.add(TOLD, ["twitch:1"], MOST)
    assert await store.of(["twitch:1"], 0.0) == []


async def test_memories_end_after_half_a_year(known: ViewerData, clock: FakeClock) -> None:
    store = SqlMemories(known.database)
    await known.viewers.decide("twitch:1", "remembers", True)
    await store.add(replace(TOLD, at=clock.now), ["twitch:1"], MOST)
    clock.tick(KEPT_FOR - 1)
    await Retention(known.database, clock).sweep()
    assert len(await known.memories.all("twitch:1")) == 1
    clock.tick(2)
    assert await known.memories.all("twitch:1") == []
    assert len(await store.of(["twitch:1"], 0.0)) == 1
    await Retention(known.database, clock).sweep()
    assert await store.of(["twitch:1"], 0.0) == []


async def test_nobody_drops_what_is_anothers(known: ViewerData) -> None:
    store = SqlMemories(known.database)
    await known.viewers.decide("twitch:1", "remembers", True)
    await store.add(TOLD, ["twitch:1"], MOST)
    assert not await known.memories.drop("twitch:2", "onyu", "t0")
    assert not await known.memories.drop("twitch:1", "raon", "t0")
    assert await known.memories.drop("twitch:1", "onyu", "t0")
    assert not await known.memories.drop("twitch:1", "onyu", "t0")


async def test_consent_ends_on_every_linked_account(known: ViewerData, clock: FakeClock) -> None:
    await known.memories.switch("twitch:1", True)
    await known.people.link("twitch:1", "discord:1")
    clock.tick(1)
    await known.memories.switch("discord:1", False)
    clock.tick(1)
    await known.people.unlink("discord:1")
    assert not any([await known.memories.on(id) for id in ("twitch:1", "discord:1")])


async def test_without_its_own_consent_nothing_is_kept_of_an_account_that_parts(
    known: ViewerData, clock: FakeClock
) -> None:
    await known.people.link("twitch:1", "discord:1")
    await known.memories.switch("discord:1", True)
    for number, viewer in enumerate(("twitch:1", "discord:1")):
        told = replace(TOLD, turn=f"t{number}", viewer=viewer, at=clock.now)
        await known.memories._keep(told)
    assert len(await known.memories.all("discord:1")) == 2
    await known.people.unlink("discord:1")
    assert await known.memories.all("twitch:1") == []
    assert [one.viewer for one in await known.memories.all("discord:1")] == ["discord:1"]
