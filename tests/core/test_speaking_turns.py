"""Nothing is said over the streamer: what waits, what is cut in on, what is never said late."""

import pytest

from core.channels.settings import Aloud
from core.events import Viewer
from core.show.line import LATE
from core.show.taking import Hearing
from tests.conftest import until
from tests.core.narrating import ONE, paid, reply
from tests.core.speaking import THREE, Show


async def test_an_answer_waits_for_silence(show: Show) -> None:
    show.hear(Hearing.SPEAKING)
    show.narrator.take(reply("a"))
    await until(lambda: show.narrator.corner(show.channel) == (True, 1))
    await show.passes(30)
    assert show.ids == []
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["a"])
    assert show.narrator.corner(show.channel) == (False, 0)


async def test_who_cuts_in_is_heard_after_the_sentence(show: Show) -> None:
    show.hear(Hearing.SILENT)
    show.wall.goes_on.clear()
    show.narrator.take(reply("a", speech=THREE))
    await until(lambda: show.ids == ["a"])
    show.hear(Hearing.SPEAKING)
    show.wall.goes_on.set()
    await until(lambda: show.waiting == 1)
    await show.passes(10)
    assert [event["text"] for _, event, _ in show.wall.played] == ["하나예요."]
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["a", "a:1", "a:2"])
    assert [event["text"] for _, event, _ in show.wall.played] == [
        "하나예요.", "둘이에요.", "셋이에요.",
    ]  # fmt: skip
    assert show.wall.stopped == [], "nothing is cut off in a sentence"
    assert show.voice.texts == [THREE], "it is spoken once, and cut"


async def test_without_a_microphone_it_is_one_sound(show: Show) -> None:
    show.narrator.take(reply("a", speech=THREE))
    await until(lambda: show.ids == ["a"])
    assert show.wall.played[0][1]["text"] == THREE


async def test_what_waits_too_long_is_not_said_late(show: Show) -> None:
    show.hear(Hearing.SPEAKING)
    for one in (reply("a"), paid("b"), reply("c", story=True)):
        show.narrator.take(one)
    await until(lambda: show.waiting == 3)
    await show.passes(LATE - 1)
    assert show.waiting == 3
    show.narrator.take(reply("d"))
    await show.passes(1)
    await until(lambda: show.waiting == 3)
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["b", "c", "d"])


async def test_where_chat_gets_nothing_nothing_is_too_late(show: Show) -> None:
    await show.settings(in_chat=False)
    show.hear(Hearing.SPEAKING)
    show.narrator.take(reply("a"))
    await until(lambda: show.waiting == 1)
    await show.passes(10 * LATE)
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["a"])


async def test_half_an_answer_is_not_told_late_either(show: Show) -> None:
    show.hear(Hearing.SILENT)
    show.wall.goes_on.clear()
    show.narrator.take(reply("a", speech=THREE))
    await until(lambda: show.ids == ["a"])
    show.hear(Hearing.SPEAKING)
    show.wall.goes_on.set()
    await until(lambda: show.waiting == 1)
    await show.passes(LATE)
    await until(lambda: show.waiting == 0)
    show.narrator.take(reply("b"))
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["a", "b"])


async def test_what_nobody_asked_for_waits_shortest(show: Show) -> None:
    show.hear(Hearing.SPEAKING)
    show.narrator.take(reply("a", unasked=True))
    show.narrator.take(reply("b"))
    await until(lambda: show.waiting == 2)
    await show.passes(25)
    await until(lambda: show.waiting == 1)
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["b"])


async def test_a_donor_who_comes_meanwhile_is_first(show: Show) -> None:
    show.hear(Hearing.SPEAKING)
    show.narrator.take(reply("a"))
    await until(lambda: show.waiting == 1)
    show.narrator.take(paid("b"))
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["b", "a"])


