"""A local chat model fine-tuned on pairs, as somebody watches it in a terminal."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from adapters.recordings import files
from bots.classifier import require_torch
from core.errors import BadInput, ConfigError
from core.recordings.pairs import Pair

Words = Annotated[str, Meta(min_length=1, max_length=20_000)]


class Turn(Struct, frozen=True):
    role: Literal["system", "user", "assistant"]
    content: Words


class Chat(Struct, frozen=True):
    messages: Annotated[list[Turn], Meta(min_length=2)]


def tune(
    paths: Sequence[Path], base: str, out: Path, epochs: int, rank: int, restart: bool
) -> None:
    """Raises BadInput and ConfigError."""
    require_torch("persona tune")
    require_peft()
    from adapters.models.persona_tuning import PersonaTuning, Plan

    part = out.with_name(f"{out.name}{files.PART}")
    if out.exists() and not restart:
        raise BadInput(f"{out}: is there already; --restart makes it anew")
    if restart:
        part.unlink(missing_ok=True)
    chats = [chat for path in paths for chat in read(path)]
    tuning = PersonaTuning.start(base, chats, Plan(epochs=epochs, rank=rank))
    done = tuning.resume(part, base)
    print(f"{tuning.pairs} of {len(chats)} pairs, epochs {done} to {epochs}", flush=True)
    for epoch in tuning.epochs(_tell):
        files.replace(part, tuning.state(base))
        print(f"epoch {epoch} of {epochs} done", flush=True)
    fresh = out.with_name(f".{out.name}.new")
    with files.writing(out):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        tuning.save(fresh)
        if out.exists():
            shutil.rmtree(out)
        os.replace(fresh, out)
    part.unlink(missing_ok=True)
    print(f"saved; use it with LOVELM_MODEL_LOCAL={out}")


def read(path: Path) -> list[list[dict[str, str]]]:
    """The chats of a file of pairs or of messages. Raises BadInput naming the line."""
    chats = []
    for number, line in files.numbered(path):
        try:
            chat = msgspec.json.decode(line, type=Chat)
        except msgspec.DecodeError:
            chat = _pair(path, number, line)
        if chat.messages[-1].role != "assistant":
            raise BadInput(f"{path}:{number}: the last message must be the assistant's")
        chats.append([msgspec.structs.asdict(turn) for turn in chat.messages])
    if not chats:
        raise BadInput(f"{path}: holds no pair")
    return chats


def require_peft() -> None:
    """Raises ConfigError where it is not installed."""
    try:
        import peft  # noqa: F401
    except ModuleNotFoundError as error:
        fix = "pip install torch==2.13.0 and then pip install 'lovelm[local]'"
        raise ConfigError("persona tune", f"{error.name} is not installed", fix) from error


def _pair(path: Path, number: int, line: bytes) -> Chat:
    try:
        pair = msgspec.json.decode(line, type=Pair)
        return msgspec.convert(pair.messages(), Chat)
    except msgspec.DecodeError as error:
        raise BadInput(f"{path}:{number}: neither a pair nor messages ({error})") from error


def _tell(epoch: int, done: int, loss: float) -> None:
    if sys.stderr.isatty():
        print(f"\repoch {epoch}: {done} pairs, loss {loss:.3f} ", end="", file=sys.stderr)
