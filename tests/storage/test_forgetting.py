"""`잊어줘`: nothing of a viewer is left in the database's files; of the others everything is."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from adapters.models.embedded import EmbeddedResponder
from bots.brain import Brain, build_brain
from core.errands import Errand
from core.errors import BadInput
from core.events import ChatMessage, Donation, Viewer
from core.gifts.gift import Gift, GiftState
from core.labels import Emotion, Intent, Platform, Situation
from core.movies.opinion import Verdict
from core.party import party
from core.poll import Poll
from core.replies import Part, Reply
from core.safety.triage import Kind, Level, Triage
from core.turns import Reason, State, Support, Thanked, Turn
from core.viewers.nameless import reply_without, without
from core.viewers.recollection import Recollection
from storage.database import Target
from tests.conftest import FakeClock, line
from tests.management import agree
from tests.storage.rows import contents
from tests.stores import Stores, stores

GONE, LINKED = "twitch:770077007", "discord:880088008800880"
OTHER = "twitch:123123123"
NAME, WORDS = "숲속의두부", "읽씹당한 이야기입니다"
TRACES = (GONE, LINKED, NAME, WORDS)
NOWHERE: dict[str, list[str]] = {trace: [] for trace in TRACES}
ROWS = 400


@pytest.fixture(scope="module")
def brain() -> Brain:  # takes a second to build; no test minds what another told it
    return build_brain("러블름", EmbeddedResponder())


@pytest.fixture
async def kept(target: Target, brain: Brain, clock: FakeClock) -> AsyncIterator[Stores]:
    async with stores(target, brain, clock) as kept:
        await kept.people.link(GONE, LINKED)
        yield kept


def said(number: int, id: str, name: str) -> ChatMessage:
    who = {"platform": Platform.TWITCH, "channel": "c"}
    return replace(
        line(f"{number} {WORDS if id != OTHER else '남의 말'}", id, **who), viewer=Viewer(id, name)
    )


def turn(about: ChatMessage, **fields: Any) -> Turn:
    common: dict[str, Any] = {
        "id": about.id, "platform": about.platform, "channel": about.channel,
        "viewer": about.viewer, "text": about.text, "event_ids": (about.id,),
        "reason": Reason.WORRY, "score": 1.0, "at": about.at,
    }  # fmt: skip
    return Turn(**common | fields)


def reply(to: Turn, **fields: Any) -> Reply:
    common: dict[str, Any] = {
        "turn_id": to.id, "platform": to.platform, "channel": to.channel, "viewer": to.viewer,
        "in_reply_to": to.event_ids, "question": to.text, "persona": "onyu", "speaker": "온유",
        "chat": f"{to.viewer.name}님, {to.text}", "speech": to.text,
        "emotion": Emotion.HURT, "intent": Intent.COUNSEL,
    }  # fmt: skip
    return Reply(**common | fields)


def donation(about: ChatMessage) -> Donation:
    common = {name: getattr(about, name) for name in about.__struct_fields__}
    common = {k: v for k, v in common.items() if k not in ("reply_to", "private")}
    return Donation(**common | {"id": f"gift:{about.id}"}, amount=1000, shown="1,000원")


async def fill(kept: Stores, clock: FakeClock, rows: int = ROWS) -> None:
    """Whatever can be stored, of both accounts and of another viewer, among each other."""
    ids = [(GONE, OTHER, LINKED)[number % 3] for number in range(rows)]
    lines = [said(n, id, NAME if id != OTHER else "남") for n, id in enumerate(ids)]
    turns = [turn(about) for about in lines]
    for about in lines:
        kept.chat_log.append(about)
    await kept.turns.accept(turns)
    await asyncio.gather(*(kept.turns.answered(mine.id, reply(mine)) for mine in turns))
    for state in (State.SAYING, State.SAID):
        await asyncio.gather(*(kept.turns.move(mine.id, state) for mine in turns))
    await kept.gifts.add([Gift(event=donation(one), state=GiftState.CHECK) for one in lines])
    for number, id in enumerate(ids):
        await kept.known.feedback.judge(id, [f"film{number}"], Verdict.SAVED)
    await kept.chat_log.flush()
    for id in (GONE, OTHER):
        await kept.known.viewers.decide(id, "remembers", True)
        told = Recollection(
            turn=f"m{id[-3:]}", viewer=id, persona="onyu", situation=Situation.CRUSH,
            emotion=Emotion.LOVE, at=clock.now,
        )  # fmt: skip
        await kept.known.memories._keep(told)
    about = line("!연결", GONE, platform=Platform.TWITCH, channel="c", name=NAME)
    code = await kept.linking.viewer_code("discord:5")
    await agree(kept.linking, about, code)
    await kept.linking.viewer_code(LINKED)


async def traces(kept: Stores) -> dict[str, list[str]]:
    """What is still to be found in which file, or in which table of a server."""
    places = (await contents(kept.engine)).items()
    forms = {trace: (trace.encode(), ascii(trace.encode())[2:-1].encode()) for trace in TRACES}
    return {
        trace: [name for name, data in places if any(form in data for form in forms[trace])]
        for trace in TRACES
    }


async def test_no_trace_is_left_anywhere(
    kept: Stores, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await fill(kept, clock)
    assert all((await traces(kept)).values())
    await kept.privacy.forgetting.forget(LINKED)
    assert await traces(kept) == NOWHERE
    assert not [trace for trace in TRACES if trace in caplog.text]
    await kept.privacy.forgetting.forget(LINKED)  # again does no harm
    assert await traces(kept) == NOWHERE


async def test_the_others_keep_everything(kept: Stores, clock: FakeClock) -> None:
    await fill(kept, clock)
    before = await counts(kept, OTHER)
    ids = await column(kept, "SELECT id || state FROM turn ORDER BY id")
    money = await column(kept, "SELECT id || amount || state FROM donation ORDER BY id")
    await kept.privacy.forgetting.forget(GONE)
    assert await counts(kept, OTHER) == before
    assert await counts(kept, GONE) == [0] * 6
    assert await column(kept, "SELECT id || state FROM turn ORDER BY id") == ids
    assert await column(kept, "SELECT id || amount || state FROM donation ORDER BY id") == money
    assert kept.people.accounts(GONE) == [GONE]
    assert not (await kept.known.viewers.choice(GONE)).remembers
    assert (await kept.known.viewers.choice(OTHER)).remembers


async def counts(kept: Stores, viewer: str) -> list[int]:
    tables = ("turn", "chat", "donation", "film_feedback", "memory", "viewer_choice")
    found = [
        await column(kept, f"SELECT count(*) FROM {table} WHERE viewer = '{viewer}'")
        for table in tables
    ]
    return [count for (count,) in found]


async def column(kept: Stores, sql: str) -> list[Any]:
    async with kept.engine.connect() as connection:
        return list((await connection.execute(text(sql))).scalars())


async def test_what_is_still_held_is_gone_too(kept: Stores) -> None:
    channel = kept.channels.of(Platform.TWITCH, "c")
    mine, theirs = said(1, GONE, NAME), said(2, OTHER, "남")
    kept.chat_log.append(mine)
    kept.chat_log.append(theirs)
    for event in (mine, theirs):
        candidate = channel.gate.ask(event, event.text, None, event.at)
        assert candidate is not None
    candidate.also.append(said(3, LINKED, NAME))
    channel.gate.hear(donation(said(4, GONE, NAME)), 1.0)
    channel.poll = Poll("p", theirs.viewer, (Part("onyu", "온유", "…"),) * 2, 1e9)
    channel.poll.votes |= {kept.people.of(GONE): 1, OTHER: 2}
    await kept.privacy.forgetting.forget(GONE)
    await kept.chat_log.flush()
    assert channel.poll.votes == {OTHER: 2}
    assert await column(kept, "SELECT viewer FROM chat") == [OTHER]
    waiting = channel.gate.waiting()
    assert [(one.viewer.name, one.text, one.also) for one in waiting] == [
        ("익명", "", []), ("남", theirs.text, []),
    ]  # fmt: skip


async def test_gifts_that_wait_for_their_alert_are_nameless(kept: Stores, clock: FakeClock) -> None:
    kept.donations._announces = lambda _: False  # type: ignore[method-assign]
    passed: list[Gift] = []
    kept.donations.recorded = passed.append
    task = asyncio.create_task(kept.donations.run())
    try:
        kept.donations.record(donation(said(1, GONE, NAME)))
        await kept.privacy.forgetting.forget(GONE)
        clock.tick(60.0)
        async with asyncio.timeout(5.0):
            while not passed:
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert [(g.event.viewer.name, g.event.text, g.event.shown) for g in passed] == [  # type: ignore[union-attr]
        ("익명", "", "1,000원")
    ]


async def test_turns_of_others_name_nobody_any_more(kept: Stores) -> None:
    about = said(1, OTHER, "남")
    asked = turn(about, also=(Viewer(GONE, NAME), Viewer("x", "또남")))
    thanked = (Thanked(GONE, NAME, "1,000원"), Thanked(OTHER, "남", "500원"))
    burst = turn(said(2, OTHER, "남"), thanked=thanked, support=Support(kind="burst"))
    await kept.turns.accept([asked, burst])
    await kept.turns.answered(burst.id, reply(burst, chat=f"{NAME}님 1,000원, 남님 500원"))
    await kept.privacy.forgetting.forget(GONE)
    rows = {one.id: (one, answer) for one, _, answer in await kept.turns.unfinished(0.0)}
    assert rows[asked.id][0].also == (Viewer("x", "또남"),)
    answer = rows[burst.id][1]
    assert answer is not None
    assert answer.chat == "익명님 1,000원, 남님 500원 모두 고맙습니다!"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.ACCEPTED, State.DROPPED),
        (State.ANSWERED, State.DROPPED),
        (State.SAYING, State.UNKNOWN),
    ],
)
async def test_what_was_not_said_never_is(kept: Stores, before: State, after: State) -> None:
    mine = turn(said(1, GONE, NAME))
    await kept.turns.accept([mine])
    if before is not State.ACCEPTED:
        await kept.turns.answered(mine.id, reply(mine))
    if before is State.SAYING:
        await kept.turns.move(mine.id, before)
    await kept.privacy.forgetting.forget(GONE)
    await kept.turns.answered(mine.id, reply(mine))  # of an engine that had begun before
    assert await column(kept, "SELECT state FROM turn") == [after]
    assert await kept.turns.unfinished(0.0) == []
    assert await column(kept, "SELECT reply FROM turn WHERE reply IS NOT NULL") in (
        [],
        [msgspec.json.encode(reply_without(reply(mine), without(mine, {GONE}), {GONE}))],
    )


async def test_an_answer_under_way_ends_first(
    kept: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = kept.channels.of(Platform.TWITCH, "c")
    mine = turn(said(1, GONE, NAME))
    channel.in_flight[mine.id] = mine
    task = asyncio.create_task(kept.privacy.forgetting.forget(GONE))
    await kept.turns.accept([mine])
    await kept.turns.answered(mine.id, reply(mine))
    assert not task.done()
    channel.done(mine.id)
    await task
    assert await counts(kept, GONE) == [0] * 6
    channel.in_flight[mine.id] = mine
    monkeypatch.setattr("core.viewers.forgetting.PATIENCE", 0.1)
    with pytest.raises(BadInput, match="아직 못 지웠어요"):
        await kept.privacy.forgetting.forget(GONE)


async def test_nothing_is_remembered_behind_its_back(kept: Stores, clock: FakeClock) -> None:
    errands: list[Errand] = []
    kept.known.memories.errand = errands.append
    await kept.known.memories.switch(GONE, on=True)
    kept.known.memories.keep(
        Recollection(
            turn="t",
            viewer=GONE,
            persona="onyu",
            situation=None,
            emotion=Emotion.HURT,
            at=clock.now,
        )
    )
    await kept.privacy.forgetting.forget(GONE)
    await errands[0]()
    assert await kept.known.memories.all(GONE) == []


async def test_dialogue_and_films_begin_anew_and_aftercare_stays(
    kept: Stores, brain: Brain, clock: FakeClock
) -> None:
    mine = said(1, GONE, NAME)
    there = party(mine)
    brain.dialogues.of(there, clock.now).persona = "raon"
    brain.corner.listings.put(there, brain.films.catalogue.films[:2], 1, clock.now)
    danger = Triage(Level.EXPLICIT, Kind.SELF_HARM)
    brain.aftercare.answer(kept.people.of(GONE), danger, clock.now)
    kept.people.moved = brain.aftercare.carry
    await kept.privacy.forgetting.forget(GONE)
    assert brain.dialogues.find(there, clock.now) is None
    assert brain.corner.last(there, clock.now) is None
    assert brain.corner.listings.shown(there) == frozenset()
    assert all(brain.aftercare.holds(kept.people.of(id), clock.now) for id in (GONE, LINKED))
