"""A voice behind OpenAI's API, against a local server that speaks it."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.simulated.speech import PACE, RATE, UNKNOWN, header, tone
from adapters.speech import openai_speech
from adapters.speech.joining import PAUSE
from adapters.speech.openai_speech import OpenAiSpeech
from adapters.speech.wav import samples
from core.errors import SpeechError
from core.persona import Voice
from tests.conftest import until
from tests.servers.speech import Fault, FaultySpeech

ONYU = Voice(200, 55, "onyu", "nova")
DOGEON = Voice(230, 30, "dogeon", "onyx")
GUEST = Voice(150, 50, "guest", "alloy")
SOUND = tone(0.2, 440.0)


@pytest.fixture
async def server() -> AsyncIterator[FaultySpeech]:
    async with FaultySpeech().serve() as server:
        yield server


@pytest.fixture
async def speech(server: FaultySpeech) -> AsyncIterator[OpenAiSpeech]:
    async with OpenAiSpeech.open(server.url, server.key, server.model) as speech:
        yield speech


async def test_sentences_become_one_sound_with_captions_in_step(
    server: FaultySpeech, speech: OpenAiSpeech
) -> None:
    spoken = await speech.speak("안녕하세요. 3일째예요!", ONYU)
    first, second = spoken.captions
    assert [first.text, second.text] == ["안녕하세요.", "3일째예요!"]
    assert first.end == pytest.approx(len("안녕하세요.") * PACE, abs=0.001)
    assert second.start == pytest.approx(first.end + PAUSE, abs=0.001)
    assert second.end - second.start == pytest.approx(len("삼 일째예요!") * PACE, abs=0.001)
    with wave.open(io.BytesIO(spoken.wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        assert file.getnframes() / RATE == pytest.approx(spoken.duration, abs=0.001)


async def test_a_request_is_as_the_api_wants_it(server: FaultySpeech, speech: OpenAiSpeech) -> None:
    await speech.speak("2시 30분에 봐요", DOGEON)
    assert server.asked == [
        {
            "model": "tone-1",
            "voice": "onyx",
            "input": "두 시 삼십 분에 봐요",
            "response_format": "wav",
            "speed": 1.15,
        }
    ]


async def test_a_persona_without_a_voice_has_the_common_one(
    server: FaultySpeech, speech: OpenAiSpeech
) -> None:
    await speech.speak("네", GUEST)
    assert (server.asked[0]["voice"], server.asked[0]["speed"]) == ("alloy", 0.75)


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("제 번호는 010-1234-5678이에요", ("일이삼사", "1234")),
        ("신한은행 110123456789로 보내 주세요", ("일일공", "110")),
        ("메일은 dubu@example.com이에요", ("dubu", "example")),
        ("카톡 dubu_love 추가해 주세요", ("dubu", "love")),
    ],
)
async def test_personal_data_never_leaves(
    server: FaultySpeech, speech: OpenAiSpeech, text: str, secrets: tuple[str, ...]
) -> None:
    spoken = await speech.speak(text, ONYU)
    heard = str(server.asked) + str(spoken.captions)
    assert server.asked
    assert not [secret for secret in secrets if secret in heard]


async def test_sentences_are_asked_for_together_but_not_too_many(
    server: FaultySpeech, speech: OpenAiSpeech
) -> None:
    server.held = asyncio.Event()
    speaking = asyncio.create_task(speech.speak("하나. 둘. 셋. 넷. 다섯. 여섯. 일곱.", ONYU))
    await until(lambda: server.now == openai_speech.CONCURRENCY)
    server.held.set()
    spoken = await speaking
    assert [caption.text for caption in spoken.captions][::6] == ["하나.", "일곱."]
    assert len(spoken.captions) == len(server.asked) == 7
    assert server.most == openai_speech.CONCURRENCY


@pytest.mark.parametrize("text", ["", "...", "ㅋㅋㅋ", "😀"])
async def test_nothing_to_say_asks_nobody(
    server: FaultySpeech, speech: OpenAiSpeech, text: str
) -> None:
    with pytest.raises(SpeechError, match="nothing to say"):
        await speech.speak(text, ONYU)
    assert server.requests == 0


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(status=400), r"refused the request \(400\)"),
        (Fault(status=401), r"refused the key \(401\)"),
        (Fault(status=404), r"no such model, voice or address \(404\)"),
        (Fault(status=429), r"takes no more \(429\)"),
        (Fault(status=500), r"failed \(500\)"),
        (Fault(status=302), r"failed \(302\)"),
        (Fault(closes=True), r"gave no sound \(\w+\)"),
        (Fault(body=header(UNKNOWN) + SOUND, cut=True), r"gave no sound \(\w+\)"),
        (Fault(body=b""), "no RIFF file"),
        (Fault(body=b'{"error": "?"}'), "no RIFF file"),
        (Fault(body=header(UNKNOWN)), "only silence"),
        (Fault(body=header(UNKNOWN) + bytes(4_800)), "only silence"),
        (Fault(body=header(UNKNOWN, rate=4_000) + SOUND), "4000 samples"),
        (Fault(body=header(UNKNOWN, channels=6) + SOUND), "another form"),
        (Fault(body=header(UNKNOWN, rate=8_000) + b"\1\0" * 8_000 * 61), "more than 60 s"),
        (Fault(body=header(UNKNOWN) + b"\1" * openai_speech.LARGEST), "more than 6291456 bytes"),
    ],
)
async def test_every_failure_is_a_speech_error_without_the_words(
    server: FaultySpeech, speech: OpenAiSpeech, fault: Fault, why: str
) -> None:
    server.faults.append(fault)
    with pytest.raises(SpeechError, match=why) as raised:
        await speech.speak("비밀이에요", ONYU)
    assert "비밀" not in str(raised.value)
    assert server.key not in str(raised.value)
    assert (await speech.speak("다시요", ONYU)).duration > 0


async def test_a_server_that_hangs_is_waited_for_no_longer_than_the_deadline(
    server: FaultySpeech, speech: OpenAiSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_speech, "DEADLINE", 0.05)
    server.faults.append(Fault(hangs=True))
    with pytest.raises(SpeechError, match="TimeoutError"):
        await speech.speak("여보세요", ONYU)


async def test_one_failed_sentence_fails_the_whole(
    server: FaultySpeech, speech: OpenAiSpeech
) -> None:
    server.faults.append(Fault(status=500))
    with pytest.raises(SpeechError, match="failed"):
        await speech.speak("하나. 둘. 셋.", ONYU)


async def test_nobody_there() -> None:
    async with aiohttp.ClientSession() as session:
        speech = OpenAiSpeech(session, "http://127.0.0.1:9/v1", "tone-1")
        with pytest.raises(SpeechError, match="gave no sound"):
            await speech.speak("여보세요", ONYU)


async def test_a_wrong_key_is_told(server: FaultySpeech) -> None:
    async with OpenAiSpeech.open(server.url, "", server.model) as speech:
        with pytest.raises(SpeechError, match="refused the key"):
            await speech.speak("네", ONYU)


@pytest.mark.parametrize("size", [0, len(SOUND), UNKNOWN, 2_000_000_000])
def test_sizes_in_a_header_may_be_unknown(size: int) -> None:
    assert samples(header(size) + SOUND) == (RATE, SOUND)


def test_two_channels_become_one() -> None:
    both = b"\x10\0\x20\0" * 10
    assert samples(header(len(both), channels=2) + both) == (RATE, b"\x18\0" * 10)


def test_other_chunks_are_passed_over() -> None:
    file = header(len(SOUND)) + SOUND
    odd = b"LIST\x03\0\0\0abc\0"
    assert samples(file[:36] + odd + file[36:]) == (RATE, SOUND)
