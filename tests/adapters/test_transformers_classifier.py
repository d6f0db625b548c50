"""Fine-tuning, saving and serving an encoder: a tiny BERT with random weights and a vocabulary
built here. Needs torch and transformers (`make test-torch`); skipped where they are missing."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: make test-torch")
pytest.importorskip("transformers", reason="transformers is not installed: make test-torch")

os.environ["HF_HUB_OFFLINE"] = "1"  # read when transformers is imported

import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

from adapters.models.fine_tuning import Schedule, fine_tune, targets
from adapters.models.transformers_classifier import LABELS_FILE, TransformersClassifier
from bots import cli
from bots.classifier import load_classifier
from core.errors import ConfigError
from core.labels import Emotion, Intent
from core.understanding.linear import HEADS
from core.understanding.train import examples

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LINES: list[dict[str, Any]] = [
    {"text": "읽씹당해서 불안해", "emotion": ["anxiety"], "intent": "counsel", "situation": "read_ignored"},
    {"text": "고백 성공했다 신난다", "emotion": ["joy", "love"], "intent": "counsel", "situation": "confession"},
    {"text": "슬픈 영화 추천해줘", "emotion": ["sadness"], "intent": "recommend", "situation": None},
    {"text": "안녕 반가워", "emotion": ["neutral"], "intent": "smalltalk", "situation": None},
]  # fmt: skip
OVERFIT = Schedule(epochs=60, batch=4, rate=5e-3)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as from_pretrained reads it: two layers, 32 wide, every syllable a word piece."""
    folder = tmp_path_factory.mktemp("base")
    letters = sorted({letter for line in LINES for letter in line["text"] if letter != " "})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{x}" for x in letters)]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=False)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    BertModel(config).save_pretrained(folder)
    return folder


def trained(base: Path) -> tuple[TransformersClassifier, list[float]]:
    torch.manual_seed(1)
    classifier = TransformersClassifier.start(str(base))
    losses: list[float] = []
    fine_tune(classifier, LINES, OVERFIT, lambda _, loss: losses.append(loss))
    return classifier, losses


def test_it_learns_the_lines_it_is_shown(base: Path) -> None:
    classifier, losses = trained(base)
    assert losses[-1] < losses[0] / 3
    for line, read in zip(LINES, classifier.predict([x["text"] for x in LINES]), strict=True):
        assert max(read.intent, key=lambda label: read.intent[label]) == line["intent"]
        assert max(read.emotion, key=lambda label: read.emotion[label]) == line["emotion"][0]
    read = classifier.predict([LINES[0]["text"]])[0]
    assert max(read.situation, key=lambda label: read.situation[label]) == "read_ignored"


def test_the_same_lines_give_the_same_weights(base: Path) -> None:
    one, other = trained(base)[0], trained(base)[0]
    texts = [line["text"] for line in LINES]
    assert one.predict(texts) == other.predict(texts)


def test_what_was_saved_reads_the_same(base: Path, tmp_path: Path) -> None:
    classifier, _ = trained(base)
    classifier.save(tmp_path / "model")
    texts = [line["text"] for line in LINES] + ["", "처음 보는 말 abc 🙂"] * 40
    loaded = load_classifier(str(tmp_path / "model")).predict(texts)
    assert len(loaded) == len(texts)
    for one, other in zip(loaded, classifier.predict(texts), strict=True):
        assert set(one.intent) == set(Intent)
        assert set(one.emotion) == set(Emotion)
        assert sum(one.situation.values()) == pytest.approx(1)
        assert one.emotion == pytest.approx(other.emotion, abs=1e-5)


def test_targets_weigh_as_the_shipped_classifier_does() -> None:
    wanted = targets(LINES)
    for head, labels in HEADS.items():
        for row, label, weight in examples(LINES, head):
            assert wanted[head][row, labels.index(label)] == weight
    assert wanted["situation"][2:].sum() == 0


def test_the_command_trains_what_the_setting_loads(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, out = tmp_path / "lines", tmp_path / "model"
    lines.mkdir()
    (lines / "own.jsonl").write_text("\n".join(json.dumps(x) for x in LINES), "utf-8")
    arguments = ["--base", str(base), "--data", str(lines), "--out", str(out), "--epochs", "1"]
    assert cli.main(["emotion", "train", *arguments]) == 0
    assert f"LOVELM_CLASSIFIER={out}" in capsys.readouterr().out
    assert len(load_classifier(str(out)).predict(["안녕"])) == 1


def test_weights_that_cannot_be_had_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be had") as error:
        TransformersClassifier.start("nobody/no-such-model")
    assert "offline" in error.value.why
    with pytest.raises(ConfigError, match="no fine-tuned classifier"):
        load_classifier(str(tmp_path))


def test_a_model_of_other_labels_is_refused(base: Path, tmp_path: Path) -> None:
    classifier = TransformersClassifier.start(str(base))
    classifier.save(tmp_path)
    (tmp_path / LABELS_FILE).write_text('{"intent": ["yes", "no"]}', "utf-8")
    with pytest.raises(ConfigError, match="other labels"):
        load_classifier(str(tmp_path))
