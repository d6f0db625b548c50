"""A voice of the streamer's own, and another for when it fails; which persona has which."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from adapters.speech.joining import NothingToSay
from core.breaker import Breaker
from core.errors import ConfigError, SpeechError
from core.persona import Voice
from core.ports import Speech
from core.show.sound import Utterance

log = logging.getLogger(__name__)

# Bytes of sound that are remembered, and for how many seconds: a text may hold a viewer's words.
MOST_KEPT = 32 * 1024 * 1024
KEPT_FOR = 900.0
OWN_PITCH = 50


@dataclass(frozen=True, slots=True)
class _Kept:
    spoken: Utterance
    size: int
    until: float


class OwnVoice:
    """A voice that may fail: it rests when it gave no sound too often, and what it has said
    lately it need not say again."""

    def __init__(
        self, speech: Speech, breaker: Breaker, clock: Callable[[], float], fix: str
    ) -> None:
        """`clock` in seconds, never going back; `fix` says what to look at when it is silent."""
        self._speech = speech
        self._breaker = breaker
        self._clock = clock
        self._fix = fix
        # Why the last sound did not come: never the words.
        self.why = ""
        # The oldest first.
        self._kept: OrderedDict[tuple[str, Voice], _Kept] = OrderedDict()
        self._bytes = 0

    @property
    def label(self) -> str:
        return self._speech.label

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong with it, for people; empty while it speaks."""
        return {"voice": NO_SOUND.format(self._fix)} if self._breaker.open else {}

    async def said(self, text: str, voice: Voice) -> Utterance | None:
        """Its sound; None when it gives none. Raises NothingToSay."""
        self._expire()
        kept = self._kept.get((text, voice))
        return kept.spoken if kept is not None else await self._asked(text, voice)

    async def _asked(self, text: str, voice: Voice) -> Utterance | None:
        if not self._breaker.enter():
            return None
        told = False
        try:
            spoken = await self._speech.speak(text, voice)
            self._breaker.passed()
            told = True
        except NothingToSay:
            raise
        except SpeechError as error:
            self._breaker.failed()
            told = True
            self.why = str(error)
            log.warning("another voice speaks instead", extra={"why": str(error)})
            return None
        finally:
            if not told:
                self._breaker.left()
        self._keep((text, voice), spoken)
        return spoken

    def _keep(self, key: tuple[str, Voice], spoken: Utterance) -> None:
        size = len(spoken.wav or b"")
        if size > MOST_KEPT:
            return
        self._drop(key)
        self._kept[key] = _Kept(spoken, size, self._clock() + KEPT_FOR)
        self._bytes += size
        while self._bytes > MOST_KEPT:
            self._drop(next(iter(self._kept)))

    def _expire(self) -> None:
        now = self._clock()
        while self._kept and next(iter(self._kept.values())).until <= now:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[str, Voice]) -> None:
        kept = self._kept.pop(key, None)
        self._bytes -= kept.size if kept is not None else 0


class Voices:
    """Speaks with the streamer's own voice; where that gives no sound, with the second."""

    def __init__(self, own: OwnVoice, second: Speech) -> None:
        self._own = own
        self._second = second
        self._spoke: OwnVoice | Speech = own

    @property
    def label(self) -> str:
        """Of the voice that spoke last: read right after `speak`, it is that sound's own."""
        return self._spoke.label

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """Raises SpeechError when neither gives a sound."""
        spoken = await self._own.said(text, voice)
        self._spoke = self._own
        if spoken is None:
            spoken = await self._second.speak(text, voice)
            self._spoke = self._second
        return spoken


@dataclass(frozen=True, slots=True)
class Choice:
    """What was set of voices, as written: one name for all, then a persona's own (`onyu=nova`);
    words a minute and pitches by persona (`onyu=190`)."""

    names: Sequence[str] = ()
    speeds: Sequence[str] = ()
    pitches: Sequence[str] = ()


def voiced(
    voices: Mapping[str, Voice], choice: Choice, given: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Voice]:
    """Each persona's voice by its slug as it was chosen. `given`: names where none was chosen, ""
    for all others. Raises ConfigError."""
    speeds = _numbers(SPEEDS, choice.speeds, voices, *SPEED)
    pitches = _numbers(PITCHES, choice.pitches, voices, *PITCH)
    names = named(choice.names, voices) if choice.names else given
    return {
        slug: replace(
            voice,
            speed=speeds.get(slug, voice.speed),
            pitch=pitches.get(slug, voice.pitch),
            who=slug,
            name=names.get(slug, names.get("", "")),
            shift=pitches.get(slug, OWN_PITCH) - OWN_PITCH,
        )
        for slug, voice in voices.items()
    }


def named(entries: Sequence[str], slugs: Container[str]) -> dict[str, str]:
    """What the voice's server or engine calls each persona's voice; "" is all others'. Raises
    ConfigError."""
    names: dict[str, str] = {}
    for entry in entries:
        slug, equals, name = (part.strip() for part in entry.partition("="))
        if not equals:
            names[""] = slug
        elif not name:
            raise ConfigError(NAMES, f"{entry!r} names no voice", FIX)
        elif slug not in slugs:
            raise ConfigError(NAMES, f"there is no persona {slug!r}", FIX)
        else:
            names[slug] = name
    if not names.get(""):
        raise ConfigError(NAMES, "names no voice for personas that it leaves out", FIX)
    return names


def _numbers(
    setting: str, entries: Sequence[str], slugs: Container[str], least: int, most: int
) -> dict[str, int]:
    numbers = {}
    for entry in entries:
        slug, _, number = (part.strip() for part in entry.partition("="))
        fix = f"write a number from {least} to {most} for each, such as onyu={(least + most) // 2}"
        if slug not in slugs:
            raise ConfigError(setting, f"there is no persona {slug!r}", fix)
        if not (number.isascii() and number.isdecimal() and least <= int(number) <= most):
            raise ConfigError(setting, f"{entry!r} is out of range", fix)
        numbers[slug] = int(number)
    return numbers


NO_SOUND = "설정한 목소리가 소리를 내지 않아서 임시로 다른 소리가 나가고 있어요. {}"
NAMES, SPEEDS, PITCHES = "LOVELM_VOICE_NAMES", "LOVELM_VOICE_SPEEDS", "LOVELM_VOICE_PITCHES"
# As persona files have them.
SPEED, PITCH = (80, 450), (0, 99)
FIX = "write one for all and then those of personas, such as alloy,onyu=nova,dogeon=onyx"