async def test_by_hand_they_are_let_speak_one_by_one(show: Show) -> None:
    await show.settings(aloud=Aloud.HAND)
    assert not show.narrator.allow(show.channel), "nothing waits"
    for id in "ab":
        show.narrator.take(reply(id))
    await until(lambda: show.waiting == 2)
    assert show.narrator.allow(show.channel)
    await until(lambda: show.ids == ["a"])
    await until(lambda: show.waiting == 1)
    await show.passes(5)
    assert show.ids == ["a"]
    show.hear(Hearing.SPEAKING)
    assert show.narrator.allow(show.channel), "whoever lets it may be speaking"
    await until(lambda: show.ids == ["a", "b"])


@pytest.mark.parametrize("how", ["while it is made", "silence", "hush"])
async def test_what_was_allowed_is_not_anothers_to_use(show: Show, how: str) -> None:
    show.hear(Hearing.SPEAKING)
    show.narrator.take(reply("a"))
    await until(lambda: show.waiting == 1)
    async with show.voice.busy:
        assert show.narrator.allow(show.channel)
        if how == "while it is made":
            await until(lambda: bool(show.voice.texts))
        if how == "hush":
            show.narrator.hush(show.channel)
        else:
            show.narrator.silence("v")
            await show.passes(1)
    show.narrator.take(reply("b", viewer=Viewer("w", "다른")))
    await show.passes(1)
    assert (show.ids, show.waiting) == ([], 1), "over the streamer's voice"
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["b"])


async def test_the_next_may_be_allowed_while_one_is_heard(show: Show) -> None:
    await show.settings(aloud=Aloud.ALWAYS)
    show.wall.goes_on.clear()
    show.narrator.take(reply("a"))
    await until(lambda: show.ids == ["a"])
    await show.settings(aloud=Aloud.HAND)
    show.narrator.take(reply("b"))
    assert show.narrator.allow(show.channel)
    show.wall.goes_on.set()
    await until(lambda: show.ids == ["a", "b"])


async def test_outside_a_corner_nothing_is_spoken(show: Show) -> None:
    await show.settings(corner="")
    show.narrator.take(reply("a"))
    show.narrator.take(paid("b"))
    await show.settings(corner="radio")
    show.narrator.take(reply("c"))
    await until(lambda: show.ids == ["c"])


async def test_a_corner_that_closes_ends_after_the_sentence(show: Show) -> None:
    show.hear(Hearing.SILENT)
    show.wall.goes_on.clear()
    show.narrator.take(reply("a", speech=THREE))
    show.narrator.take(paid("b"))
    await until(lambda: show.ids == ["b"])
    await show.settings(corner="")
    show.wall.goes_on.set()
    await until(lambda: show.waiting == 0)
    await show.settings(corner="talk")
    show.narrator.take(reply("c"))
    await until(lambda: show.ids == ["b", "c"])
    assert show.wall.stopped == []


async def test_a_video_is_waited_for_and_released(show: Show) -> None:
    show.narrator.video_began(*ONE, None)
    show.narrator.take(paid("a"))
    await until(lambda: show.waiting == 1)
    await show.passes(59)
    assert show.ids == []
    await show.passes(1)
    await until(lambda: show.ids == ["a"])
    show.narrator.video_began(*ONE, 30.0)
    show.narrator.take(reply("b"))
    await until(lambda: show.waiting == 1)
    assert show.narrator.video_ended(show.channel)
    await until(lambda: show.ids == ["a", "b"])
    assert not show.narrator.video_ended(show.channel)


@pytest.mark.parametrize("how", ["hush", "silence", "pause"])
async def test_what_waits_goes_with_its_writer(show: Show, how: str) -> None:
    show.hear(Hearing.SPEAKING)
    show.narrator.take(reply("a"))
    await until(lambda: show.waiting == 1)
    if how == "silence":
        show.narrator.silence("v")
    elif how == "hush":
        show.narrator.hush(show.channel)
    else:
        show.channel.rest(paused=True)
        show.hear(Hearing.SILENT)
    await until(lambda: show.waiting == 0)
    show.channel.rest(paused=False)
    show.narrator.take(reply("b", viewer=Viewer("w", "다른")))
    show.hear(Hearing.SILENT)
    await until(lambda: show.ids == ["b"])
