"""Votes on several answers: what counts, who has the last word, what chat and overlay are told."""

import asyncio
from typing import Any

import pytest

from core.channels.channel import Channel
from core.events import ChatMessage, Viewer
from core.gate.pace import Pace
from core.labels import Emotion, Intent, Platform
from core.poll import LAST_WORD, OPEN_FOR, Poll
from core.polls import Polls
from core.replies import Part, Reply
from tests.conftest import FakeClock, until

TELLER = Viewer("room:1", "두부")
PARTS = tuple(
    Part(slug, name, "…") for slug, name in (("onyu", "온유"), ("dogeon", "도건"), ("raon", "라온"))
)


def poll(nameless: bool = False) -> Poll:
    return Poll("t1", TELLER, PARTS, OPEN_FOR, nameless)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1), (" 2 ", 2), ("3번", 3), ("2번!", 2), ("1ㅋㅋ", 1),
        ("4", 0), ("0", 0), ("1등", 0), ("12", 0), ("1시에 봐요", 0), ("", 0), ("１", 0),
    ],
)  # fmt: skip
def test_a_bare_number_counts(text: str, number: int) -> None:
    assert poll().number(text) == number


def test_one_vote_a_person_that_may_be_changed() -> None:
    vote = poll()
    assert vote.take("p1", "twitch:7", "1", 1.0)
    assert vote.take("p1", "chzzk:7", "3", 2.0)  # the same person on another platform
    assert vote.take("p2", "twitch:8", "3", 2.0)
    assert vote.counts == [0, 0, 2]
    assert not vote.take("p3", "twitch:9", "1", OPEN_FOR + 1)


def test_the_teller_has_the_last_word() -> None:
    vote = poll()
    vote.take("p2", "twitch:8", "1", 1.0)
    assert vote.result == "투표 끝! 온유 1 · 도건 0 · 라온 0."
    assert vote.take("p1", TELLER.id, "3", OPEN_FOR + 5)
    assert vote.counts == [1, 0, 0]
    assert vote.last_word == "이야기한 분은 라온의 답을 골랐어요."
    assert not vote.take("p1", TELLER.id, "1", OPEN_FOR + LAST_WORD)


@pytest.mark.parametrize(("others", "told"), [(0, False), (1, False), (2, True)])
def test_a_teller_under_another_name_is_not_pointed_at(others: int, told: bool) -> None:
    vote = poll(nameless=True)
    assert vote.take("p1", TELLER.id, "1", 1.0)
    assert vote.take("p1", TELLER.id, "3", 2.0)
    for number in range(others):
        assert vote.take(f"o{number}", f"o{number}", "3", 3.0)
    assert vote.counts == [0, 0, 1 + others], "a number that is not counted would be theirs"
    assert (vote.known == 3, "이야기한 분" in vote.result) == (told, told)


def test_a_late_number_would_be_the_tellers_own() -> None:
    vote = poll(nameless=True)
    for voter in "abc":
        vote.take(voter, voter, "3", 1.0)
    assert not vote.take("p1", TELLER.id, "3", OPEN_FOR)
    assert vote.result == "투표 끝! 온유 0 · 도건 0 · 라온 3."


def reply(parts: tuple[Part, ...] = PARTS, token: str | None = None, story: bool = False) -> Reply:
    return Reply(
        turn_id="t1", platform=Platform.ROOM, channel="room", viewer=TELLER, in_reply_to=("t1",),
        question="", persona="onyu", speaker="다같이", chat="…", speech="…", emotion=Emotion.HURT,
        intent=Intent.COUNSEL, parts=parts, token=token, story=story,
    )  # fmt: skip


