"""A local chat model's speed on a GPU: `python -m benchmarks.local_model [--json FILE]`.

Random weights in the shape of A.X-4.0-Light (Qwen2, 7.3 billion, bf16), written through the same
batches as LoveLM's local back end: speed does not depend on what the weights say. Needs torch,
transformers and this repository only; without a GPU it says so and ends with status 0.
"""

import argparse
import dataclasses
import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.report import Finding, machine, table

# Qwen2.5-7B, from which A.X 4.0 Light was trained, with A.X's vocabulary and context.
SHAPE = {
    "hidden_size": 3_584, "intermediate_size": 18_944, "num_hidden_layers": 28,
    "num_attention_heads": 28, "num_key_value_heads": 4, "vocab_size": 102_400,
    "max_position_embeddings": 16_384, "tie_word_embeddings": False,
}  # fmt: skip
TINY_SHAPE = SHAPE | {
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2,
}  # fmt: skip
RUNS = 5


@dataclass(frozen=True, slots=True)
class Load:
    """Tokens of a prompt and of an answer, and how many turns come at once."""

    shape: dict[str, Any]
    prompt: int
    answer: int
    concurrent: tuple[int, ...]


# Prompts of ours have 2,600 to 3,000 letters, answers 140 aloud and 75 in chat; two letters of
# Korean are about a token of A.X.
FULL = Load(SHAPE, prompt=1_400, answer=110, concurrent=(1, 8, 32))
TINY = Load(TINY_SHAPE, prompt=20, answer=4, concurrent=(1, 3))
FIRST_SYLLABLE, SYLLABLES = 0xAC00, 320
# As LoveLM asks a local model.
HOW = {"do_sample": True, "temperature": 0.7, "top_p": 0.95, "repetition_penalty": 1.05}


def without_msgspec() -> None:
    """A GPU machine may lack msgspec, of which the batches need one struct: what came to."""
    try:
        import msgspec  # noqa: F401
    except ModuleNotFoundError:

        class Struct:
            def __init_subclass__(cls, frozen: bool = False) -> None:
                dataclasses.dataclass(frozen=frozen)(cls)

        stand_in = ModuleType("msgspec")
        stand_in.Struct = Struct  # type: ignore[attr-defined]
        sys.modules["msgspec"] = stand_in


@dataclass(slots=True)
class Turn:
    """One turn as it is written: seconds from the start of its run."""

    began: float
    first: float = 0.0
    whole: float = 0.0
    tokens: int = 0
    failure: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def tell(self, piece: Any) -> None:
        now = time.perf_counter() - self.began
        if isinstance(piece, str):
            self.first = self.first or now
            return
        if isinstance(piece, Exception):
            self.failure = type(piece).__name__
        else:
            self.whole, self.tokens = now, piece.tokens_out
        self.over.set()


Run = tuple[float, list[Turn]]


def vocabulary() -> list[str]:
    """Every token is two Hangul syllables."""
    syllables = [chr(FIRST_SYLLABLE + 35 * number) for number in range(SYLLABLES)]
    return [one + other for one in syllables for other in syllables]


def tokenizer() -> Any:
    from tokenizers import Regex, Tokenizer
    from tokenizers.decoders import Fuse
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split
    from transformers import PreTrainedTokenizerFast

    words = vocabulary()
    plain = Tokenizer(WordLevel({word: at for at, word in enumerate(words)}, unk_token=words[0]))
    plain.pre_tokenizer, plain.decoder = Split(Regex("..?"), "isolated"), Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=plain, pad_token=words[0])


def model(torch: Any, shape: dict[str, Any], device: str) -> Any:
    """Random weights, made where they are used; nothing ends an answer before its time."""
    from transformers import AutoModelForCausalLM, Qwen2Config

    config = Qwen2Config(**shape, bos_token_id=None, eos_token_id=None, pad_token_id=0)
    torch.manual_seed(0)
    with torch.device(device):
        made = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    made.generation_config.eos_token_id = None
    return made.eval()


