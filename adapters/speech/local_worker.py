"""A process that speaks with Supertonic: `python -m adapters.speech.local_worker FOLDER`.

Requests and answers are as `adapters.speech.process` has them: {"text", "voice", "speed", "lift"}.
`lift` plays the sound that many times faster, and so higher. Nothing is ever downloaded.
"""

import json
import os
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from adapters.speech.process import HEADER, REFUSED

# Steps of its diffusion: its own default; fewer are quicker and rougher.
STEPS = 8
LOWER_PRIORITY = 10


def main(folder: Path, source: BinaryIO, sink: BinaryIO) -> None:
    """Serve until `source` ends."""
    from supertonic import TTS  # seconds, and packages of an extra

    engine = TTS(model_dir=folder, auto_download=False, intra_op_num_threads=threads())
    voices: dict[str, Any] = {}
    for line in source:
        request = json.loads(line)
        try:
            if request["voice"] not in voices:
                voices[request["voice"]] = engine.get_voice_style(request["voice"])
            sound = spoken(engine, request, voices[request["voice"]])
            rate = int(engine.sample_rate)
        except Exception as error:  # ONNX Runtime's have no base of their own
            # The message may hold the words.
            why = "knows no such voice" if request["voice"] not in voices else type(error).__name__
            rate, sound = REFUSED, f"Supertonic gave no sound: {why}".encode()
        sink.write(struct.pack(HEADER, rate, len(sound)) + sound)
        sink.flush()


def spoken(engine: Any, request: dict[str, Any], voice: Any) -> bytes:
    """16-bit samples. Letters that the model does not know are left out."""
    known = engine.model.text_processor
    _, strange = known.validate_text(request["text"])
    text = "".join(letter for letter in request["text"] if letter not in strange)
    lang = "ko" if any("가" <= letter <= "힣" for letter in text) else "en"
    sound, _ = engine.synthesize(text, voice, STEPS, request["speed"], lang=lang)
    samples = np.asarray(sound, np.float32).reshape(-1)
    lift = float(request["lift"])
    places = np.arange(int(len(samples) / lift)) * lift
    lifted = np.interp(places, np.arange(len(samples)), samples)
    return bytes((np.clip(lifted, -1.0, 1.0) * 32_767).astype("<i2"))


def threads() -> int:
    """Half of the processors: the stream, and whoever answers, need the others."""
    return max(1, (os.cpu_count() or 2) // 2)


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    if hasattr(os, "nice"):
        os.nice(LOWER_PRIORITY)
    main(Path(sys.argv[1]), sys.stdin.buffer, answers)
