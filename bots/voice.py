"""Which voice speaks where: what LOVELM_VOICE and its like choose, and what is heard without."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from adapters.speech.blips import Blips
from adapters.speech.edge import LEAVES as TO_MICROSOFT
from adapters.speech.edge import NAMES as EDGE_NAMES
from adapters.speech.edge import EdgeSpeech
from adapters.speech.espeak import EspeakSpeech
from adapters.speech.local import NAMES as LOCAL_NAMES
from adapters.speech.local import LocalSpeech
from adapters.speech.openai_speech import OpenAiSpeech
from adapters.speech.voices import Choice, OwnVoice, Voices, voiced
from bots.settings import Settings
from bots.voice_kind import VoiceKind
from core.breaker import Breaker
from core.channels.console import PartState
from core.errors import ConfigError, SpeechError
from core.labels import Platform
from core.persona import Persona
from core.ports import Personas, Speech
from core.show.sound import Utterance
from core.speech.text import speakable

PART = "voice"


@dataclass(frozen=True, slots=True)
class VoiceParts:
    """`here` speaks in the room and the demo, `on_stream` on platforms; `own` is the streamer's,
    and `leaves` tells them where what is spoken goes, if anywhere."""

    personas: Personas
    here: Speech
    on_stream: Speech
    own: OwnVoice | None = None
    leaves: str = ""
    local: LocalSpeech | None = None

    async def ready(self) -> None:
        """Return when what has to be loaded is."""
        if self.local is not None:
            await self.local.ready()

    def of(self, platform: Platform) -> Speech:
        """What speaks in a platform's channels."""
        return self.here if platform is Platform.ROOM else self.on_stream

    def health(self) -> list[PartState]:
        """Of the streamer's own voice, where there is one."""
        if self.own is None:
            return []
        told = {"leaves": self.leaves} if self.leaves else {}
        return [PartState(PART, not self.own.problems, {**told, **self.own.problems})]

    async def preview(self, persona: str, text: str) -> Utterance:
        """How `text` sounds on a stream. Raises SpeechError when there is nothing to say, no
        sound or no such persona."""
        who = self.personas.get(persona)
        if who is None:
            raise SpeechError("there is no such persona")
        return await self.on_stream.speak(speakable(text), who.voice)


@asynccontextmanager
async def voice_parts(
    settings: Settings, personas: Mapping[str, Persona], demo: bool
) -> AsyncIterator[VoiceParts]:
    """Every voice that was chosen, started. Raises ConfigError for what is unusable."""
    kind = kind_of(settings)
    voices = {slug: who.voice for slug, who in personas.items()}
    choice = Choice(settings.voice_names, settings.voice_speeds, settings.voice_pitches)
    chosen = voiced(voices, choice, NAMES.get(kind, {}))
    speaking = {slug: replace(who, voice=chosen[slug]) for slug, who in personas.items()}
    async with AsyncExitStack() as stack:
        embedded = await stack.enter_async_context(EspeakSpeech())
        blips = Blips()
        if kind is VoiceKind.BLIPS:
            yield VoiceParts(speaking, blips, blips)
        elif kind is VoiceKind.ESPEAK or (kind is VoiceKind.UNSET and demo):
            yield VoiceParts(speaking, embedded, embedded)
        elif kind is VoiceKind.UNSET:
            yield VoiceParts(speaking, embedded, blips)
        else:
            names = [voice.name for voice in chosen.values()]
            speech = await _own(settings, kind, names, stack)
            own = OwnVoice(speech, Breaker(time.monotonic), time.monotonic, FIXES[kind])
            on_stream = Voices(own, embedded if demo else blips)
            leaves = TO_MICROSOFT if kind is VoiceKind.EDGE else ""
            local = speech if isinstance(speech, LocalSpeech) else None
            yield VoiceParts(speaking, Voices(own, embedded), on_stream, own, leaves, local)


def kind_of(settings: Settings) -> VoiceKind:
    """What is asked for; an address alone asks for what is behind it. Raises ConfigError."""
    kind = settings.voice
    if settings.voice_url and kind in (VoiceKind.UNSET, VoiceKind.OPENAI):
        return VoiceKind.OPENAI
    if settings.voice_url:
        raise ConfigError(
            "LOVELM_VOICE_URL", f"is set beside LOVELM_VOICE={kind}", "remove one of the two"
        )
    if kind is VoiceKind.OPENAI:
        raise ConfigError(
            "LOVELM_VOICE_URL",
            "is missing although LOVELM_VOICE is openai",
            "set LOVELM_VOICE_URL and LOVELM_VOICE_MODEL, or choose another LOVELM_VOICE",
        )
    if kind is VoiceKind.LOCAL and settings.voice_folder is None:
        raise ConfigError(
            "LOVELM_VOICE_FOLDER",
            "is missing although LOVELM_VOICE is local",
            "set it to the folder with the weights of Supertonic",
        )
    return kind


async def _own(
    settings: Settings, kind: VoiceKind, names: list[str], stack: AsyncExitStack
) -> Speech:
    if kind is VoiceKind.EDGE:
        return EdgeSpeech()
    if kind is VoiceKind.LOCAL:
        assert settings.voice_folder is not None
        folder = settings.voice_folder.expanduser()
        return await stack.enter_async_context(LocalSpeech.open(folder, names))
    return await stack.enter_async_context(
        OpenAiSpeech.open(
            settings.voice_url, settings.voice_key.get_secret_value(), settings.voice_model
        )
    )


def told(settings: Settings) -> str:
    """One line on what speaks, for whoever starts it. Raises ConfigError."""
    return TOLD[kind_of(settings)]


NAMES: dict[VoiceKind, Mapping[str, str]] = {
    VoiceKind.EDGE: EDGE_NAMES,
    VoiceKind.LOCAL: LOCAL_NAMES,
}
FIXES = {
    VoiceKind.OPENAI: "LOVELM_VOICE_URL과 그 서버를 확인해 주세요.",
    VoiceKind.EDGE: "인터넷 연결을 확인해 주세요. edge-tts가 막혔다면 다른 LOVELM_VOICE를 골라 주세요.",
    VoiceKind.LOCAL: "LOVELM_VOICE_FOLDER와 이 컴퓨터의 여유를 확인해 주세요.",
}
TOLD = {
    VoiceKind.UNSET: "espeak-ng in the room (임시 음성), soft blips on streams: LOVELM_VOICE chooses",
    VoiceKind.BLIPS: "soft blips with captions",
    VoiceKind.ESPEAK: "espeak-ng (임시 음성)",
    VoiceKind.EDGE: "edge-tts: what is spoken LEAVES THIS MACHINE for Microsoft, personal data masked",
    VoiceKind.LOCAL: "Supertonic, on this machine",
    VoiceKind.OPENAI: "what LOVELM_VOICE_URL speaks: the text goes there, personal data masked",
}
