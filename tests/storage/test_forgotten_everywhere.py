"""`잊어줘` and every table there is: each that can hold something of a viewer did, and holds
nothing afterwards. A table that is new fails here until it is told of."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bots.brain import Brain
from core.channels.audit import Entry
from core.channels.guilds import Place
from core.channels.ignored import ignore
from core.channels.invites import INVITE, Invite
from core.channels.settings import ChannelSettings, Level
from core.commands.table import kept as logged
from core.labels import Platform, Role
from core.pipeline.occasion import Occasion
from core.reports.mark import Mark, MarkKind, left_out
from core.spending.budget import Budget, Cap, Caps, Price
from core.stories.story import Consents, Story, StoryState
from core.viewers.veiled import NAMELESS, among, hashed
from storage.audit import SqlAudit
from storage.backup import dump, restore
from storage.chat_log import SqlChatLog
from storage.database import Target, open_database
from storage.held import held
from storage.invites import SqlInvites
from storage.settings import SqlSettings
from storage.spending import SqlSpending
from tests.conftest import FakeClock, line
from tests.storage.rows import Rows, contents, everything
from tests.storage.test_backup import quiet
from tests.storage.test_forgetting import GONE, LINKED, NAME, OTHER, TRACES, WORDS, brain, fill
from tests.stores import Stores, stores

__all__ = ["brain"]

HERE = (Platform.TWITCH, "c")
# Hold nothing of viewers in words, or at all; and why.
NOTHING = {
    "care": "who disclosed a crisis, for half an hour: answered as if nothing had been they are not",
    "credential": "a streamer's own consent, which `lovelm connect --remove` ends",
    "forgotten": "hashes",
    "guild_setting": "roles and a channel of a Discord guild",
    "link": "a stream and its guild",
    "spending": "whose it was by hash",
}


@pytest.fixture
async def kept(target: Target, brain: Brain, clock: FakeClock) -> AsyncIterator[Stores]:
    async with stores(target, brain, clock) as kept:
        await kept.people.link(GONE, LINKED)
        await fill(kept, clock, rows=30)
        await more(kept, clock)
        yield kept


async def more(kept: Stores, clock: FakeClock) -> None:
    """What the streamer's day leaves of both accounts, and of another viewer."""
    await ignore(kept.channels, *HERE, GONE, NAME, on=True)
    await ignore(kept.channels, *HERE, OTHER, "남", on=True)
    for id in (GONE, LINKED, OTHER):
        await stories(kept, clock, id)
        await marks(kept, clock, id)
        await studio(kept, clock, id)
    cap = Cap(0, 1_000_000)
    caps = Caps(cap, lambda *_: cap, cap)
    budget = Budget(SqlSpending(kept.engine), Price(), caps, kept.people.of, clock)
    for id in (GONE, OTHER):
        async with budget.call(Occasion(platform=HERE[0], channel=HERE[1], viewer=id), 10, 10):
            pass


async def stories(kept: Stores, clock: FakeClock, id: str) -> None:
    """One that was read, which the others like, and what else became of theirs."""
    for number, state in enumerate((StoryState.PENDING, StoryState.ANSWERED)):
        told = Story(
            id=f"{number}{hashed(id)}", platform=HERE[0], channel=HERE[1], viewer=id,
            pseudonym="졸린 두부", text=WORDS if id != OTHER else "남의 사연", airs=number,
            consents=Consents(True, follow_up=True, shorts=True), at=clock.now,
            moved_at=clock.now, state=state, read_at=clock.now * number,
        )  # fmt: skip
        await kept.known.stories.add(told)
        for liker in (GONE, OTHER):
            await kept.known.stories.like(told.id, liker, [liker])


async def marks(kept: Stores, clock: FakeClock, id: str) -> None:
    title = f"{NAME}의 {WORDS}" if id != OTHER else "남의 제목"
    mark = Mark(
        id=f"mark:{hashed(id)}", platform=HERE[0], channel=HERE[1], at=clock.now, viewer=id,
        kind=MarkKind.MARK, title=title,
    )  # fmt: skip
    await kept.known.marks.add(mark)
    await kept.known.marks.add(left_out(*HERE, id, clock.now))


async def studio(kept: Stores, clock: FakeClock, id: str) -> None:
    """As somebody who was managed, and who once managed by a link of their own."""
    name, own = (NAME if id != OTHER else "남"), hashed(f"invite {id}")
    invite = Invite(
        id=own, place=Place(*HERE), name=name, level=Level.MANAGER, by=id, guild="1",
        made_at=clock.now, until=clock.now + 60,
    )  # fmt: skip
    await SqlInvites(kept.engine).add(invite, hashed(own))
    deeds = [("discord:1", "방장", "ignore", name, id), (id, name, "open", "", ""),
             (f"{INVITE}{own}", name, "skip", "다른이", "twitch:9")]  # fmt: skip
    for number, (who, by, what, about, viewer) in enumerate(deeds):
        entry = Entry(
            id=f"{number}{hashed(id)}", platform=HERE[0], channel=HERE[1], at=clock.now, who=who,
            name=by, what=what, about=about, viewer=viewer,
        )  # fmt: skip
        await SqlAudit(kept.engine).add(entry)


