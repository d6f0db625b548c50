"""The voices of Microsoft's Edge browser, by the edge-tts package: what is spoken goes to Microsoft.

The service is meant for Microsoft's own browser, as which edge-tts introduces itself: it promises
nothing and may end any day. Hence only where it was chosen, and with another voice behind it.
"""

import asyncio
import io
from collections.abc import Sequence
from contextlib import aclosing
from itertools import pairwise
from typing import Final

import aiohttp

from adapters.speech.joining import begins, readings, riff
from core.errors import ConfigError, SpeechError
from core.persona import Voice
from core.safety.masking import mask
from core.show.sound import Caption, Utterance

# Seconds for a text of 25 seconds; whole seconds for its library.
DEADLINE, CONNECT_WITHIN, SILENT_FOR = 8.0, 2, 4
CONCURRENCY = 4
# Bytes of MP3 at 48 kbit/s: three minutes.
LARGEST = 1_080_000
# 100 ns.
TICKS = 10_000_000
OWN_PACE = 200
SLOWEST, FASTEST = -50, 100


class EdgeSpeech:
    """Speaks a text at once; its words' own times make the captions. Personal data is masked
    before anything is sent."""

    label = ""

    def __init__(self) -> None:
        """Raises ConfigError where the packages are missing."""
        try:
            import edge_tts
            import soundfile
        except ImportError as error:
            raise ConfigError(
                "LOVELM_VOICE", f"edge needs the package {error.name}", INSTALL
            ) from None
        self._library = edge_tts
        self._files = soundfile
        self._slots = asyncio.Semaphore(CONCURRENCY)

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """Raises SpeechError when there is nothing to say or no sound comes in time."""
        read = readings(mask(text))
        try:
            async with self._slots, asyncio.timeout(DEADLINE):
                sound, words = await self._asked(" ".join(said for _, said in read), voice)
                wav, seconds = await asyncio.to_thread(self._wav, sound)
        except (*WRONG, self._library.exceptions.EdgeTTSException) as error:
            # The cause may hold the words.
            raise SpeechError(f"edge-tts gave no sound ({type(error).__name__})") from None
        return Utterance(wav, round(seconds, 3), captions(read, words, seconds))

    async def _asked(self, said: str, voice: Voice) -> tuple[bytes, list[tuple[str, float]]]:
        """MP3, and each word with the second in which it begins."""
        rate = round(100 * (voice.speed / OWN_PACE - 1))
        speaking = self._library.Communicate(
            said,
            voice.name,
            rate=f"{min(max(rate, SLOWEST), FASTEST):+d}%",
            pitch=f"{voice.shift or SHIFTS.get(voice.who, 0):+d}Hz",
            boundary="WordBoundary",
            connect_timeout=CONNECT_WITHIN,
            receive_timeout=SILENT_FOR,
        )
        sound, words = bytearray(), []
        async with aclosing(speaking.stream()) as chunks:
            async for chunk in chunks:
                if chunk["type"] == "audio":
                    sound += chunk["data"]
                    if len(sound) > LARGEST:
                        raise SpeechError(f"edge-tts sent more than {LARGEST} bytes")
                else:
                    words.append((chunk["text"], chunk["offset"] / TICKS))
        return bytes(sound), words

    def _wav(self, mp3: bytes) -> tuple[bytes, float]:
        """As all other voices send it. Raises RuntimeError for what is no MP3."""
        with self._files.SoundFile(io.BytesIO(mp3)) as file:
            samples, rate = file.read(dtype="int16", always_2d=True), file.samplerate
        if not samples.any():
            raise SpeechError("edge-tts gave only silence")
        mono = samples.mean(axis=1).astype("<i2").tobytes()
        return riff(rate, mono), len(mono) / 2 / rate


def captions(
    read: Sequence[tuple[str, str]], words: Sequence[tuple[str, float]], seconds: float
) -> tuple[Caption, ...]:
    """Each sentence of `read` (as shown, as said) with its own time: when its words are said, or
    by its share of the letters where the service told of none."""
    whole = " ".join(said for _, said in read)
    times = _times(whole, words, seconds)
    found, at = [], 0
    for part, said in read:
        own = times[at : at + len(said)]
        at += len(said) + 1
        end = times[at] if at < len(times) else seconds
        found.append(Caption(part, round(own[0], 3), round(end, 3), begins(part, own)))
    return tuple(found)


def _times(whole: str, words: Sequence[tuple[str, float]], seconds: float) -> list[float]:
    """When each letter is said: between the words whose time is known by their letters."""
    known, at = [(0, 0.0)], 0
    for word, begin in words:
        place = whole.find(word, at)
        if place >= 0 and known[-1][1] <= begin <= seconds:
            known.append((place, begin))
            at = place + len(word)
    known.append((len(whole), seconds))
    times: list[float] = []
    for (first, begin), (last, end) in pairwise(known):
        times += [begin + (end - begin) * n / (last - first) for n in range(last - first)]
    return times


# The network, and whatever the service may send instead of what it should.
WRONG: Final = (aiohttp.ClientError, OSError, ValueError, RuntimeError, LookupError, TypeError)
INSTALL: Final = "run: pip install 'lovelm[edge]', or choose another LOVELM_VOICE"
LEAVES: Final = (
    "말할 글이 이 컴퓨터를 떠나 Microsoft로 가요(edge-tts). 개인정보는 가린 뒤에 보내요."
)
# Korean voices by persona; "" is all others'.
NAMES: Final = {
    "onyu": "ko-KR-SunHiNeural",
    "raon": "ko-KR-SunHiNeural",
    "dogeon": "ko-KR-InJoonNeural",
    "yudam": "ko-KR-HyunsuMultilingualNeural",
    "": "ko-KR-SunHiNeural",
}
# In hertz, where nobody chose otherwise: two share a voice.
SHIFTS: Final = {"raon": 24}
