"""Fine-tunes an encoder on the project's own lines."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from adapters.models.transformers_classifier import TransformersClassifier
from core.understanding.linear import HEADS
from core.understanding.train import examples


@dataclass(frozen=True, slots=True)
class Schedule:
    """How to train; `rate` is AdamW's peak learning rate, `warmup` a share of all steps."""

    epochs: int = 4
    batch: int = 32
    rate: float = 3e-5
    warmup: float = 0.1
    seed: int = 20260101


def targets(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """By head, a (lines, labels) tensor of weights; a row of zeros teaches that head nothing."""
    wanted = {head: torch.zeros(len(lines), len(labels)) for head, labels in HEADS.items()}
    for head, labels in HEADS.items():
        for row, label, weight in examples(list(lines), head):
            wanted[head][row, labels.index(label)] += weight
    return wanted


def fine_tune(
    classifier: TransformersClassifier,
    lines: Sequence[dict[str, Any]],
    schedule: Schedule,
    tell: Callable[[int, float], None],
) -> None:
    """Train encoder and heads in place; `tell` hears each epoch's number and mean loss.

    Deterministic on a CPU: the same lines, schedule and library versions give the same weights.
    """
    torch.manual_seed(schedule.seed)
    order = list(range(len(lines)))
    chance = random.Random(schedule.seed)
    wanted = targets(lines)
    weights = [*classifier.encoder.parameters(), *classifier.heads.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=schedule.rate)
    steps = schedule.epochs * -(-len(lines) // schedule.batch)
    plan = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=schedule.rate, total_steps=steps, pct_start=schedule.warmup
    )
    for epoch in range(schedule.epochs):
        classifier.encoder.train()
        chance.shuffle(order)
        losses = []
        for start in range(0, len(order), schedule.batch):
            rows = order[start : start + schedule.batch]
            scores = classifier.scores([lines[row]["text"] for row in rows])
            loss = torch.stack([_loss(scores[head], wanted[head][rows]) for head in HEADS]).sum()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            plan.step()
            losses.append(loss.item())
        tell(epoch + 1, sum(losses) / len(losses))


def _loss(scores: Any, wanted: Any) -> Any:
    """Cross-entropy against weighted labels, a mean over the lines that have any."""
    wanted = wanted.to(scores.device)
    return -(wanted * scores.log_softmax(-1)).sum() / wanted.sum().clamp(min=1.0)
