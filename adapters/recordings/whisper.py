"""Speech to text: Whisper, as faster-whisper runs it."""

import logging
from collections.abc import Iterator
from typing import Final, Self

import ctranslate2
import faster_whisper
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

from adapters.recordings.recording import RATE, Samples
from core.errors import ConfigError
from core.recordings.transcript import Segment

# Guesses at a higher temperature are drawn; a fixed seed makes a block read the same every time.
_SEED: Final = 20260101
KEY, DEVICE, COMPUTE = "LOVELM_WHISPER", "LOVELM_WHISPER_DEVICE", "LOVELM_WHISPER_COMPUTE"


class Whisper:
    """Reads one block of sound at a time, each by itself."""

    def __init__(self, model: faster_whisper.WhisperModel, language: str) -> None:
        self._model = model
        self._language = language or None

    @classmethod
    def load(cls, name: str, device: str, compute: str, language: str) -> Self:
        """`name`: a size, a hub's name or a folder in CTranslate2's format; an empty `language`
        is guessed for each block. Raises ConfigError when it cannot be had. Blocks."""
        logging.getLogger("faster_whisper").setLevel(logging.ERROR)
        _check(device, compute)
        try:
            model = faster_whisper.WhisperModel(name, device=device, compute_type=compute)
        except (LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
            why = f"the weights of {name!r} cannot be had ({type(error).__name__}): not on this machine, and no way to download them"
            raise ConfigError(KEY, why, _ELSEWHERE) from error
        except (ValueError, RuntimeError) as error:
            why = f"{name!r} cannot be loaded ({str(error).splitlines()[0][:120]})"
            raise ConfigError(KEY, why, f"one of {_SIZES}; {_ELSEWHERE}") from error
        if language and language not in model.supported_languages:
            why = f"{name!r} does not know the language {language!r}"
            raise ConfigError("--language", why, "name one it knows: ko, en, ja…")
        return cls(model, language)

    def read(self, samples: Samples) -> Iterator[Segment]:
        """What is said, with times from the block's beginning; nothing where nobody talks."""
        ctranslate2.set_random_seed(_SEED)
        found, _ = self._model.transcribe(
            samples,
            language=self._language,
            vad_filter=True,
            # One slip would be repeated to the block's end.
            condition_on_previous_text=False,
        )
        end = len(samples) / RATE
        for said in found:
            text = " ".join(said.text.split())
            if text and said.start < end:
                sure = 2.718281828 ** min(0.0, said.avg_logprob) * (1 - said.no_speech_prob)
                yield Segment(said.start, min(said.end, end), text, sure=round(sure, 3))


def _check(device: str, compute: str) -> None:
    """Raises ConfigError where the machine cannot do what is asked of it."""
    gpus = ctranslate2.get_cuda_device_count()
    if device == "cuda" and not gpus:
        raise ConfigError(DEVICE, "no NVIDIA GPU is found here", "set it to cpu or auto")
    used = "cuda" if gpus and device != "cpu" else "cpu"
    known = ctranslate2.get_supported_compute_types(used)
    if compute not in ("default", "auto", *known):
        why = f"{compute!r} cannot be computed on this {used}"
        raise ConfigError(COMPUTE, why, f"one of auto, {', '.join(sorted(known))}")


_ELSEWHERE: Final = (
    "run it once where there is a network, or download a CTranslate2 model there, "
    "such as Systran/faster-whisper-small, and name its folder"
)
_SIZES: Final = ", ".join(faster_whisper.available_models())
