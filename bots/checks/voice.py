"""Whether what was chosen as a voice speaks."""

import asyncio
from collections.abc import Sequence

from adapters.speech.espeak import EspeakSpeech
from bots.checks.finding import About, Finding, broken, ok, warning
from bots.settings import persona_folder
from bots.voice import VoiceParts, kind_of, told, voice_parts
from bots.voice_kind import VoiceKind
from core.errors import SpeechError
from core.persona import Voice
from personas.loader import load_all

PART = "voice"
WORDS = "안녕하세요."


async def voice(about: About) -> Sequence[Finding]:
    settings = about.settings
    kind = kind_of(settings)
    if kind not in FIXES:
        return [await _embedded(told(settings))]
    personas = await asyncio.to_thread(load_all, own=persona_folder(settings))
    async with voice_parts(settings, personas, demo=False) as parts:
        found = await _own(parts, kind, told(settings))
    if kind is VoiceKind.EDGE:
        return [found, warning(PART, LEAVES, STAY)]
    return [found]


async def _own(parts: VoiceParts, kind: VoiceKind, about: str) -> Finding:
    assert parts.own is not None
    who = next(iter(parts.personas.values())).voice
    if kind is VoiceKind.LOCAL:  # its loading takes longer than a check may
        return ok(PART, f"{about}: all files are there; lovelm voice lets you hear it")
    spoken = await parts.own.said(WORDS, who)
    if spoken is None:
        return broken(PART, f"{about}: {parts.own.why}", FIXES[kind])
    return ok(PART, f"{about} ({spoken.duration:.1f} s of sound)")


async def _embedded(about: str) -> Finding:
    async with EspeakSpeech() as speech:
        try:
            sound = await speech.speak(WORDS, Voice(170, 50))
        except SpeechError as error:
            fix = "reinstall with make setup; captions work without a voice"
            return broken(PART, str(error), fix)
    return ok(PART, f"{about} ({sound.duration:.1f} s of sound)")


FIXES = {
    VoiceKind.OPENAI: "check LOVELM_VOICE_URL and the server behind it",
    VoiceKind.EDGE: "check the network; the service promises nothing: another LOVELM_VOICE may be better",
    VoiceKind.LOCAL: "check LOVELM_VOICE_FOLDER",
}
LEAVES = "what is spoken leaves this machine for Microsoft (edge-tts), personal data masked"
STAY = "choose another LOVELM_VOICE to keep it here"
