"""Concurrent turns through one local model: what waits together is written together."""

import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import StoppingCriteria, StoppingCriteriaList
from transformers.generation.streamers import BaseStreamer

from core.errors import Unfit
from core.spending.spent import Spent

BATCH = 8
# Seconds that a first turn waits for others.
GATHER = 0.02
CLOSED_WITHIN = 5.0


@dataclass(slots=True, eq=False)
class Row:
    """One turn in a batch. `tell` gets each piece of text, then what it came to or an error; it
    is called from another thread. `gone`: nobody listens any more."""

    text: str
    most: int
    tell: Callable[[str | Spent | Exception], None]
    gone: bool = False
    tokens_in: int = 0
    written: list[int] = field(default_factory=list)
    told: str = ""
    done: bool = False

    def end(self) -> None:
        """Nothing more comes."""
        if not self.done:
            self.done = True
            self.tell(Spent(self.tokens_in, len(self.written)))

    def fail(self, error: Exception) -> None:
        if not self.done:
            self.done = True
            self.tell(error)


class Batches:
    """A thread of its own, in which the model writes. Rows that come while it writes are the
    next batch."""

    def __init__(self, tokenizer: Any, model: Any, how: dict[str, Any]) -> None:
        """`how`: what transformers' `generate` is told besides."""
        self._tokenizer = tokenizer
        self._model = model
        self._how = how
        self._waiting: queue.SimpleQueue[Row | None] = queue.SimpleQueue()
        self._closing = False
        # Rows of each batch, for whoever wants to know how well turns are put together.
        self.sizes: list[int] = []
        self._thread = threading.Thread(target=self._run, name="local model", daemon=True)
        self._thread.start()

    def put(self, row: Row) -> None:
        self._waiting.put(row)

    def close(self) -> None:
        """Stop after the next token."""
        self._closing = True
        self._waiting.put(None)
        self._thread.join(CLOSED_WITHIN)

    def _run(self) -> None:
        while rows := self._gathered():
            self.sizes = [*self.sizes[-99:], len(rows)]
            try:
                self._write(rows)
            except Exception as error:  # out of memory, most often: the next batch may fit
                for row in rows:
                    row.fail(error)

    def _gathered(self) -> list[Row]:
        """The next batch; nothing when it is over."""
        rows: list[Row] = []
        until = None
        while len(rows) < BATCH:
            try:
                left = None if until is None else max(0.0, until - time.monotonic())
                row = self._waiting.get(timeout=left)
            except queue.Empty:
                break
            if row is None or self._closing:
                return []
            if not row.gone:
                rows.append(row)
                until = until or time.monotonic() + GATHER
        return rows

    def _write(self, rows: Sequence[Row]) -> None:
        rows = [row for row in rows if self._fits(row)]
        if not rows:
            return
        batch = self._tokens(
            [row.text for row in rows], padding=True, padding_side="left", return_tensors="pt"
        ).to(self._model.device)
        with torch.inference_mode():
            self._model.generate(
                **batch,
                **self._how,
                max_new_tokens=max(row.most for row in rows),
                pad_token_id=self._tokenizer.pad_token_id,
                streamer=_Teller(self._tokenizer, rows, _ends(self._model)),
                stopping_criteria=StoppingCriteriaList([_Over(rows, lambda: self._closing)]),
            )

    def _fits(self, row: Row) -> bool:
        """Whether the model can read and write all of it; nothing is cut off. Tells it if not."""
        row.tokens_in = len(self._tokens(row.text)["input_ids"])
        if row.tokens_in + row.most <= context(self._model):
            return True
        row.fail(Unfit("refused"))
        return False

    def _tokens(self, text: str | list[str], **how: Any) -> Any:
        special = self._tokenizer.chat_template is None
        return self._tokenizer(text, add_special_tokens=special, return_token_type_ids=False, **how)


def context(model: Any) -> float:
    """How many tokens `model` can read and write in all; no end where it counts no positions."""
    return getattr(model.config.get_text_config(), "max_position_embeddings", None) or math.inf


class _Teller(BaseStreamer):  # type: ignore[misc]
    """Tells each row its text as far as whole letters go."""

    def __init__(self, tokenizer: Any, rows: Sequence[Row], ends: set[int]) -> None:
        self._tokenizer = tokenizer
        self._rows = rows
        self._ends = ends
        self._prompt = True

    def put(self, value: Any) -> None:
        """The prompts first, then one token of every row."""
        if self._prompt:
            self._prompt = False
            return
        for row, token in zip(self._rows, value.tolist(), strict=True):
            if row.done:
                continue
            if token in self._ends:
                row.end()
                continue
            row.written.append(token)
            text = self._tokenizer.decode(row.written, skip_special_tokens=True)
            if not text.endswith("\ufffd") and len(text) > len(row.told):
                row.tell(text[len(row.told) :])
                row.told = text
            if len(row.written) >= row.most:
                row.end()

    def end(self) -> None:
        for row in self._rows:
            row.end()


class _Over(StoppingCriteria):  # type: ignore[misc]
    """Rows that nobody listens to are written no further."""

    def __init__(self, rows: Sequence[Row], closing: Callable[[], bool]) -> None:
        self._rows = rows
        self._closing = closing

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        over = [row.gone or row.done or self._closing() for row in self._rows]
        return torch.tensor(over, device=input_ids.device)


def _ends(model: Any) -> set[int]:
    """Tokens that end an answer."""
    ends = model.generation_config.eos_token_id
    if ends is None:
        return set()
    return set(ends) if isinstance(ends, list) else {ends}
