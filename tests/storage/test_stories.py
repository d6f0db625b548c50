"""Stories on both databases: each step once, likes once a person, and forgotten with all of it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from core.labels import Platform
from core.stories.story import OPEN, Consents, Story, StoryState
from core.viewers.memories import KEPT_FOR
from storage.database import Target, open_database
from storage.forgotten import RULES, hashed
from storage.held import held
from storage.retention import DAY, Retention
from storage.stories import SqlStories
from tests.conftest import FakeClock

NOW = 1_000_000.0
TOLD = Story(
    id="s1", platform=Platform.CHZZK, channel="c1", viewer="discord:1", pseudonym="졸린 두부",
    text="3년 만난 사람이 [전화번호]로 연락했어요.", consents=Consents(True, follow_up=True),
    at=NOW, moved_at=NOW,
)  # fmt: skip


@pytest.fixture
async def store(target: Target, clock: FakeClock) -> AsyncIterator[SqlStories]:
    async with open_database(target) as engine:
        yield SqlStories(engine, clock)


async def test_it_is_kept_as_it_was_told(store: SqlStories) -> None:
    await store.add(TOLD, "hash")
    await store.add(replace(TOLD, text="다른 말"), "other")
    assert await store.get("s1") == await store.coded("hash") == TOLD
    assert TOLD.masked == [(10, 16)]
    assert await store.coded("") is None
    assert await store.of(["discord:1", "twitch:9"]) == [TOLD]


async def test_of_many_one_moves_it(store: SqlStories) -> None:
    await store.add(TOLD)
    moves = [store.move("s1", OPEN, StoryState.QUEUED) for _ in range(8)]
    moved = [story for story in await asyncio.gather(*moves) if story is not None]
    assert [story.airs for story in moved] == [1]
    assert await store.on_air() == moved
    assert await store.move("s1", OPEN, StoryState.WITHDRAWN) is None


async def test_the_order_is_that_of_the_approval(store: SqlStories, clock: FakeClock) -> None:
    for number in range(3):
        await store.add(replace(TOLD, id=f"s{number}", at=NOW + number, moved_at=NOW + number))
    await store.add(replace(TOLD, id="elsewhere", channel="c2"))
    for id in ("s2", "s0"):
        clock.tick(1)
        await store.move(id, OPEN, StoryState.APPROVED)
    approved = await store.listed(Platform.CHZZK, "c1", [StoryState.APPROVED], 5)
    assert [story.id for story in approved] == ["s2", "s0"]
    assert await store.open(Platform.CHZZK, "c1") == 3
    assert await store.open(Platform.CHZZK, "c1", ["twitch:1"]) == 0


async def test_a_person_likes_once_whatever_account(store: SqlStories) -> None:
    for id in ("s1", "s2"):
        await store.add(replace(TOLD, id=id))
        await store.move(id, OPEN, StoryState.READ, read_at=NOW)
    both = ["chzzk:5", "discord:5"]
    assert await store.like("s1", "chzzk:5", both)
    assert not await store.like("s1", "discord:5", both)
    assert await store.like("s2", "chzzk:6", ["chzzk:6"])
    assert await store.like("s2", "chzzk:5", both)
    best = await store.best(Platform.CHZZK, "c1", 5)
    assert [(liked.story.id, liked.likes) for liked in best] == [("s2", 2), ("s1", 1)]
    assert [liked.likes for liked in await store.liked([TOLD])] == [1]
    await store.forget(["chzzk:5"])
    assert [liked.story.id for liked in await store.best(Platform.CHZZK, "c1", 5)] == ["s2"]


async def test_a_teller_is_asked_once(store: SqlStories) -> None:
    await store.add(TOLD)
    assert await store.to_ask(NOW * 2, 5) == []
    await store.move("s1", OPEN, StoryState.READ, read_at=NOW)
    assert await store.to_ask(NOW, 5) == []
    assert [story.id for story in await store.to_ask(NOW + 1, 5)] == ["s1"]
    asked = await asyncio.gather(*(store.asked("s1", NOW + 5) for _ in range(4)))
    assert len([story for story in asked if story is not None]) == 1
    assert await store.to_ask(NOW + 1, 5) == []


async def test_nothing_of_a_forgotten_teller_stays(store: SqlStories) -> None:
    await store.add(TOLD)
    await store.add(replace(TOLD, id="s2", viewer="discord:2"))
    for id in ("s1", "s2"):
        await store.like(id, "twitch:3", ["twitch:3"])
    await store.forget(["discord:1"])
    assert await store.get("s1") is None
    assert [liked.likes for liked in await store.liked([TOLD])] == [0]
    assert await store.get("s2") is not None


async def test_old_ones_go(target: Target, clock: FakeClock) -> None:
    async with open_database(target) as engine:
        store = SqlStories(engine, clock)
        for id in ("told", "refused"):
            await store.add(replace(TOLD, id=id))
            await store.like(id, "twitch:3", ["twitch:3"])
        await store.move("refused", OPEN, StoryState.REFUSED)
        clock.tick(31 * DAY)
        await Retention(engine, clock).sweep()
        assert [story.id for story in await store.of(["discord:1"])] == ["told"]
        clock.tick(KEPT_FOR)
        await Retention(engine, clock).sweep()
        assert await store.of(["discord:1"]) == []
        assert [liked.likes for liked in await store.liked([TOLD])] == [0]


async def test_it_is_told_to_its_teller_and_left_out_of_a_restored_backup(
    target: Target, clock: FakeClock
) -> None:
    async with open_database(target) as engine:
        store = SqlStories(engine, clock)
        await store.add(TOLD)
        await store.add(replace(TOLD, id="s2", viewer="discord:2"))
        await store.like("s2", "discord:1", ["discord:1"])
        found = await held(engine, "discord:1")
        assert [row["id"] for row in found.stories] == ["s1"]
        assert [row["story"] for row in found.likes] == ["s2"]
        assert not found.empty
    for table in ("story", "story_like"):
        rule = RULES[table]
        assert rule({"viewer": "discord:1"}, {hashed("discord:1")}) is None
        assert rule({"viewer": "discord:2"}, {hashed("discord:1")}) == {"viewer": "discord:2"}
