"""Marks on both databases, what a report reads of best moments, and how both are forgotten."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.events import ChatMessage, Viewer
from core.labels import Emotion, Intent, Platform
from core.replies import Part
from core.reports.highlights import Why, highlights
from core.reports.kept import Kept
from core.reports.mark import Mark, MarkKind, left_out
from core.stories.story import Consents, Story, StoryState
from core.turns import Reason, State
from storage.chat_log import SqlChatLog
from storage.database import Target, open_database
from storage.forgotten import RULES, hashed
from storage.held import held
from storage.identities import SqlIdentities
from storage.marks import SqlMarks
from storage.report import SqlReport
from storage.retention import DAY, Retention
from storage.stories import SqlStories
from storage.tables import MARK
from storage.turns import SqlTurns
from tests.conftest import FakeClock
from tests.streams import CHANNEL, EVENING, Evening, person, reply

THERE = (Platform.TWITCH, CHANNEL)


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


def mark(after: float = 10.0, viewer: str = "twitch:m", **fields: Any) -> Mark:
    about = {"id": f"mark:{after}{viewer}", "channel": CHANNEL, "kind": MarkKind.MARK} | fields
    return Mark(platform=Platform.TWITCH, at=EVENING + after, viewer=viewer, **about)


async def kept(engine: AsyncEngine) -> Kept:
    return await SqlReport(engine).kept(*THERE, EVENING, EVENING + 3_600)


async def marks(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return sorted((await connection.execute(select(MARK.c.id))).scalars())


async def test_they_are_kept_once_and_read_by_place_and_time(engine: AsyncEngine) -> None:
    store = SqlMarks(engine)
    here = [mark(10, title="명장면 '\\"), mark(20, channel=f"{CHANNEL}/5", kind=MarkKind.HINT)]
    for one in (here[1], here[0], here[0], mark(-1), mark(30, channel=f"{CHANNEL}5")):
        await store.add(one)
    assert list((await kept(engine)).marks) == here
    assert len(await marks(engine)) == 4


async def test_who_disclosed_is_left_out_with_every_account(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    store, there = SqlMarks(engine), Evening(engine, clock)
    await SqlIdentities(engine).link("person:1", ["chzzk:1", "discord:1"], EVENING)
    await store.add(left_out(Platform.CHZZK, "elsewhere", "chzzk:1", EVENING - 100))
    await store.add(left_out(Platform.CHZZK, "elsewhere", "chzzk:1", EVENING + 7_200))
    await there.tell(10, 0, state=State.DROPPED, why="crisis")
    await there.tell(20, 1)
    assert (await kept(engine)).left_out == {"chzzk:1", "discord:1", person(0).id}
    await Retention(engine, clock_at(EVENING + 7_100 + 30 * DAY)).sweep()
    assert await marks(engine) == ["left_out:chzzk:1"]  # its time is that of the last


def clock_at(now: float) -> FakeClock:
    clock = FakeClock()
    clock.now = now
    return clock


async def test_votes_are_counted_from_chat(engine: AsyncEngine, clock: FakeClock) -> None:
    there, turns, log = Evening(engine, clock), SqlTurns(engine, clock), SqlChatLog(engine)
    asked: dict[str, Any] = {"reason": Reason.COMMAND, "state": State.ACCEPTED}
    turn = await there.tell(0, 0, "짜장면과 짬뽕 가운데 무엇", together=True, **asked)
    parts = (Part("onyu", "온유", "하나"), Part("raon", "라온", "둘"))
    light: dict[str, Any] = {"intent": Intent.SMALLTALK, "emotion": Emotion.NEUTRAL}
    await turns.answered(turn.id, reply(turn, parts=parts, **light))
    await turns.move(turn.id, State.SAYING)
    clock.tick(5)
    await turns.move(turn.id, State.SAID)
    lines = [
        ("a", "1", 1),
        ("a", "2번!", 9),
        ("b", "2", 70),
        ("c", "2", 90),
        ("d", "3", 5),
        ("e", "1등", 5),
    ]
    lines += [(f"f{n}", "2", 20) for n in range(3)]
    lines += [("a", "1", -20), (person(0).id, "1", 30)]  # before it; its teller
    for number, (viewer, text, after) in enumerate(lines):
        event = ChatMessage(
            id=f"vote{number}", platform=Platform.TWITCH, channel=CHANNEL, text=text,
            viewer=Viewer(viewer, viewer), at=EVENING + 5 + after,
        )  # fmt: skip
        log.append(event)
    await log.flush()
    found = await kept(engine)
    assert found.votes == {turn.id: (0, 5)}
    assert [dict(one.whys) for one in highlights(found)] == [{Why.VOTE: 5}]


async def test_stories_come_with_what_their_tellers_allow_now(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    store, there = SqlStories(engine, clock), Evening(engine, clock)
    for id, state, read_at in (
        ("s1", StoryState.ANSWERED, EVENING + 60),
        ("s2", StoryState.PENDING, 0.0),
        ("s3", StoryState.ANSWERED, EVENING - 60),
    ):
        await store.add(
            Story(
                id=id, platform=Platform.TWITCH, channel=CHANNEL, viewer=person(0).id, airs=1,
                pseudonym="졸린 두부", text="말을 못 했어요.", consents=Consents(True, shorts=True),
                at=EVENING, moved_at=EVENING, state=state, read_at=read_at,
            )
        )  # fmt: skip
    common: dict[str, Any] = {"reason": Reason.STORY}
    await there.tell(60, 0, id="story:s1:1", **common)
    await there.tell(90, 0, id="story:s1:1:together", together=True, **common)
    found = await kept(engine)
    assert [one.id for one in found.stories] == ["s1"]
    assert [dict(one.whys) for one in highlights(found)] == [{Why.STORY: 1}]
    await store.revoke("s1", "shorts")
    assert highlights(await kept(engine)) == []


async def test_they_are_told_forgotten_and_swept(engine: AsyncEngine) -> None:
    store = SqlMarks(engine)
    mine, other = mark(10, "twitch:1", title="내 제목"), mark(20, "twitch:2")
    for one in (mine, other, left_out(Platform.TWITCH, CHANNEL, "twitch:1", EVENING)):
        await store.add(one)
    shown = await held(engine, "twitch:1")
    assert [row["title"] for row in shown.marks] == ["", "내 제목"]
    assert not shown.empty
    row = {"viewer": "twitch:1"}
    assert RULES["mark"](row, {hashed("twitch:1")}) is None
    await store.forget(["twitch:1"])
    assert (await held(engine, "twitch:1")).empty
    assert await marks(engine) == [other.id]
    await Retention(engine, clock_at(EVENING + 19 + 30 * DAY)).sweep()
    assert await marks(engine) == [other.id]
    await Retention(engine, clock_at(EVENING + 21 + 30 * DAY)).sweep()
    assert await marks(engine) == []
