"""A local chat model: a tiny Llama with random weights and a vocabulary built here. Needs torch
and transformers (`make test-torch`); skipped where they are missing."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: make test-torch")
pytest.importorskip("transformers", reason="transformers is not installed: make test-torch")

os.environ["HF_HUB_OFFLINE"] = "1"  # read when transformers is imported

import torch
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage
from tokenizers import Tokenizer
from tokenizers.decoders import ByteLevel as Bytes
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from adapters.models.chat_responder import ChatResponder
from adapters.models.embedded import EmbeddedResponder
from adapters.models.local_transformers import LocalTransformers
from bots.brain import Brain
from bots.models import writer
from bots.settings import Settings
from core.channels.settings import ChannelSettings
from core.errors import ConfigError, ModelError, Unfit
from core.spending.budget import Price
from storage.database import open_database
from tests.conftest import FakeClock, until
from tests.writing import brief, budget, elapsed

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
MARKS = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
ASKED = [SystemMessage("너는 온유다."), HumanMessage("읽씹당했어요")]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as from_pretrained reads it: two layers, 32 wide, every byte a token, so that a
    Korean letter is whole only after its third."""
    folder = tmp_path_factory.mktemp("base")
    vocabulary = {letter: at for at, letter in enumerate([*MARKS, *sorted(ByteLevel.alphabet())])}
    plain = Tokenizer(BPE(vocab=vocabulary, merges=[]))
    plain.pre_tokenizer, plain.decoder = ByteLevel(add_prefix_space=False), Bytes()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, eos_token="<|end|>", additional_special_tokens=MARKS[1:]
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=2, max_position_embeddings=16_384, eos_token_id=0, bos_token_id=None,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture
def model(base: Path) -> Iterator[LocalTransformers]:
    loaded = LocalTransformers.load(str(base), do_sample=True, temperature=1.5)
    yield loaded
    loaded.close()


async def written(model: LocalTransformers, **how: Any) -> tuple[list[str], dict[str, int]]:
    pieces, usage = [], {}
    async for chunk in model.astream(ASKED, **how):
        assert isinstance(chunk, AIMessageChunk)
        pieces.append(str(chunk.text))
        usage = dict(chunk.usage_metadata or usage)
    return [piece for piece in pieces if piece], usage


async def test_it_streams_whole_letters_and_counts_its_tokens(model: LocalTransformers) -> None:
    torch.manual_seed(1)
    pieces, usage = await written(model, max_tokens=40)
    assert len(pieces) > 3
    assert "<|" not in "".join(pieces)
    assert usage["input_tokens"] > len("너는 온유다.".encode())
    assert 0 < usage["output_tokens"] <= 40
    whole = await asyncio.to_thread(model.invoke, ASKED, max_tokens=8)
    assert whole.usage_metadata is not None
    assert whole.usage_metadata["output_tokens"] <= 8


async def test_turns_that_come_together_are_one_batch(model: LocalTransformers) -> None:
    found = await asyncio.gather(*(written(model, max_tokens=6 + n) for n in range(5)))
    assert sum(model.batches) == 5
    assert max(model.batches) >= 4
    assert [usage["output_tokens"] <= 6 + n for n, (_, usage) in enumerate(found)] == [True] * 5


async def test_nobody_is_written_for_who_left(model: LocalTransformers) -> None:
    async def leave() -> None:
        async for _ in model.astream(ASKED, max_tokens=16_000):
            return

    _, seconds = await elapsed(leave())
    _, more = await elapsed(written(model, max_tokens=4))
    assert seconds + more < 10.0, "16,000 tokens take longer"


async def test_a_model_without_roles_is_told_who_speaks(base: Path, tmp_path: Path) -> None:
    shutil.copytree(base, tmp_path, dirs_exist_ok=True)
    (tmp_path / "chat_template.jinja").unlink()
    model = LocalTransformers.load(str(tmp_path))
    try:
        assert model._tokenizer.chat_template is None
        assert model._text(ASKED) == "너는 온유다.\n\n시청자: 읽씹당했어요\n상담사:"
        _, usage = await written(model, max_tokens=4)
        assert usage["output_tokens"] <= 4
    finally:
        model.close()


async def test_a_context_that_is_too_short_is_refused(base: Path, tmp_path: Path) -> None:
    shutil.copytree(base, tmp_path, dirs_exist_ok=True)
    about = json.loads((tmp_path / "config.json").read_text("utf-8"))
    about["max_position_embeddings"] = 1_024
    (tmp_path / "config.json").write_text(json.dumps(about), "utf-8")
    with pytest.raises(ConfigError, match="too short") as raised:
        LocalTransformers.load(str(tmp_path))
    assert (raised.value.key, "6,000" in raised.value.fix) == ("LOVELM_MODEL_LOCAL", True)


async def test_what_does_not_fit_is_refused_and_never_cut(model: LocalTransformers) -> None:
    async def long() -> None:
        async for _ in model.astream([HumanMessage("가" * 6_000)], max_tokens=4):
            raise AssertionError("something was written")

    refused, (_, usage) = await asyncio.gather(
        long(), written(model, max_tokens=4), return_exceptions=True
    )
    assert isinstance(refused, Unfit)
    assert usage["input_tokens"] > 20
    assert max(model.batches) == 2, "who comes with it is answered"


async def test_a_failure_is_told_and_the_next_batch_goes_on(
    model: LocalTransformers, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate = model._batches._model.generate

    def full(**_: Any) -> None:
        monkeypatch.setattr(model._batches._model, "generate", generate)
        raise torch.OutOfMemoryError("full")

    monkeypatch.setattr(model._batches._model, "generate", full)
    with pytest.raises(ModelError, match="OutOfMemoryError"):
        await written(model, max_tokens=4)
    assert (await written(model, max_tokens=4))[1]["output_tokens"] <= 4


async def test_the_embedded_responder_answers_for_one_that_writes_rubbish(
    model: LocalTransformers, brain: Brain, tmp_path: Path
) -> None:
    async with budget(tmp_path, Price()) as allowed:
        responder = ChatResponder(model, "tiny", EmbeddedResponder(), allowed)
        draft, seconds = await elapsed(responder.respond(brief(brain)))
    assert draft.model == "embedded"
    assert seconds < 8.0


async def test_it_is_composed_from_the_environment(base: Path, tmp_path: Path) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        settings = Settings(model_local=str(base))
        about = (engine, str, lambda *_: ChannelSettings(), FakeClock())
        async with writer(settings, *about) as made:
            assert isinstance(made.responder, ChatResponder)
            assert made.responder.name == base.name
            model = made.responder._model
            assert isinstance(model, LocalTransformers)
        await until(lambda: not model._batches._thread.is_alive())
        with pytest.raises(ConfigError, match="LOVELM_MODEL_LOCAL"):
            async with writer(Settings(model_local=str(tmp_path / "none")), *about):
                pass
