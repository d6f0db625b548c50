"""Which voice speaks where, as it is set."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import edge_tts.communicate
import pytest

from adapters.speech.blips import Blips
from adapters.speech.edge import LEAVES
from adapters.speech.espeak import EspeakSpeech
from adapters.speech.voices import NO_SOUND
from bots import cli, settings
from bots.checks.finding import About, State
from bots.checks.voice import voice
from bots.voice import FIXES, TOLD, VoiceParts, kind_of, told, voice_parts
from bots.voice_kind import VoiceKind
from core.breaker import FAILURES
from core.errors import ConfigError, SpeechError
from core.labels import Platform
from core.persona import Persona
from personas.loader import load_all
from tests.servers.edge import EdgeServer
from tests.servers.speech import Fault, FaultySpeech
from tests.servers.supertonic_weights import write

HELLO = "안녕하세요."
URL = {"LOVELM_VOICE_URL": "http://127.0.0.1:9/v1", "LOVELM_VOICE_MODEL": "tone-1"}


@pytest.fixture(scope="module")
def personas() -> Mapping[str, Persona]:
    return load_all()


@pytest.fixture
async def server() -> AsyncIterator[FaultySpeech]:
    async with FaultySpeech().serve() as server:
        yield server


def set_up(monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str]) -> settings.Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return settings.load()


def opened(
    monkeypatch: pytest.MonkeyPatch,
    personas: Mapping[str, Persona],
    values: Mapping[str, str],
    demo: bool = False,
) -> AbstractAsyncContextManager[VoiceParts]:
    return voice_parts(set_up(monkeypatch, values), personas, demo)


async def test_without_a_choice_streams_have_blips_and_the_room_the_demos_voice(
    monkeypatch: pytest.MonkeyPatch, personas: Mapping[str, Persona]
) -> None:
    async with opened(monkeypatch, personas, {}) as parts:
        assert isinstance(parts.of(Platform.ROOM), EspeakSpeech)
        for platform in set(Platform) - {Platform.ROOM}:
            assert isinstance(parts.of(platform), Blips)
        assert parts.health() == []
    async with opened(monkeypatch, personas, {}, demo=True) as parts:
        assert {type(parts.of(platform)) for platform in Platform} == {EspeakSpeech}


@pytest.mark.parametrize(("kind", "type_"), [("blips", Blips), ("espeak", EspeakSpeech)])
async def test_a_choice_holds_everywhere(
    monkeypatch: pytest.MonkeyPatch, personas: Mapping[str, Persona], kind: str, type_: type
) -> None:
    async with opened(monkeypatch, personas, {"LOVELM_VOICE": kind}) as parts:
        assert {type(parts.of(platform)) for platform in Platform} == {type_}


async def test_one_voice_of_ones_own_rests_everywhere_and_others_stand_in(
    monkeypatch: pytest.MonkeyPatch, personas: Mapping[str, Persona], server: FaultySpeech
) -> None:
    values = URL | {"LOVELM_VOICE_URL": server.url, "LOVELM_VOICE_NAMES": "alloy,onyu=nova"}
    values |= {"LOVELM_VOICE_KEY": server.key, "LOVELM_VOICE_SPEEDS": "onyu=250"}
    async with opened(monkeypatch, personas, values) as parts:
        voice = parts.personas["onyu"].voice
        await parts.preview("onyu", HELLO)
        assert (server.asked[0]["voice"], server.asked[0]["speed"]) == ("nova", 1.25)
        server.lasting = Fault(status=500)
        here, there = parts.of(Platform.ROOM), parts.of(Platform.CHZZK)
        for number in range(FAILURES):
            await there.speak(f"{number}번째예요.", voice)
        assert there.label == Blips.label
        await here.speak("여기도요.", voice)
        assert here.label == EspeakSpeech.label
        assert server.requests == 1 + FAILURES
        (state,) = parts.health()
        assert not state.ok
        assert state.problems == {"voice": NO_SOUND.format(FIXES[VoiceKind.OPENAI])}
        with pytest.raises(SpeechError, match="no such persona"):
            await parts.preview("nobody", HELLO)


async def test_edge_says_that_text_leaves(
    monkeypatch: pytest.MonkeyPatch, personas: Mapping[str, Persona]
) -> None:
    async with EdgeServer().serve() as server:
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", server.url)
        async with opened(monkeypatch, personas, {"LOVELM_VOICE": "edge"}) as parts:
            await parts.preview("dogeon", HELLO)
            assert "InJoon" in server.asked[0].voice
            (state,) = parts.health()
            assert (state.ok, state.problems) == (True, {"leaves": LEAVES})
        ours = settings.load()
        assert "LEAVES THIS MACHINE for Microsoft" in told(ours)
        found = await voice(About(ours, lambda: 0.0))
        assert [one.state for one in found] == [State.OK, State.WARNING]
        assert "Microsoft" in found[1].what
        server.fault = "silent"
        found = await voice(About(ours, lambda: 0.0))
        assert found[0].state is State.BROKEN
        assert "NoAudioReceived" in found[0].what


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"LOVELM_VOICE": "openai"}, "LOVELM_VOICE_URL"),
        (URL | {"LOVELM_VOICE_NAMES": "a", "LOVELM_VOICE": "edge"}, "LOVELM_VOICE_URL"),
        ({"LOVELM_VOICE": "local"}, "LOVELM_VOICE_FOLDER"),
        ({"LOVELM_VOICE": "parrot"}, "LOVELM_VOICE"),
        (URL, "LOVELM_VOICE_NAMES"),
    ],
)
def test_what_cannot_be_is_told(
    monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str], key: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        kind_of(set_up(monkeypatch, values))
    assert raised.value.key == key


def test_every_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(TOLD) == set(VoiceKind)
    assert told(set_up(monkeypatch, URL | {"LOVELM_VOICE_NAMES": "alloy"})) == TOLD["openai"]


def test_a_persona_is_heard_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "heard.wav"
    assert cli.main(["voice", HELLO, "--persona", "raon", "--out", str(out)]) == 0
    assert out.read_bytes()[:4] == b"RIFF"
    assert "blips" in capsys.readouterr().out
    folder = write(tmp_path / "weights", ("F1", "F2", "F3", "M1", "M3"))
    set_up(monkeypatch, {"LOVELM_VOICE": "local", "LOVELM_VOICE_FOLDER": str(folder)})
    assert cli.main(["voice", HELLO, "--out", str(out)]) == 0
    assert "Supertonic" in capsys.readouterr().out
    assert cli.main(["voice", "😀", "--out", str(out)]) == 2
    assert cli.main(["voice", HELLO, "--persona", "nobody", "--out", str(out)]) == 2
    assert cli.main(["voice", HELLO, "--out", str(tmp_path)]) == 2
    (folder / "onnx/vocoder.onnx").write_bytes(b"no model")
    capsys.readouterr()
    assert cli.main(["voice", HELLO, "--out", str(out)]) == 2
    assert "no sound" in capsys.readouterr().err
