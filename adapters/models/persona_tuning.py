"""Teaches a local chat model how a persona answers: LoRA on its questions and answers."""

import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import torch
from peft import (
    LoraConfig,
    get_peft_model,
    get_peft_model_state_dict,
    set_peft_model_state_dict,
)
from transformers import AutoModelForCausalLM, AutoTokenizer

from adapters.models.local_transformers import PLAIN
from core.errors import ConfigError

IGNORED = -100  # what torch's cross-entropy leaves out


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train; `rate` is AdamW's peak learning rate, `longest` a pair's tokens, `rank` LoRA's."""

    epochs: int = 3
    batch: int = 4
    rate: float = 2e-4
    warmup: float = 0.1
    longest: int = 1_024
    rank: int = 16
    seed: int = 20260101


@dataclass(frozen=True, slots=True)
class Row:
    """One chat as tokens; of `wanted` only the answers count."""

    tokens: list[int]
    wanted: list[int]


class PersonaTuning:
    """A model that learns from chats, an epoch at a time."""

    def __init__(self, tokenizer: Any, model: Any, rows: Sequence[Row], plan: Plan) -> None:
        self._tokenizer = tokenizer
        self._rows = rows
        self._plan = plan
        self._epoch = 0
        torch.manual_seed(plan.seed)
        how = LoraConfig(
            r=plan.rank,
            lora_alpha=2 * plan.rank,
            lora_dropout=0.05,
            target_modules="all-linear",
            task_type="CAUSAL_LM",
        )
        self._model = get_peft_model(model, how)
        weights = [one for one in self._model.parameters() if one.requires_grad]
        self._optimizer = torch.optim.AdamW(weights, lr=plan.rate)
        self._pace = torch.optim.lr_scheduler.OneCycleLR(
            self._optimizer,
            max_lr=plan.rate,
            total_steps=plan.epochs * -(-len(rows) // plan.batch),
            pct_start=plan.warmup,
        )

    @classmethod
    def start(cls, base: str, chats: Sequence[Sequence[dict[str, str]]], plan: Plan) -> Self:
        """Raises ConfigError when `base`, a folder or a hub's name, cannot be had."""
        gpu = torch.cuda.is_available()
        try:
            tokenizer = AutoTokenizer.from_pretrained(base)
            model = AutoModelForCausalLM.from_pretrained(
                base, dtype=torch.bfloat16 if gpu else torch.float32
            )
        except (OSError, ValueError, ImportError) as error:
            why = f"{base} cannot be loaded ({type(error).__name__}): no such folder or model here, or this machine is offline"
            fix = "download the model where there is a network and name its folder"
            raise ConfigError("--base", why, fix) from error
        if tokenizer.pad_token_id is None:
            tokenizer.pad_token = tokenizer.eos_token
        rows = [row for chat in chats if (row := _row(tokenizer, chat, plan.longest))]
        if not rows:
            why = f"no pair of theirs has an answer within {plan.longest} tokens"
            raise ConfigError("FILE", why, "give shorter pairs")
        return cls(tokenizer, model.to("cuda" if gpu else "cpu"), rows, plan)

    @property
    def pairs(self) -> int:
        """How many can be learnt from."""
        return len(self._rows)

    def resume(self, path: Path, about: str) -> int:
        """Take up a `state` of the same `about`; how many epochs are done."""
        try:
            kept = torch.load(path, map_location=self._model.device, weights_only=True)
        except FileNotFoundError:
            return 0
        except Exception as error:  # whatever a torn file makes the unpickler raise
            why = f"cannot be read ({type(error).__name__})"
            raise ConfigError(str(path), why, "add --restart to begin anew") from error
        if kept["about"] != self._about(about):
            why = "was begun with another model, other pairs or another plan"
            raise ConfigError(str(path), why, "add --restart to begin anew")
        set_peft_model_state_dict(self._model, kept["weights"])
        self._optimizer.load_state_dict(kept["optimizer"])
        self._pace.load_state_dict(kept["pace"])
        self._epoch = kept["epoch"]
        return self._epoch

    def state(self, about: str) -> bytes:
        """What `resume` takes up from a file."""
        held = {
            "about": self._about(about),
            "epoch": self._epoch,
            "weights": get_peft_model_state_dict(self._model),
            "optimizer": self._optimizer.state_dict(),
            "pace": self._pace.state_dict(),
        }
        content = io.BytesIO()
        torch.save(held, content)
        return content.getvalue()

    def epochs(self, tell: Callable[[int, int, float], None]) -> Iterator[int]:
        """Train; yields after each epoch. `tell` hears epoch, pairs done in it and the loss.

        On a CPU the same pairs, plan and versions give the same weights, interrupted or not.
        """
        while self._epoch < self._plan.epochs:
            # The order and the dropout of an epoch depend on nothing before it.
            chance = random.Random(self._plan.seed + self._epoch)
            torch.manual_seed(self._plan.seed + self._epoch)
            order = chance.sample(range(len(self._rows)), len(self._rows))
            self._model.train()
            for start in range(0, len(order), self._plan.batch):
                rows = [self._rows[at] for at in order[start : start + self._plan.batch]]
                loss = self._step(rows)
                tell(self._epoch + 1, min(start + self._plan.batch, len(order)), loss)
            self._epoch += 1
            yield self._epoch

    def save(self, folder: Path) -> None:
        """Adapter and tokenizer: a folder that LOVELM_MODEL_LOCAL takes."""
        self._model.save_pretrained(folder)
        self._tokenizer.save_pretrained(folder)

    def _step(self, rows: Sequence[Row]) -> float:
        longest = max(len(row.tokens) for row in rows)

        def even(lists: list[list[int]], filler: int) -> Any:
            filled = [one + [filler] * (longest - len(one)) for one in lists]
            return torch.tensor(filled, device=self._model.device)

        loss = self._model(
            input_ids=even([row.tokens for row in rows], self._tokenizer.pad_token_id),
            attention_mask=even([[1] * len(row.tokens) for row in rows], 0),
            labels=even([row.wanted for row in rows], IGNORED),
        ).loss
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._pace.step()
        return float(loss.item())

    def _about(self, about: str) -> str:
        told = repr((about, asdict(self._plan), [row.tokens for row in self._rows]))
        return sha256(told.encode()).hexdigest()


def _row(tokenizer: Any, chat: Sequence[dict[str, str]], longest: int) -> Row | None:
    """Everything up to the last answer, which is what is learnt; None where it is too long."""
    before = tokenizer(_text(tokenizer, list(chat[:-1])), add_special_tokens=False)["input_ids"]
    answer = tokenizer(chat[-1]["content"], add_special_tokens=False)["input_ids"]
    answer = [*answer, tokenizer.eos_token_id]
    if len(before) + len(answer) > longest:
        return None
    return Row([*before, *answer], [IGNORED] * len(before) + answer)


def _text(tokenizer: Any, turns: list[dict[str, str]]) -> str:
    """As LocalTransformers will ask."""
    if tokenizer.chat_template is None:
        told = "".join(PLAIN[turn["role"]].format(text=turn["content"]) for turn in turns)
        return told + "상담사:"
    return str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
