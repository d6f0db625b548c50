"""A local chat model taught by pairs: a tiny Llama with random weights. Needs torch,
transformers and peft (`make test-torch`); skipped where they are missing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: make test-torch")
pytest.importorskip("transformers", reason="transformers is not installed: make test-torch")
pytest.importorskip("peft", reason="peft is not installed: make test-torch")

import torch
from langchain_core.messages import HumanMessage
from transformers import LlamaForCausalLM

from adapters.models.local_transformers import LocalTransformers
from adapters.models.persona_tuning import PersonaTuning, Plan
from bots import cli, tuning
from core.errors import BadInput, ConfigError
from tests.adapters.test_local_transformers import base as flat

__all__ = ["flat"]

pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),  # peft's
]

PAIRS = [
    {"instruction": "연락해도 될까요?", "input": "", "output": "내일요."},
    {"instruction": "어떡하죠?", "input": "읽씹당했어요.", "output": "주무세요."},
]
SHORT = Plan(epochs=3, batch=1)
# Every seed from 0 to 7 ends at a loss under 0.001, so another machine's rounding changes no letter.
OVERFIT = Plan(epochs=400, batch=2, rate=5e-3, rank=8)


@pytest.fixture(scope="module")
def base(flat: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`flat` with a last layer that can prefer one letter to another, which LoRA leaves as it is."""
    folder = tmp_path_factory.mktemp("sharp")
    shutil.copytree(flat, folder, dirs_exist_ok=True)
    model = LlamaForCausalLM.from_pretrained(flat)
    with torch.no_grad():
        model.lm_head.weight *= 50
    model.save_pretrained(folder)
    return folder


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "talk.pairs.jsonl"
    path.write_text("".join(json.dumps(pair) + "\n" for pair in PAIRS), "utf-8")
    return path


def tune(*arguments: object) -> int:
    return cli.main(["persona", "tune", *map(str, arguments), "--i-have-rights"])


def silent(*_: object) -> None:
    return None


def test_it_learns_the_answers_and_the_product_speaks_with_it(
    base: Path, pairs: Path, tmp_path: Path
) -> None:
    learner = PersonaTuning.start(str(base), tuning.read(pairs), OVERFIT)
    losses: list[float] = []
    assert list(learner.epochs(lambda _, __, loss: losses.append(loss)))[-1] == OVERFIT.epochs
    assert losses[-1] < 0.02
    learner.save(tmp_path / "tuned")
    for asked, answer in (
        ("연락해도 될까요?", "내일요."),
        ("읽씹당했어요. 어떡하죠?", "주무세요."),
    ):
        assert said(tmp_path / "tuned", asked) == answer
        assert said(base, asked) != answer


def said(folder: Path, asked: str) -> str:
    model = LocalTransformers.load(str(folder), do_sample=False)
    try:
        return str(model.invoke([HumanMessage(asked)], max_tokens=30).text)
    finally:
        model.close()


def test_an_interrupted_tuning_ends_in_the_same_weights(
    base: Path, pairs: Path, tmp_path: Path
) -> None:
    def learner(plan: Plan = SHORT) -> PersonaTuning:
        return PersonaTuning.start(str(base), tuning.read(pairs), plan)

    whole = learner()
    list(whole.epochs(silent))
    cut = learner()
    next(cut.epochs(silent))
    part = tmp_path / "part"
    assert cut.resume(part, "") == 0
    part.write_bytes(cut.state(""))
    again = learner()
    assert again.resume(part, "") == 1
    assert list(again.epochs(silent)) == [2, 3]
    assert weights(again, tmp_path / "a") == weights(whole, tmp_path / "b")
    with pytest.raises(ConfigError, match="--restart"):
        learner(Plan(epochs=4, batch=1)).resume(part, "")
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(ConfigError, match="cannot be read"):
        learner().resume(part, "")


def weights(learner: PersonaTuning, folder: Path) -> bytes:
    learner.save(folder)
    return (folder / "adapter_model.safetensors").read_bytes()


def test_the_command_saves_a_folder_that_the_setting_takes(
    base: Path, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tuned"
    assert tune(pairs, "--base", base, "--out", out, "--epochs", 2) == 0
    shown = capsys.readouterr().out
    assert "2 of 2 pairs" in shown
    assert f"LOVELM_MODEL_LOCAL={out}" in shown
    assert {"adapter_model.safetensors", "tokenizer.json"} <= {path.name for path in out.iterdir()}
    assert sorted(path.name for path in tmp_path.glob("*tuned*")) == ["tuned"]
    assert tune(pairs, "--base", base, "--out", out) == 2
    assert "is there already" in capsys.readouterr().err
    assert tune(pairs, "--base", base, "--out", out, "--epochs", 1, "--restart") == 0


def test_a_failure_between_epochs_goes_on_with_the_next_one(
    base: Path,
    pairs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = PersonaTuning.save

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PersonaTuning, "save", stopped)
    out = tmp_path / "tuned"
    assert tune(pairs, "--base", base, "--out", out, "--epochs", 2) == 130
    assert not out.exists()
    monkeypatch.setattr(PersonaTuning, "save", whole)
    assert tune(pairs, "--base", base, "--out", out, "--epochs", 2) == 0
    assert "epochs 2 to 2" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.glob("*tuned*")) == ["tuned"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "holds no pair"),
        ('{"instruction":"a"}\n', ":1: neither a pair nor messages"),
        ("nonsense\n", ":1: neither"),
        (
            '{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}\n',
            ":1: the last",
        ),
        (
            '{"messages":[{"role":"root","content":"a"},{"role":"assistant","content":"b"}]}\n',
            ":1: neither",
        ),
    ],
)
def test_what_is_no_pair_is_named_by_its_line(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "talk.pairs.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(BadInput, match=why):
        tuning.read(path)


def test_a_base_that_cannot_be_had_and_pairs_too_long_are_named(
    base: Path, pairs: Path, tmp_path: Path
) -> None:
    chats: Any = tuning.read(pairs)
    with pytest.raises(ConfigError, match="--base"):
        PersonaTuning.start(str(tmp_path / "none"), chats, Plan())
    with pytest.raises(ConfigError, match="no pair"):
        PersonaTuning.start(str(base), chats, Plan(longest=3))
    assert torch.is_grad_enabled()