class Table:
    """Polls over one channel, with what they said and showed."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.notices: list[str] = []
        self.shown: list[dict[str, Any]] = []
        self.persons: dict[str, str] = {}
        self.channel = Channel(Platform.ROOM, "room", gate=NoGate())  # type: ignore[arg-type]
        self.polls = Polls(
            self, self, self.clock,  # type: ignore[arg-type]
            lambda notice: self.notices.append(notice.text),
            lambda *shown: self.shown.append(shown[2]),
            tick=0.01,
        )  # fmt: skip

    def of(self, *place: str) -> Any:
        """The one channel; of a viewer, the person."""
        return self.channel if len(place) == 2 else self.persons.get(place[0], place[0])

    def type(self, viewer: str, text: str) -> bool:
        event = ChatMessage(
            id="e", platform=Platform.ROOM, channel="room", viewer=Viewer(viewer, viewer),
            at=self.clock(), text=text,
        )  # fmt: skip
        return self.polls.vote(event, self.channel, text, self.clock())


class NoGate:
    called_only = False
    pace = Pace(1, 1.0)

    def thank_from(self, _: object) -> None: ...


async def test_a_vote_opens_runs_and_closes() -> None:
    table = Table()
    running = asyncio.create_task(table.polls.run())
    assert not table.type("room:2", "1")
    table.polls.said(reply())
    assert table.type("room:2", "1")
    assert table.type("room:3", "2번")
    assert not table.type("room:3", "오늘 뭐 먹지")
    await until(lambda: bool(table.shown))
    assert [choice["votes"] for choice in table.shown[-1]["choices"]] == [1, 1, 0]
    assert not table.notices
    table.clock.tick(OPEN_FOR)
    await until(lambda: bool(table.notices))
    assert table.notices == ["투표 끝! 온유 1 · 도건 1 · 라온 0."]
    assert table.shown[-1]["closed"]
    assert table.type(TELLER.id, "2")
    await until(lambda: len(table.notices) == 2)
    assert table.notices[-1] == "이야기한 분은 도건의 답을 골랐어요."
    assert table.channel.poll is None
    running.cancel()


async def test_the_tellers_other_account_has_the_last_word_too() -> None:
    table = Table()
    table.persons = dict.fromkeys((TELLER.id, "twitch:1"), "person:1")
    table.polls.said(reply())
    assert table.type("twitch:1", "2")
    assert table.channel.poll is not None
    assert (table.channel.poll.counts, table.channel.poll.chosen) == ([0, 0, 0], 2)


async def test_of_a_story_overlay_and_chat_tell_no_single_choice() -> None:
    table = Table()
    table.persons = dict.fromkeys((TELLER.id, "twitch:1"), "person:1")
    table.polls.said(reply(story=True))
    table.type("twitch:1", "2")
    table.type("room:2", "2")
    table.clock.tick(OPEN_FOR)
    table.polls._tick(table.clock())
    assert table.notices == ["투표 끝! 온유 0 · 도건 2 · 라온 0."]
    assert (table.shown[-1]["closed"], table.shown[-1]["chosen"]) == (True, 0)
    assert table.channel.poll is None


@pytest.mark.parametrize("said", [reply(PARTS[:1]), reply(()), reply(token="slash")])
def test_nothing_to_vote_on(said: Reply) -> None:
    table = Table()
    table.polls.said(said)
    assert table.channel.poll is None


async def test_a_disclosure_of_the_teller_ends_it_without_a_word() -> None:
    table = Table()
    table.polls.said(reply())
    table.type("room:2", "1")
    table.polls.silence(TELLER.id)
    assert table.shown[-1]["gone"]
    assert table.channel.poll is None
    assert not table.type("room:2", "2")
    table.clock.tick(OPEN_FOR)
    table.polls._tick(table.clock())
    assert not table.notices


async def test_a_hushed_channel_hears_no_result() -> None:
    table = Table()
    table.polls.said(reply())
    table.channel.rest(quiet=True)
    table.clock.tick(OPEN_FOR)
    table.polls._tick(table.clock())
    assert not table.notices
    table.polls.said(reply())
    table.polls.hush(table.channel)
    assert table.channel.poll is None


async def test_forgotten_votes_and_stories_are_gone() -> None:
    table = Table()
    table.polls.said(reply())
    table.type("room:2", "1")
    table.polls.forget(["room:2"])
    assert table.channel.poll is not None
    assert table.channel.poll.counts == [0, 0, 0]
    table.polls.forget([TELLER.id])
    assert table.channel.poll is None


async def test_a_new_vote_takes_the_place_of_the_last() -> None:
    table = Table()
    table.polls.said(reply())
    first = table.channel.poll
    table.clock.tick(OPEN_FOR)
    table.polls.said(reply())
    assert table.channel.poll is not first
    table.polls._tick(table.clock())
    assert not table.notices, "the first ended without its result"
