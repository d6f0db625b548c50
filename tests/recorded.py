"""Recordings made by the project's own voice, and a Whisper that hears nothing in particular."""

import io
import itertools
import os
import wave
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adapters.speech.espeak import EspeakSpeech
from core.persona import Voice

os.environ["HF_HUB_OFFLINE"] = "1"  # read when transformers is imported

# How many words the Whisper knows, and how much likelier they and an end are than a time.
TEXTS, LIKED, ENDS, NOISE = 30, 1.8, 1.8, 0.6
LOW, HIGH = Voice(speed=200, pitch=30), Voice(speed=200, pitch=75)


async def spoken(parts: Iterable[tuple[str, Voice]]) -> bytes:
    """A WAV file of texts that follow one another."""
    frames: list[bytes] = []
    rate = 0
    async with EspeakSpeech() as speech:
        for text, voice in parts:
            with wave.open(io.BytesIO((await speech.speak(text, voice)).wav)) as file:
                rate = file.getframerate()
                frames.append(file.readframes(file.getnframes()))
    return as_wav(b"".join(frames), rate)


def as_wav(frames: bytes, rate: int) -> bytes:
    """16-bit mono."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(frames)
    return out.getvalue()


def longer(wav: bytes, seconds: float) -> bytes:
    """The same over and over."""
    with wave.open(io.BytesIO(wav)) as file:
        rate, frames = file.getframerate(), file.readframes(file.getnframes())
    length = int(seconds * rate) * 2
    return as_wav((frames * (length // len(frames) + 1))[:length], rate)


def stream(path: Path, wav: bytes, rate: int, layout: str) -> None:
    """`wav` as AAC that may be followed by more of another kind."""
    import av

    with av.open(io.BytesIO(wav)) as sound, av.open(str(path), "w", format="adts") as out:
        audio: Any = out.add_stream("aac", rate=rate, layout=layout)
        for frame in itertools.chain(sound.decode(audio=0), [None]):
            out.mux(audio.encode(frame))


def film(path: Path, wav: bytes) -> None:
    """`wav` as the AAC sound of an MP4 with a picture."""
    import av

    with av.open(io.BytesIO(wav)) as sound, av.open(str(path), "w") as out:
        audio: Any = out.add_stream("aac", rate=48_000, layout="mono")
        picture = out.add_stream("mpeg4", rate=1, width=16, height=16, pix_fmt="yuv420p")
        for frame in itertools.chain(sound.decode(audio=0), [None]):
            out.mux(audio.encode(frame))
        for frame in (av.VideoFrame(16, 16, "yuv420p"), None):
            out.mux(picture.encode(frame))


def tiny_whisper(folder: Path) -> Path:
    """A folder in CTranslate2's format: one layer, random weights, every token a few Korean
    letters. It ends its sentences early, as random weights would not."""
    import torch
    from ctranslate2.converters import TransformersConverter
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import Tokenizer
    from tokenizers.decoders import ByteLevel as Bytes
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import (
        GenerationConfig,
        PreTrainedTokenizerFast,
        WhisperConfig,
        WhisperForConditionalGeneration,
    )

    languages = [f"<|{code}|>" for code in _LANGUAGE_CODES]
    marks = [
        "<|endoftext|>", "<|startoftranscript|>", *languages, "<|translate|>", "<|transcribe|>",
        "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
        *(f"<|{step * 0.02:.2f}|>" for step in range(1_501)),
    ]  # fmt: skip
    bytes_of = ByteLevel(add_prefix_space=False, use_regex=False)
    texts = (f" {chr(code)}요" for code in range(0xAC00, 0xAC00 + TEXTS))
    # CTranslate2 knows a model for many languages by its empty token.
    words = ["", *sorted(ByteLevel.alphabet())]
    words += [bytes_of.pre_tokenize_str(text)[0][0] for text in texts]
    plain = Tokenizer(BPE(vocab={word: at for at, word in enumerate(words)}, merges=[]))
    plain.pre_tokenizer, plain.decoder = ByteLevel(add_prefix_space=False), Bytes()
    plain.add_special_tokens(marks)
    end = "<|endoftext|>"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, eos_token=end, bos_token=end, unk_token=end
    )
    place = tokenizer.convert_tokens_to_ids
    ends = {"eos_token_id": place(end), "bos_token_id": place(end), "pad_token_id": place(end)}
    begins = {"decoder_start_token_id": place("<|startoftranscript|>")}
    torch.manual_seed(0)
    model = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=len(tokenizer), num_mel_bins=80, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=2, decoder_attention_heads=2, d_model=32,
            encoder_ffn_dim=64, decoder_ffn_dim=64, suppress_tokens=None,
            begin_suppress_tokens=None, **begins, **ends,
        )
    )  # fmt: skip
    with torch.no_grad():
        decoder, chance = model.model.decoder, torch.Generator().manual_seed(1)
        bias = decoder.layer_norm.bias.normal_(generator=chance)
        decoder.embed_positions.weight.normal_(std=3.0, generator=chance)
        for token in (*range(len(words) - TEXTS, len(words)), place(end)):
            noise = torch.randn(len(bias), generator=chance) * NOISE
            liked = LIKED * (ENDS if token == place(end) else 1.0)
            decoder.embed_tokens.weight[token] = liked * bias / bias.norm() + noise
    model.generation_config = GenerationConfig(
        no_timestamps_token_id=place("<|notimestamps|>"), is_multilingual=True,
        lang_to_id={code: place(code) for code in languages}, suppress_tokens=[],
        begin_suppress_tokens=[], alignment_heads=[[0, 0]], **begins, **ends,
    )  # fmt: skip
    base = folder / "whisper"
    tokenizer.save_pretrained(base)
    model.save_pretrained(base)
    TransformersConverter(str(base), copy_files=["tokenizer.json"]).convert(folder / "tiny")
    return folder / "tiny"