def told(rows: Rows) -> dict[str, set[str]]:
    """Which traces are in which table, as letters or as bytes."""
    forms = {trace: (trace, repr(trace.encode())[2:-1]) for trace in TRACES}
    found = {
        table: {trace for trace in TRACES if any(form in repr(held) for form in forms[trace])}
        for table, held in rows.items()
    }
    return {table: traces for table, traces in found.items() if traces}


async def files(kept: Stores) -> list[str]:
    """Names of files (of a server's, tables) with a trace in them, journals and all."""
    whole = await contents(kept.engine)
    forms = [trace.encode() for trace in TRACES]
    forms += [ascii(form)[2:-1].encode() for form in forms]
    return [name for name, data in whole.items() if any(form in data for form in forms)]


async def test_every_table_held_something_and_none_does(
    kept: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    before = told(await everything(kept.engine))
    assert {*before} == {*SQLModel.metadata.tables} - NOTHING.keys()
    assert set().union(*before.values()) == {*TRACES}
    assert await files(kept)
    theirs = await of_the_other(kept)
    await kept.privacy.forgetting.forget(LINKED)
    assert told(await everything(kept.engine)) == {}
    assert await files(kept) == []
    assert not [trace for trace in TRACES if trace in caplog.text]
    assert await of_the_other(kept) == theirs
    # Asked again, nothing comes back.
    await kept.privacy.forgetting.forget(LINKED)
    assert told(await everything(kept.engine)) == {}


async def of_the_other(kept: Stores) -> list[int]:
    found = await held(kept.engine, OTHER)
    return [
        len(part)
        for part in (
            found.chat, found.turns, found.gifts, found.films, found.memories, found.choices,
            found.spending, found.ignored, found.noted, found.stories, found.marks,
        )
    ]  # fmt: skip


async def test_whom_a_manager_ignored_is_ignored_on_by_nobodys_name(kept: Stores) -> None:
    """Forgetting is no way around a manager's decision, which they can still take back."""
    await kept.privacy.forgetting.forget(GONE)
    stored = await SqlSettings(kept.engine).channel(*HERE)
    assert stored is not None
    assert stored == kept.channels.settings(*HERE)
    assert stored.ignored == {hashed(GONE): NAMELESS, OTHER: "남"}
    assert [among(stored.ignored, id) for id in (GONE, OTHER, LINKED)] == [True, True, False]
    found = await held(kept.engine, GONE)
    assert [row["name"] for row in found.ignored] == [NAMELESS]
    assert found.empty
    await ignore(kept.channels, *HERE, GONE, NAME, on=False)
    assert kept.channels.settings(*HERE).ignored == {OTHER: "남"}


async def test_a_backup_from_before_names_nobody_who_was_ignored(
    target: Target, brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    file = tmp_path / "before.backup"
    async with stores(target, brain, clock) as kept:
        await more(kept, clock)
        await dump(kept.engine, file, clock.now, quiet)
        clock.tick(60.0)
        await kept.privacy.forgetting.forget(GONE)
    async with open_database(target) as engine:
        await restore(engine, file, clock.now, True, quiet)
        rows = await everything(engine)
        assert GONE not in repr(rows["channel_setting"]) + repr(rows["audit"])
        stored = await SqlSettings(engine).channel(*HERE)
    assert stored is not None
    assert stored.ignored == {hashed(GONE): NAMELESS, OTHER: "남"}


@pytest.mark.parametrize(
    "words", ["!봇무시 숲속의두부", "!럽 봇무시  @숲속의두부 ", "!ignore 숲속의두부"]
)
async def test_a_managers_line_about_somebody_is_logged_without_the_name(
    kept: Stores, words: str
) -> None:
    manager = frozenset({Role.MANAGER})
    event = line(words, "twitch:7", platform=HERE[0], channel=HERE[1], roles=manager)
    log = SqlChatLog(kept.engine)
    log.append(logged(event, ChannelSettings()))
    await log.flush()
    rows = (await held(kept.engine, "twitch:7")).chat
    assert [row["text"] for row in rows] == [words.partition("숲")[0].rstrip(" @")]


def test_other_lines_are_logged_as_they_are() -> None:
    for words in ("!상담 고민이 있어요", "봇무시 해 주세요", "!봇무시", "!모르는명령 숲속의두부"):
        assert logged(line(words), ChannelSettings()).text == words
