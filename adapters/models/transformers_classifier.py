"""A fine-tuned KoBERT- or KcELECTRA-class encoder behind the classifier's port."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer

from core.errors import ConfigError
from core.labels import Emotion, Intent, Situation
from core.understanding.linear import HEADS
from core.understanding.reading import Prediction

HEADS_FILE, LABELS_FILE = "heads.safetensors", "labels.json"
# Korean chat lines are at most a few hundred characters; a token holds about two.
LONGEST = 192
BATCH = 32


class TransformersClassifier:
    """One encoder; a linear head each for intent, emotion and situation on its first token."""

    def __init__(self, tokenizer: Any, encoder: Any, heads: Any) -> None:
        """`heads` is a torch ModuleDict keyed as HEADS."""
        self.tokenizer = tokenizer
        self.encoder = encoder
        self.heads = heads

    @classmethod
    def start(cls, base: str) -> Self:
        """An untrained classifier on the encoder `base`, a folder or a hub's name.

        Raises ConfigError when its weights cannot be had.
        """
        tokenizer, encoder = _pretrained(base)
        heads = torch.nn.ModuleDict(
            {
                head: torch.nn.Linear(encoder.config.hidden_size, len(labels))
                for head, labels in HEADS.items()
            }
        )
        return cls(tokenizer, encoder, heads)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What `save` wrote. Raises ConfigError for anything else."""
        fix = "make it with: lovelm emotion train --base NAME_OR_PATH --out FOLDER"
        try:
            labels = json.loads((folder / LABELS_FILE).read_text("utf-8"))
            weights = load_file(folder / HEADS_FILE)
        except (OSError, ValueError) as error:
            why = f"no fine-tuned classifier there ({type(error).__name__})"
            raise ConfigError(str(folder), why, fix) from error
        if labels != {head: list(names) for head, names in HEADS.items()}:
            raise ConfigError(str(folder), "it was trained on other labels", fix)
        classifier = cls.start(str(folder))
        classifier.heads.load_state_dict(weights)
        return classifier

    def save(self, folder: Path) -> None:
        """Write encoder, tokenizer, heads and labels under `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.encoder.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        save_file(self.heads.state_dict(), folder / HEADS_FILE)
        labels = {head: list(names) for head, names in HEADS.items()}
        (folder / LABELS_FILE).write_text(json.dumps(labels, ensure_ascii=False), "utf-8")

    def scores(self, texts: Sequence[str]) -> dict[str, Any]:
        """A (texts, labels) tensor of scores by head."""
        batch = self.tokenizer(
            [text or " " for text in texts],
            padding=True,
            truncation=True,
            max_length=LONGEST,
            return_tensors="pt",
        )
        device = next(self.encoder.parameters()).device
        first = self.encoder(**batch.to(device)).last_hidden_state[:, 0]
        return {head: layer(first) for head, layer in self.heads.items()}

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text; tens of milliseconds for a batch on a CPU."""
        self.encoder.eval()
        found = []
        with torch.inference_mode():
            for start in range(0, len(texts), BATCH):
                scores = self.scores(texts[start : start + BATCH])
                chances = {head: s.double().softmax(-1).tolist() for head, s in scores.items()}
                found += [
                    _prediction({head: rows[row] for head, rows in chances.items()})
                    for row in range(len(chances["intent"]))
                ]
        return found


def _prediction(chances: dict[str, list[float]]) -> Prediction:
    named = {head: dict(zip(HEADS[head], chances[head], strict=True)) for head in HEADS}
    return Prediction(
        intent={Intent(k): p for k, p in named["intent"].items()},
        emotion={Emotion(k): p for k, p in named["emotion"].items()},
        situation={Situation(k) if k else None: p for k, p in named["situation"].items()},
    )


def _pretrained(base: str) -> tuple[Any, Any]:
    """Tokenizer and encoder of `base`. Raises ConfigError when they cannot be had."""
    try:
        return AutoTokenizer.from_pretrained(base), AutoModel.from_pretrained(base)
    except (OSError, ValueError) as error:
        why = f"its weights cannot be had ({type(error).__name__}): no such folder or model here, or this machine is offline"
        fix = "download the model where there is a network and name its folder instead"
        raise ConfigError(base, why, fix) from error
