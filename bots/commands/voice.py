"""Lets a persona say a sentence as it would on a stream, into a WAV file."""

import argparse
import asyncio
import time
from pathlib import Path

from bots import settings
from bots.settings import Settings, persona_folder
from bots.voice import VoiceParts, told, voice_parts
from core.errors import BadInput, SpeechError
from core.show.sound import Utterance
from core.speech.text import speakable
from personas.loader import load_all


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="what is said")
    parser.add_argument("--persona", metavar="SLUG", default="onyu", help="who says it")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="a WAV file")


def main(chosen: argparse.Namespace) -> int:
    return asyncio.run(_run(settings.load(), chosen))


async def _run(options: Settings, chosen: argparse.Namespace) -> int:
    personas = await asyncio.to_thread(load_all, own=persona_folder(options))
    if chosen.persona not in personas:
        raise BadInput(f"--persona {chosen.persona}: there are {', '.join(personas)}")
    async with voice_parts(options, personas, demo=False) as parts:
        await parts.ready()
        began = time.perf_counter()
        spoken = await _said(parts, chosen.persona, chosen.text)
        took = time.perf_counter() - began
    assert spoken.wav is not None
    try:
        await asyncio.to_thread(chosen.out.write_bytes, spoken.wav)
    except OSError as error:
        raise BadInput(f"--out {chosen.out}: {error.strerror}") from None
    factor = took / spoken.duration
    print(
        f"{chosen.out}: {spoken.duration:.1f} s of sound in {took:.2f} s ({factor:.2f} × its length)"
    )
    print(f"voice: {told(options)}")
    return 0


async def _said(parts: VoiceParts, slug: str, text: str) -> Utterance:
    """By the chosen voice itself. Raises BadInput."""
    voice, text = parts.personas[slug].voice, speakable(text)
    try:
        if parts.own is None:
            return await parts.on_stream.speak(text, voice)
        spoken = await parts.own.said(text, voice)
    except SpeechError as error:
        raise BadInput(str(error)) from None
    if spoken is None:
        raise BadInput(parts.own.why)
    return spoken
