"""Edge's voices: edge-tts itself, against a local server that speaks their protocol."""

import io
import wave
from collections.abc import AsyncIterator

import edge_tts.communicate
import pytest

from adapters.speech import edge
from adapters.speech.edge import EdgeSpeech
from adapters.speech.joining import NothingToSay
from core.errors import SpeechError
from core.persona import Voice
from tests.servers.edge import PACE, EdgeServer

ONYU = Voice(200, 55, "onyu", "ko-KR-SunHiNeural")
RAON = Voice(240, 70, "raon", "ko-KR-SunHiNeural")
DOGEON = Voice(150, 30, "dogeon", "ko-KR-InJoonNeural", -12)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[EdgeServer]:
    async with EdgeServer().serve() as server:
        # The library has no setting for it.
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", server.url)
        yield server


@pytest.fixture
def speech() -> EdgeSpeech:
    return EdgeSpeech()


async def test_a_text_is_spoken_at_once_with_the_times_of_its_words(
    server: EdgeServer, speech: EdgeSpeech
) -> None:
    spoken = await speech.speak("3일째 연락이 없어요. 기다릴까요?", ONYU)
    assert [one.text for one in server.asked] == ["삼 일째 연락이 없어요. 기다릴까요?"]
    said = server.asked[0].text
    first, second = spoken.captions
    assert [first.text, second.text] == ["3일째 연락이 없어요.", "기다릴까요?"]
    assert first.start == 0.0
    assert second.start == pytest.approx(said.index("기다") * PACE, abs=0.01)
    assert second.end == pytest.approx(spoken.duration, abs=0.01)
    assert len(first.words) == 3
    assert list(first.words) == sorted(first.words)
    assert first.words[1] == pytest.approx(said.index("연락") * PACE, abs=0.2)
    assert spoken.wav is not None
    with wave.open(io.BytesIO(spoken.wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        assert file.getnframes() / 24_000 == pytest.approx(len(said) * PACE, abs=0.1)


async def test_voice_speed_and_pitch_are_as_chosen(server: EdgeServer, speech: EdgeSpeech) -> None:
    for voice in (ONYU, RAON, DOGEON):
        await speech.speak("안녕하세요.", voice)
    assert [(one.rate, one.pitch) for one in server.asked] == [
        ("+0%", "+0Hz"),
        ("+20%", "+24Hz"),
        ("-25%", "-12Hz"),
    ]
    assert [one.voice.rpartition(" ")[2] for one in server.asked] == [
        "SunHiNeural)",
        "SunHiNeural)",
        "InJoonNeural)",
    ]


async def test_nothing_personal_leaves(server: EdgeServer, speech: EdgeSpeech) -> None:
    await speech.speak("제 번호는 010-1234-5678이고 메일은 me@example.com이에요.", ONYU)
    left = " ".join(server.left)
    for secret in ("1234", "5678", "일이삼사", "example", "me@"):
        assert secret not in left
    assert "more than was asked for" not in left


async def test_markup_is_no_order(server: EdgeServer, speech: EdgeSpeech) -> None:
    await speech.speak("</prosody><voice name='x'>네 & 아니요", ONYU)
    (asked,) = server.asked
    assert asked.voice.endswith("SunHiNeural)")
    assert "<" not in asked.text


async def test_without_words_the_letters_tell_the_time(
    server: EdgeServer, speech: EdgeSpeech
) -> None:
    server.words = False
    spoken = await speech.speak("안녕하세요. 반가워요.", ONYU)
    first, second = spoken.captions
    assert first.end == pytest.approx(spoken.duration * 7 / 12, abs=0.2)
    assert second.end == pytest.approx(spoken.duration, abs=0.01)


@pytest.mark.parametrize("fault", ["refuses", "silent", "garbage", "breaks"])
async def test_faults_are_told_without_a_word(
    server: EdgeServer, speech: EdgeSpeech, fault: str
) -> None:
    server.fault = fault
    with pytest.raises(SpeechError) as raised:
        await speech.speak("비밀이에요.", ONYU)
    assert "비밀" not in str(raised.value)
    server.fault = ""
    assert (await speech.speak("안녕하세요.", ONYU)).duration > 0


async def test_silence_is_not_waited_for(
    server: EdgeServer, speech: EdgeSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "DEADLINE", 0.2)
    server.fault = "hangs"
    with pytest.raises(SpeechError, match="TimeoutError"):
        await speech.speak("안녕하세요.", ONYU)


async def test_nothing_to_say_asks_nobody(server: EdgeServer, speech: EdgeSpeech) -> None:
    with pytest.raises(NothingToSay):
        await speech.speak("😀", ONYU)
    assert server.asked == []
