"""Fits the shipped classifier on the project's own lines: `lovelm emotion train`.

Deterministic: the same lines give the same file. Needs the `train` extra.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.labels import Intent
from core.understanding import cases
from core.understanding.features import BUCKETS, buckets
from core.understanding.linear import HEADS

DATA = Path(__file__).parent / "data"
# Inverse regularisation, by four-fold cross-validation on these lines.
STRENGTH = {"intent": 40.0, "emotion": 60.0, "situation": 3.0}
SECOND_EMOTION = 0.5


def read_lines(folder: Path) -> list[dict[str, Any]]:
    """Every labelled line of `*.jsonl` in `folder`, in the order of file names."""
    return [
        json.loads(row)
        for path in sorted(folder.glob("*.jsonl"))
        for row in path.read_text("utf-8").splitlines()
        if row.strip()
    ]


def examples(lines: list[dict[str, Any]], head: str) -> Iterator[tuple[int, str, float]]:
    """(line number, label, weight) for `head`, of the lines that have it; a second emotion counts
    half. Lines of cases have a situation only."""
    for number, line in enumerate(lines):
        if head == "emotion":
            for rank, label in enumerate(line.get("emotion", [])[:2]):
                yield number, label, SECOND_EMOTION if rank else 1.0
        elif head == "situation":
            # It is only asked of worries, so it learns from nothing else.
            if line.get("intent", Intent.COUNSEL) == Intent.COUNSEL:
                yield number, line["situation"] or "", 1.0
        elif head in line:
            yield number, line[head], 1.0


def fit(lines: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    """The arrays of the model file."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    found = [buckets(line["text"]) for line in lines]
    values = np.concatenate([np.full(len(f), 1 / np.sqrt(len(f)), np.float32) for f in found])
    starts = np.cumsum([0, *map(len, found)])
    matrix = csr_matrix((values, np.concatenate(found), starts), shape=(len(lines), BUCKETS))
    matrix.sum_duplicates()
    columns, biases = [], []
    for head, labels in HEADS.items():
        rows, wanted, weight = map(list, zip(*examples(lines, head), strict=True))
        model = LogisticRegression(C=STRENGTH[head], max_iter=400, class_weight="balanced")
        model.fit(matrix[rows], wanted, sample_weight=weight)
        order = [list(model.classes_).index(label) for label in labels]
        columns.append(model.coef_[order])
        biases.append(model.intercept_[order])
    weights = np.concatenate(columns).T
    scale = np.abs(weights).max(axis=0) / 127
    return {
        "weights": np.round(weights / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.concatenate(biases).astype(np.float32),
    }


def run(folder: Path, out: Path) -> int:
    """Fit on every `*.jsonl` of `folder`, and of its folder `cases`; the number of lines.

    Writes the weights, beside them `cases.npz`, and as .json what both were made of.
    """
    lines, told = read_lines(folder), cases.read_lines(folder / cases.LINES.name)
    for path, arrays in (
        (out, fit([*lines, *map(_situation_only, told)])),
        (out.with_name(cases.PATH.name), cases.fit(told, [line["text"] for line in lines])),
    ):
        np.savez_compressed(path, **arrays)
    sources = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.jsonl"))
    }
    count = len(lines) + len(told)
    made_of = {"lines": count, "strength": STRENGTH, "sha256": sources}
    out.with_suffix(".json").write_text(json.dumps(made_of, indent=1) + "\n", "utf-8")
    return count


def _situation_only(told: tuple[str, str]) -> dict[str, Any]:
    """A line of a case as a labelled line: which emotion it holds nobody said."""
    text, name = told
    return {"text": text, "situation": name.split(".")[0]}
