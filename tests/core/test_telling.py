"""An answer is said sentence by sentence while it is written, once, and no longer than it stands."""

import pytest
from msgspec.structs import replace

from core.events import Viewer
from tests.conftest import until
from tests.core.narrating import Stage, reply


async def test_sentences_are_told_as_they_come_and_never_twice(stage: Stage) -> None:
    stage.wall.goes_on.set()
    part = reply("a", chat="", speech="하나예요.", begun=1.0)
    stage.narrator.hear(part)
    await until(lambda: stage.voice.texts == ["하나예요."])
    stage.narrator.hear(replace(part, speech="둘이에요."))
    await until(lambda: len(stage.voice.texts) == 2)
    stage.narrator.take(replace(part, chat="셋.", speech="하나예요. 둘이에요. 셋이에요."))
    stage.narrator.take(reply("b"))
    await until(lambda: len(stage.voice.texts) == 4)
    assert stage.voice.texts == ["하나예요.", "둘이에요.", "셋이에요.", "천천히 같이 봐요."]
    assert stage.wall.ids() == ["a", "a:1", "a:2", "b"]


async def test_an_answer_that_changed_ends_what_was_begun(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", speech="하나예요."))
    stage.narrator.take(reply("a", speech="전혀 다른 말이에요."))
    stage.narrator.take(reply("b"))
    await until(lambda: stage.wall.ids() == ["a", "b"])
    assert stage.voice.texts == ["하나예요.", "천천히 같이 봐요."]


async def test_an_answer_that_failed_ends_what_was_begun(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", speech="하나예요."))
    await until(lambda: stage.wall.ids() == ["a"])
    stage.narrator.take(reply("a", speech="", persona=None))
    stage.narrator.take(reply("b"))
    await until(lambda: stage.wall.ids() == ["a", "b"])


@pytest.mark.parametrize("how", ["hush", "silence", "disclosed"])
async def test_what_is_half_told_stops(stage: Stage, how: str) -> None:
    stage.narrator.hear(reply("a", speech="하나예요."))
    await until(lambda: stage.wall.ids() == ["a"])
    if how == "hush":
        stage.narrator.hush(stage.channel)
    else:
        stage.narrator.silence("v")
        stage.held.add("v")
    # Of quiet nothing is left on the page; of one viewer's answer nothing but that goes.
    ended = (["1"], []) if how == "hush" else ([], ["1"])
    assert (stage.wall.stopped, stage.wall.interrupted) == ended
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", speech="둘이에요."))
    stage.narrator.take(reply("a", speech="하나예요. 둘이에요. 셋이에요."))
    stage.narrator.take(reply("b", viewer=Viewer("w", "다른")))
    await until(lambda: "b" in stage.wall.ids())
    assert stage.wall.ids() == ["a", "b"]


async def test_what_another_engine_writes_anew_is_not_told_again(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", speech="하나예요.", begun=1.0))
    await until(lambda: stage.wall.ids() == ["a"])
    stage.narrator.hear(reply("a", speech="하나예요.", begun=16.0))
    stage.narrator.take(reply("a", speech="하나예요. 둘이에요.", begun=16.0))
    stage.narrator.take(reply("b"))
    await until(lambda: "b" in stage.wall.ids())
    assert stage.voice.texts == ["하나예요.", "천천히 같이 봐요."]


async def test_an_answer_that_is_passed_on_again_is_told_once(stage: Stage) -> None:
    stage.wall.goes_on.set()
    for _ in range(2):
        stage.narrator.take(reply("a", begun=1.0))
    stage.narrator.hear(reply("a", speech="아까 하던 말이에요.", begun=0.5))
    stage.narrator.take(reply("b"))
    await until(lambda: "b" in stage.wall.ids())
    assert stage.wall.ids() == ["a", "b"]


async def test_what_is_not_for_the_overlay_is_not_heard_early(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", token="t"))
    stage.narrator.hear(reply("b", question="글쎄 그 사람이요"))
    stage.narrator.hear(reply("c", crisis=True))
    stage.narrator.take(reply("d"))
    await until(lambda: stage.wall.ids() == ["d"])
    stage.narrator.take(reply("b", question="글쎄 그 사람이요"))
    await until(lambda: list(stage.channel.held) == ["b"])


async def test_the_first_sound_is_timed(stage: Stage) -> None:
    timed: list[tuple[str, float]] = []
    stage.wall.goes_on.set()
    stage.narrator.sounded = lambda *what: timed.append(what)
    stage.narrator._clock = lambda: 101.5
    stage.narrator.hear(reply("a", speech="하나예요.", begun=100.0))
    stage.narrator.take(reply("a", speech="하나예요. 둘이에요.", begun=100.0))
    await until(lambda: stage.wall.ids() == ["a", "a:1"])
    assert timed == [("a", 1.5)]
    await stage.settings(speech=False)
    stage.narrator.take(reply("b", begun=100.0))
    await until(lambda: "b" in stage.wall.ids())
    assert len(timed) == 1, "captions are no sound"