def one_run(batches: Any, row: Callable[..., Any], load: Load, concurrent: int, seed: int) -> Run:
    """`concurrent` turns at once: seconds until the last is written, and the turns.

    Raises RuntimeError when a turn fails.
    """
    words, luck = vocabulary(), random.Random(seed)
    prompts = ["".join(luck.choices(words, k=load.prompt)) for _ in range(concurrent)]
    began = time.perf_counter()
    turns = [Turn(began) for _ in prompts]
    for turn, prompt in zip(turns, prompts, strict=True):
        batches.put(row(prompt, load.answer, turn.tell))
    for turn in turns:
        turn.over.wait()
        if turn.failure:
            raise RuntimeError(f"a turn failed: {turn.failure}")
    return time.perf_counter() - began, turns


def measured(torch: Any, load: Load, device: str, runs: int) -> list[Finding]:
    """As the back end is, and with every turn in one batch."""
    from adapters.models import batches as own

    made, words = model(torch, load.shape, device), tokenizer()
    found, most = [], max(load.concurrent)
    for batch, sizes in ((own.BATCH, load.concurrent), (most, (most,))):
        own.BATCH = batch
        batches = own.Batches(words, made, HOW)
        one_run(batches, own.Row, load, 1, 0)  # kernels are made ready
        for concurrent in sizes:
            timed = [one_run(batches, own.Row, load, concurrent, seed) for seed in range(runs)]
            found += _rows(concurrent, batch, timed, load)
        batches.close()
    return found


def _rows(concurrent: int, most: int, timed: list[Run], load: Load) -> list[Finding]:
    note = NOTE.format(prompt=load.prompt, answer=load.answer)
    turns = [turn for _, own in timed for turn in own]
    tokens = [sum(turn.tokens for turn in own) / seconds for seconds, own in timed]
    replies = [len(own) / seconds for seconds, own in timed]
    what = f"{concurrent} at once, batches of {most}"
    return [
        Finding("A15", f"{what}: written, {_span(tokens)}", statistics.median(tokens), "tokens/s", note=note),
        Finding("A15", f"… replies, {_span(replies)}", statistics.median(replies), "replies/s"),
        Finding("A15", "… first token, median", statistics.median(t.first for t in turns), "s"),
        Finding("A15", "… whole answer, median", statistics.median(t.whole for t in turns), "s"),
        Finding("A15", "… whole answer, longest", max(t.whole for t in turns), "s"),
    ]  # fmt: skip


def _span(values: list[float]) -> str:
    return f"{min(values):.3g} to {max(values):.3g}"


def main(chosen: argparse.Namespace) -> int:
    try:
        import torch
        import transformers  # noqa: F401
    except ModuleNotFoundError as error:
        print(f"skipped: {error.name} is not installed, and a GPU is needed")
        return 0
    if not (torch.cuda.is_available() or chosen.tiny):
        print("skipped: no CUDA GPU here")
        return 0
    without_msgspec()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    load = TINY if chosen.tiny else FULL
    found = measured(torch, load, device, chosen.runs)
    print(table(found))
    report = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine() | _accelerator(torch, device),
        "load": os.getloadavg()[0],
        "versions": {name: version(name) for name in ("torch", "transformers")},
        "work": asdict(load),
        "runs": chosen.runs,
        "findings": [asdict(finding) for finding in found],
    }
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"Written: {chosen.json}")
    return 0


def _accelerator(torch: Any, device: str) -> dict[str, object]:
    if device == "cpu":
        return {"gpu": None}
    about = torch.cuda.get_device_properties(0)
    used = torch.cuda.max_memory_allocated() / 2**30
    return {
        "gpu": about.name,
        "gpu_memory_gib": round(about.total_memory / 2**30, 1),
        "gpu_memory_used_gib": round(used, 1),
    }


NOTE = (
    "Prompts of {prompt:,} tokens, answers of {answer}; random weights, bf16, transformers' generate. "
    "Turns that a batch cannot hold wait for the next."
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.local_model",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"default {RUNS}")
    parser.add_argument("--tiny", action="store_true", help="two narrow layers, to try it anywhere")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=Path("benchmarks/results/local_model.json")
    )
    sys.exit(main(parser.parse_args()))
