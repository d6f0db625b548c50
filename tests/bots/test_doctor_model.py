"""`lovelm doctor` on the language model."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.simulated.openai import SimulatedOpenAi
from bots import settings
from bots.checks.finding import State
from bots.models import model_key
from bots.settings import Settings
from core.errors import ConfigError
from tests.bots.findings import about, told


@pytest.fixture
async def server() -> AsyncIterator[SimulatedOpenAi]:
    async with SimulatedOpenAi().serve() as server:
        yield server


async def test_without_one_the_embedded_responder_answers() -> None:
    (found,) = await about("chat model")
    assert found.state is State.OFF


@pytest.mark.parametrize(
    ("changes", "state", "words"),
    [
        ({}, State.OK, ("parrot-1 at http",)),
        ({"model_key": "sk-wrong"}, State.BROKEN, ("refused the key (401)", "LOVELM_MODEL_KEY")),
        ({"model": "parrot-2"}, State.BROKEN, ("no model 'parrot-2'", "it has parrot-1")),
        ({"model_url": "/nowhere"}, State.BROKEN, ("answered 404", "ends in /v1")),
        ({"model_url": "gone"}, State.BROKEN, ("cannot be reached", "LOVELM_MODEL_URL")),
        ({"model_price_in": 100}, State.WARNING, ("never asked", "/비용")),
    ],
)
async def test_what_is_wrong_is_named_with_its_fix(
    server: SimulatedOpenAi, changes: dict[str, object], state: State, words: tuple[str, ...]
) -> None:
    url = changes.get("model_url", "")
    if url == "gone":
        async with SimulatedOpenAi().serve() as gone:
            changes["model_url"] = gone.url
    elif url:
        changes["model_url"] = f"{server.url}{url}"
    given = {"model_url": server.url, "model_key": server.key, "model": server.model}
    found = await about("chat model", **given | changes)
    assert told(found, *words).state is state
    assert "sk-" not in str(found)


async def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    found = await about("chat model", model_local=str(tmp_path))
    assert "LOVELM_MODEL_LOCAL" in found[0].what
    assert found[0].state is State.BROKEN


async def test_the_key_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with pytest.raises(ConfigError, match="LOVELM_MODEL_KEY_FILE"):
        model_key(Settings(model_key_file=file))
    file.write_text("sk-simulated\n", "utf-8")
    assert model_key(Settings(model_key_file=file)) == "sk-simulated"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"LOVELM_MODEL_URL": "127.0.0.1:11434"}, "LOVELM_MODEL_URL"),
        ({"LOVELM_MODEL_URL": "http://127.0.0.1:1/v1"}, "LOVELM_MODEL"),
        ({"LOVELM_MODEL_PRICE_IN": "-1"}, "LOVELM_MODEL_PRICE_IN"),
        ({"LOVELM_MODEL_PRICE_OUT": "inf"}, "LOVELM_MODEL_PRICE_OUT"),
        ({"LOVELM_MODEL_CAP_WON": "many"}, "LOVELM_MODEL_CAP_WON"),
        ({"LOVELM_MODEL_DEADLINE": "60"}, "LOVELM_MODEL_DEADLINE"),
        ({"LOVELM_MODEL_CONCURRENCY": "0"}, "LOVELM_MODEL_CONCURRENCY"),
        (
            {"LOVELM_MODEL_URL": "http://a/v1", "LOVELM_MODEL": "m", "LOVELM_MODEL_LOCAL": "x"},
            "LOVELM_MODEL_LOCAL",
        ),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], key: str
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as found:
        settings.load()
    assert found.value.key == key
