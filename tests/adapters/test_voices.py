"""A voice of the streamer's own with the embedded one behind it: real ones, both."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from adapters.speech import voices as module
from adapters.speech.espeak import EspeakSpeech
from adapters.speech.joining import NothingToSay
from adapters.speech.openai_speech import OpenAiSpeech
from adapters.speech.voices import Choice, OwnVoice, Voices, named, voiced
from core.breaker import FAILURES, OPEN_FOR, Breaker
from core.errors import ConfigError
from core.persona import Voice
from tests.conftest import FakeClock, until
from tests.servers.speech import Fault, FaultySpeech

ONYU = Voice(200, 55, "onyu", "nova")
DOGEON = Voice(215, 30, "dogeon", "alloy")
GUEST = Voice(200, 55, "guest", "alloy")
VOICES = {"onyu": Voice(200, 55), "dogeon": Voice(215, 30), "guest": Voice(200, 55)}
EMBEDDED = EspeakSpeech.label
FIX = "서버를 봐 주세요."


@pytest.fixture
async def server() -> AsyncIterator[FaultySpeech]:
    async with FaultySpeech().serve() as server:
        yield server


@pytest.fixture
async def voices(server: FaultySpeech, clock: FakeClock) -> AsyncIterator[Voices]:
    async with (
        EspeakSpeech() as second,
        OpenAiSpeech.open(server.url, server.key, server.model) as first,
    ):
        yield Voices(OwnVoice(first, Breaker(clock), clock, FIX), second)


def problems(voices: Voices) -> Mapping[str, str]:
    return voices._own.problems


async def test_the_first_voice_speaks_and_has_no_label(
    server: FaultySpeech, voices: Voices
) -> None:
    spoken = await voices.speak("안녕하세요.", ONYU)
    assert spoken.duration > 0
    assert (voices.label, problems(voices), server.requests) == ("", {}, 1)


async def test_the_embedded_one_speaks_where_the_first_fails(
    server: FaultySpeech, voices: Voices
) -> None:
    server.faults.append(Fault(status=500))
    spoken = await voices.speak("안녕하세요.", ONYU)
    assert spoken.duration > 0
    assert voices.label == EMBEDDED
    await voices.speak("안녕하세요.", ONYU)
    assert voices.label == ""


async def test_a_voice_that_keeps_failing_rests_and_comes_back(
    server: FaultySpeech, voices: Voices, clock: FakeClock
) -> None:
    server.lasting = Fault(status=500)
    for number in range(FAILURES + 3):
        await voices.speak(f"{number}번째예요.", ONYU)
    assert server.requests == FAILURES
    assert (voices.label, problems(voices)) == (EMBEDDED, {"voice": module.NO_SOUND.format(FIX)})
    server.lasting = None
    clock.tick(OPEN_FOR)
    await voices.speak("돌아왔어요.", ONYU)
    assert (voices.label, problems(voices), server.requests) == ("", {}, FAILURES + 1)


async def test_nothing_to_say_tells_nothing_of_the_voice(
    server: FaultySpeech, voices: Voices
) -> None:
    for _ in range(FAILURES + 1):
        with pytest.raises(NothingToSay):
            await voices.speak("😀", ONYU)
    await voices.speak("안녕하세요.", ONYU)
    assert (voices.label, problems(voices)) == ("", {})


async def test_a_cancelled_trial_leaves_room_for_the_next(
    server: FaultySpeech, voices: Voices, clock: FakeClock
) -> None:
    server.lasting = Fault(status=500)
    for number in range(FAILURES):
        await voices.speak(f"{number}번째예요.", ONYU)
    clock.tick(OPEN_FOR)
    server.lasting = Fault(hangs=True)
    trial = asyncio.create_task(voices.speak("여보세요.", ONYU))
    await until(lambda: server.requests == FAILURES + 1)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    server.lasting = None
    await voices.speak("여보세요.", ONYU)
    assert voices.label == ""


async def test_what_was_said_lately_is_not_asked_for_again(
    server: FaultySpeech, voices: Voices, clock: FakeClock
) -> None:
    first = await voices.speak("안녕하세요.", ONYU)
    assert await voices.speak("안녕하세요.", ONYU) is first
    assert server.requests == 1
    await voices.speak("안녕하세요.", DOGEON)
    assert server.requests == 2
    await voices.speak("안녕하세요.", replace(ONYU, speed=260))
    assert server.requests == 3
    clock.tick(module.KEPT_FOR)
    again = await voices.speak("안녕하세요.", ONYU)
    assert again == first
    assert server.requests == 4


async def test_what_is_kept_has_a_bound(
    server: FaultySpeech, voices: Voices, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len((await voices.speak("하나요.", ONYU)).wav or b"")
    monkeypatch.setattr(module, "MOST_KEPT", 2 * size)
    await voices.speak("두리요.", ONYU)
    await voices.speak("세시요.", ONYU)
    assert server.requests == 3
    await voices.speak("세시요.", ONYU)
    await voices.speak("두리요.", ONYU)
    assert server.requests == 3
    await voices.speak("하나요.", ONYU)
    assert server.requests == 4
    monkeypatch.setattr(module, "MOST_KEPT", size - 1)
    await voices.speak("다섯요.", ONYU)
    await voices.speak("다섯요.", ONYU)
    assert server.requests == 6


async def test_the_embedded_ones_sound_is_not_kept(server: FaultySpeech, voices: Voices) -> None:
    server.faults.append(Fault(status=500))
    await voices.speak("안녕하세요.", ONYU)
    await voices.speak("안녕하세요.", ONYU)
    assert server.requests == 2


def test_voices_have_names() -> None:
    assert named(["alloy"], VOICES) == {"": "alloy"}
    assert named(["alloy", "onyu = nova", "dogeon=af=1"], VOICES) == {
        "": "alloy",
        "onyu": "nova",
        "dogeon": "af=1",
    }


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([], "no voice for personas that it leaves out"),
        (["onyu=nova"], "no voice for personas that it leaves out"),
        (["alloy", "onyu="], "names no voice"),
        (["alloy", "nobody=nova"], "no persona 'nobody'"),
        (["alloy", "=nova"], "no persona ''"),
    ],
)
def test_wrong_names_are_told(entries: list[str], why: str) -> None:
    with pytest.raises(ConfigError, match=why) as raised:
        named(entries, VOICES)
    assert raised.value.key == "LOVELM_VOICE_NAMES"


def test_speed_and_pitch_are_chosen_by_persona() -> None:
    choice = Choice(["alloy", "onyu=nova"], ["onyu=190"], ["dogeon=20"])
    assert voiced(VOICES, choice) == {
        "onyu": Voice(190, 55, "onyu", "nova"),
        "dogeon": Voice(215, 20, "dogeon", "alloy", -30),
        "guest": Voice(200, 55, "guest", "alloy"),
    }
    given = {"dogeon": "M1", "": "F2"}
    assert [voice.name for voice in voiced(VOICES, Choice(), given).values()] == ["F2", "M1", "F2"]
    assert {voice.name for voice in voiced(VOICES, Choice()).values()} == {""}


@pytest.mark.parametrize(
    ("choice", "key"),
    [
        (Choice(speeds=["onyu=79"]), "LOVELM_VOICE_SPEEDS"),
        (Choice(speeds=["onyu=fast"]), "LOVELM_VOICE_SPEEDS"),
        (Choice(speeds=["nobody=200"]), "LOVELM_VOICE_SPEEDS"),
        (Choice(speeds=["200"]), "LOVELM_VOICE_SPEEDS"),
        (Choice(pitches=["onyu=100"]), "LOVELM_VOICE_PITCHES"),
        (Choice(pitches=["onyu=-1"]), "LOVELM_VOICE_PITCHES"),
    ],
)
def test_wrong_numbers_are_told(choice: Choice, key: str) -> None:
    with pytest.raises(ConfigError) as raised:
        voiced(VOICES, choice)
    assert raised.value.key == key
